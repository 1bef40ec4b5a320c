// Choosing a top four: places change by dragging or by their buttons, and the four posters follow what is chosen.
// Without this file the buttons send the form, which comes back in the new order.
import { Reorder } from "./reorder.js";
import { toast } from "./toast.js";

class Places extends Reorder {
  constructor(form) {
    super(form.querySelector("[data-places]"));
    this.form = form;
    this.preview = document.querySelector("[data-preview]");
    this.labels = this.rows().map((row) => row.querySelector(".field__label").textContent);
    this.list.addEventListener("click", (event) => this.pressed(event));
    form.addEventListener("picked", () => this.show());
  }

  rows() {
    return [...this.list.children];
  }

  pressed(event) {
    const button = event.target.closest("button[name='move']");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-place]");
    const step = Number(button.dataset.step);
    const rows = this.rows();
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) row.after(other);
    else row.before(other);
    this.settle(row);
    // At either end the pressed button is spent; focus stays in the row.
    (button.disabled ? row.querySelector("button[name='move']:enabled") : button).focus();
  }

  drop(cancelled) {
    const row = this.dragged;
    this.dragged = null;
    row.classList.remove("is-dragged");
    if (cancelled) this.put(row, this.before);
    else this.settle(row);
  }

  // Names, numbers and buttons follow the places; what was typed follows its row.
  settle(moved) {
    const rows = this.rows();
    const place = rows.indexOf(moved) + 1;
    if (place === Number(moved.dataset.place)) return;
    rows.forEach((row, index) => {
      const number = index + 1;
      row.dataset.place = number;
      row.querySelector(".entry__no").firstChild.textContent = number;
      row.querySelector(".field__label").textContent = this.labels[index];
      row.querySelector("input[role='combobox']").name = `title_${number}`;
      row.querySelector("[data-picked]").name = `title_id_${number}`;
      for (const button of row.querySelectorAll("button[name='move']")) {
        const to = number + Number(button.dataset.step);
        button.disabled = to < 1 || to > rows.length;
        button.value = `${number}-${button.disabled ? number : to}`;
        button.ariaLabel = button.ariaLabel.replace(/: .*/, `: ${this.labels[index]}`);
      }
    });
    const name = moved.querySelector("input[role='combobox']").value || this.form.dataset.nothing;
    toast(this.form.dataset.moved.replace("%s", name).replace("%d", place));
    this.show();
  }

  async show() {
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams(this.rows().map((row) => ["title", row.querySelector("[data-picked]").value]));
    try {
      const response = await fetch(`${this.form.dataset.top4}?${query}`, {
        signal: this.request.signal,
        headers: { "HX-Request": "true" },
      });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      this.preview.replaceChildren(document.importNode(fresh.querySelector(".quartet"), true));
    } catch (error) {
      // The preview is a help: the form is complete without it.
      if (error.name !== "AbortError") this.preview.replaceChildren();
    }
  }
}

const form = document.querySelector("[data-top4]");
if (form) new Places(form);
