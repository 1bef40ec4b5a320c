// Suggestions under the search field: the editable combobox with list autocomplete of the ARIA Authoring Practices
// Guide. Focus stays in the field; arrows move through the list, Enter opens, Escape closes, then clears.
import { toast } from "./toast.js";

const PAUSE = 140;
const SHORTEST = 2;
const EDITABLE = "input, textarea, select, [contenteditable]";

// `form` is the element that holds the field, the list and the words: a search form, or a picker of one title.
export class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('[role="combobox"]');
    this.list = form.querySelector('[role="listbox"]');
    this.status = form.querySelector('[role="status"]');
    this.items = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // Before blur, so that a click on an item is not lost.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    const query = this.input.value.trim();
    if (query.length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.load(query), PAUSE);
  }

  async load(query) {
    this.request = new AbortController();
    try {
      const url = `${this.form.dataset.suggest}?q=${encodeURIComponent(query)}`;
      const response = await fetch(url, {
        signal: this.request.signal,
        headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang },
      });
      if (!response.ok) return this.close();
      const { results } = await response.json();
      if (document.activeElement === this.input) this.show(results);
    } catch (error) {
      // Suggestions are a help: an aborted or failed one leaves plain search as it is.
      if (error.name !== "AbortError") this.close();
    }
  }

  show(results) {
    this.items = results.map((result, index) => this.option(result, index));
    this.list.replaceChildren(...this.items);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.hidden = results.length === 0;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.status.textContent = results.length ? this.form.dataset.found.replace("%d", results.length) : "";
  }

  option({ label, sublabel, url }, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.className = "suggest__item";
    item.role = "option";
    item.ariaSelected = "false";
    item.dataset.url = url;
    for (const [name, words] of [["label", label], ["sub", sublabel ?? ""]]) {
      const part = document.createElement("span");
      part.className = `suggest__${name}`;
      part.textContent = words;
      item.append(part);
    }
    return item;
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
      else this.later();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.go(this.items[this.active]);
    } else if (event.key === "Escape") {
      if (open) {
        event.preventDefault();
        this.close();
      } else if (this.input.value) this.input.value = "";
      else this.input.blur();
    }
  }

  // The field itself is one stop of the round, so that what was typed is never lost.
  move(step) {
    const stops = this.items.length + 1;
    this.active = ((this.active + 1 + step + stops) % stops) - 1;
    this.items.forEach((item, index) => (item.ariaSelected = String(index === this.active)));
    const item = this.items[this.active];
    if (item) {
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  clicked(event) {
    const item = event.target.closest('[role="option"]');
    if (item) this.go(item);
  }

  go(item) {
    const target = new URL(item.dataset.url, location.href);
    if (target.origin === location.origin) location.assign(target);
    else toast(this.form.dataset.away ?? "", { level: "error" });
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.show([]);
  }
}

export function startSuggestions() {
  for (const form of document.querySelectorAll("form[data-suggest]")) new Suggestions(form);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.(EDITABLE) && !event.target.matches('[type="radio"], [type="checkbox"]');
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = [...document.querySelectorAll("[data-search-field]")].find((input) => input.checkVisibility());
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
