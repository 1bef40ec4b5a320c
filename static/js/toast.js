// Short messages at the foot of the page. Server-rendered ones leave by themselves; others come from `toast()` or from
// a response header: HX-Trigger: {"toast": {"message": "…", "level": "error", "undo": "/path/"}}.
const STAY = 6000;

function region() {
  return document.querySelector(".toasts");
}

function leave(toast) {
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 250);
}

// The clock stops while the pointer or the focus is on the message (WCAG 2.2.1).
function expire(toast) {
  let timer = setTimeout(() => leave(toast), STAY);
  const stop = () => clearTimeout(timer);
  const go = () => {
    stop();
    timer = setTimeout(() => leave(toast), STAY);
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
}

// Shows `message`; with `action` {label, run} a button is offered until it leaves.
export function toast(message, { level = "info", action = null } = {}) {
  const template = document.getElementById("toast-template");
  if (!region() || !template) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector("p").textContent = message;
  item.classList.toggle("toast--error", level === "error");
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      leave(item);
      action.run();
    });
    item.querySelector("p").after(button);
  }
  // Two at most, so that a quick hand does not wall up the page.
  while (region().childElementCount > 1) region().firstElementChild.remove();
  region().append(item);
  expire(item);
}

function fromServer({ message, level, undo }) {
  const label = region()?.dataset.undoLabel;
  const run = () => window.htmx?.ajax("POST", undo, { swap: "none" });
  toast(message, { level, action: undo ? { label, run } : null });
}

export function startToasts() {
  for (const item of document.querySelectorAll(".toasts .toast")) expire(item);
  document.addEventListener("click", (event) => {
    const close = event.target.closest(".toast__close");
    if (close) leave(close.closest(".toast"));
  });
  document.addEventListener("toast", (event) => fromServer(event.detail));
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      const status = event.detail?.xhr?.status ?? 0;
      const words = region()?.dataset;
      if (words) toast(status === 429 ? words.slowDown : status ? words.failed : words.offline, { level: "error" });
    });
  }
}
