// Buttons that turn something on and off by htmx: <button data-toggle aria-pressed hx-post hx-swap="none">. The state
// follows the answer; the words of the toast are in data-on-words and data-off-words unless the server sends its own.
import { toast } from "./toast.js";

function answered(event) {
  const button = event.detail.elt;
  if (!button.matches?.("[data-toggle], [data-once]") || !event.detail.successful) return;
  const own = event.detail.xhr.getResponseHeader("HX-Trigger")?.includes('"toast"');
  if (button.matches("[data-once]")) {
    const card = button.closest("[data-dismissible]");
    if (card) card.classList.add("is-gone");
    if (!own && button.dataset.onWords) toast(button.dataset.onWords);
    return;
  }
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  const words = on ? button.dataset.onWords : button.dataset.offWords;
  if (!own && words) toast(words);
}

export function startToggles() {
  document.addEventListener("htmx:afterRequest", answered);
}
