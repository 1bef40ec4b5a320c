// A field that takes one title: [data-picker] holds the words, a hidden id and the list of suggestions.
import { Suggestions } from "./suggest.js";

const ADDRESS = /^\/title\/(\d+)-/;

class TitlePicker extends Suggestions {
  constructor(root) {
    super(root);
    this.picked = root.querySelector("[data-picked]");
    // What was chosen no longer holds once the words change.
    this.input.addEventListener("input", () => this.pick(""));
  }

  // Tells whoever shows what is chosen.
  pick(id) {
    if (this.picked.value === id) return;
    this.picked.value = id;
    this.form.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
  }

  show(results) {
    super.show(results.filter(({ url }) => ADDRESS.test(url)));
  }

  go(item) {
    this.pick(item.dataset.url.match(ADDRESS)[1]);
    this.input.value = item.querySelector(".suggest__label").textContent;
    this.close();
    if ("submit" in this.form.dataset) this.input.form.requestSubmit();
  }
}

export function startPickers() {
  for (const root of document.querySelectorAll("[data-picker]")) new TitlePicker(root);
}
