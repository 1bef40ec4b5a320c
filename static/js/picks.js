// Picks that are sent away stay in place, dimmed, until undone: [data-dismissible] holds the pick, [data-gone] says so.

// Dims the pick that `button` belongs to; its value says which of the [data-gone] parts to show.
export function dismiss(button) {
  const pick = button.closest("[data-dismissible]");
  if (!pick) return;
  pick.classList.add("is-gone");
  for (const part of pick.querySelectorAll("[data-gone]")) {
    part.hidden = part.dataset.gone !== button.value;
    // The button that had the focus is gone with the rest: what undoes it takes over.
    if (!part.hidden) part.querySelector("[data-undo]")?.focus();
  }
}

function bringBack(event) {
  const button = event.detail.elt;
  if (!button.matches?.("[data-undo]") || !event.detail.successful) return;
  const pick = button.closest("[data-dismissible]");
  pick.classList.remove("is-gone");
  for (const part of pick.querySelectorAll("[data-gone]")) part.hidden = true;
  pick.querySelector("h2 a, h3 a")?.focus();
}

// A range input says its value in words: the <output> of its form shows the words of the nearest step.
function describe(range) {
  const output = range.form?.querySelector(`output[for="${range.id}"]`);
  const words = JSON.parse(range.dataset.words ?? "[]");
  if (!output || !words.length) return;
  const part = (range.value - range.min) / (range.max - range.min);
  const text = words[Math.min(words.length - 1, Math.floor(part * words.length))];
  output.textContent = text;
  range.setAttribute("aria-valuetext", text);
}

export function startPicks() {
  document.addEventListener("htmx:afterRequest", bringBack);
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-words]")) describe(event.target);
  });
}
