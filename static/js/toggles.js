// Buttons that turn something on and off by htmx: <button data-toggle aria-pressed hx-post hx-swap="none">. The state
// follows the answer, which may name it: HX-Trigger: {"toggled": {"on": true}}; the words of the toast are in
// data-on-words and data-off-words unless the server sends its own.
import { dismiss } from "./picks.js";
import { toast } from "./toast.js";

function news(xhr) {
  try {
    return JSON.parse(xhr.getResponseHeader("HX-Trigger") ?? "{}");
  } catch {
    return {}; // the header may also be a plain list of event names
  }
}

function answered(event) {
  const button = event.detail.elt;
  if (!button.matches?.("[data-toggle], [data-once]") || !event.detail.successful) return;
  const { toast: own, toggled } = news(event.detail.xhr);
  if (button.matches("[data-once]")) {
    dismiss(button);
    if (!own && button.dataset.onWords) toast(button.dataset.onWords);
    return;
  }
  const on = toggled?.on ?? button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  const words = on ? button.dataset.onWords : button.dataset.offWords;
  if (!own && words) toast(words);
}

export function startToggles() {
  document.addEventListener("htmx:afterRequest", answered);
}
