// A part that is exchanged keeps the keyboard where it was: in the same place of the list of [data-hold-focus].
let place = -1;

function remember(event) {
  const part = event.detail.target;
  if (!part?.matches?.("[data-hold-focus]")) return;
  const item = part.contains(document.activeElement) ? document.activeElement.closest("li") : null;
  place = item ? [...item.parentElement.children].indexOf(item) : -1;
}

function restore() {
  if (place < 0) return;
  const item = document.querySelectorAll("[data-hold-focus] li")[place];
  place = -1;
  // Elements that have the same id as before keep the focus by themselves.
  if (document.activeElement === document.body) item?.querySelector("h2 a")?.focus();
}

export function startFocus() {
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", restore);
}
