// The half-star control: choosing a star saves at once, in place; without script its own button does.
import { post } from "./forms.js";
import { toast } from "./toast.js";

function show(form, value) {
  for (const radio of form.querySelectorAll('[name="rating"][type="radio"]')) {
    radio.checked = value !== "" && Number(radio.value) === Number(value);
  }
  form.querySelector("output").textContent = value === "" ? "" : String(Number(value));
  form.querySelector('[data-rate="clear"]').hidden = value === "";
  form.dataset.saved = value;
}

async function save(form, value) {
  const before = form.dataset.saved;
  show(form, value);
  form.setAttribute("aria-busy", "true");
  try {
    const response = await post(form, { rating: value });
    if (!response) return;
    if (!response.ok) throw new Error(String(response.status));
    form.dispatchEvent(new CustomEvent("rated", { bubbles: true, detail: { value } }));
    const { savedWords, clearedWords, undoWords } = form.dataset;
    const words = value === "" ? clearedWords : savedWords.replace("%s", String(Number(value)));
    toast(words, { action: { label: undoWords, run: () => save(form, before) } });
  } catch {
    // Offline, refused or too fast: the stars go back to what the server has.
    show(form, before);
    toast(form.dataset.failedWords, { level: "error" });
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// Keyboard: arrows move through radios and would save at every step, so those wait for a pause.
const PAUSE = 600;
const waiting = new WeakMap();

function later(form, value, delay) {
  clearTimeout(waiting.get(form));
  form.querySelector("output").textContent = String(Number(value));
  waiting.set(form, setTimeout(() => save(form, value), delay));
}

export function startRatings() {
  let byKey = false;
  document.addEventListener("keydown", () => (byKey = true), true);
  document.addEventListener("pointerdown", () => (byKey = false), true);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-rate-form]");
    if (form && event.target.name === "rating") later(form, event.target.value, byKey ? PAUSE : 0);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-rate-form]");
    if (!form) return;
    event.preventDefault();
    clearTimeout(waiting.get(form));
    const clearing = event.submitter?.dataset.rate === "clear";
    save(form, clearing ? "" : (new FormData(form).get("rating") ?? ""));
  });
}
