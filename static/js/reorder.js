// Lists put in order by dragging: [data-reorder] holds rows with [data-place] and a form that moves them. The buttons
// of that form stay for the keyboard; a handle for the pointer is added here.
import { toast } from "./toast.js";

export class Reorder {
  constructor(list) {
    this.list = list;
    this.dragged = null;
    for (const row of list.querySelectorAll("[data-place]")) this.addGrip(row);
  }

  addGrip(row) {
    const number = row.querySelector(".entry__no");
    const grip = document.createElement("span");
    grip.className = "entry__grip";
    grip.ariaHidden = "true"; // the buttons say the same to those who do not point
    const icon = row.querySelector("svg.icon").cloneNode(true);
    const use = icon.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#i-grip-vertical"));
    grip.append(icon);
    number.append(grip);
    grip.addEventListener("pointerdown", (event) => this.start(event, row, grip));
  }

  start(event, row, grip) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.dragged = row;
    this.before = row.nextElementSibling;
    row.classList.add("is-dragged");
    grip.setPointerCapture(event.pointerId);
    const move = (moved) => this.over(moved.clientY);
    const end = (ended) => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", end);
      grip.removeEventListener("pointercancel", end);
      this.drop(ended.type === "pointercancel");
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
  }

  over(y) {
    for (const row of this.list.children) {
      if (row === this.dragged) continue;
      const { top, height } = row.getBoundingClientRect();
      if (y < top + height / 2) return this.put(this.dragged, row);
    }
    this.put(this.dragged, null);
  }

  // Put `row` before `next`, or at the end, by moving the others: a node that moves itself loses the pointer.
  put(row, next) {
    const others = [...this.list.children].filter((other) => other !== row);
    const place = next ? others.indexOf(next) : others.length;
    const precedes = (other) => row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
    for (const other of others.slice(0, place)) if (!precedes(other)) row.before(other);
    for (const other of others.slice(place).reverse()) if (precedes(other)) row.after(other);
  }

  async drop(cancelled) {
    const row = this.dragged;
    this.dragged = null;
    row.classList.remove("is-dragged");
    const places = [...this.list.children].map((item) => Number(item.dataset.place)).sort((a, b) => a - b);
    const place = places[[...this.list.children].indexOf(row)];
    if (cancelled) return this.put(row, this.before);
    if (place === Number(row.dataset.place)) return;
    const form = row.querySelector("form[action$='/move/']");
    const body = new FormData(form);
    body.set("to", place);
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (!response.ok) throw new Error(response.status);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const list = fresh.querySelector("[data-reorder]");
      const title = row.querySelector(".entry__name a").textContent;
      this.list.replaceWith(document.importNode(list, true));
      startReorder();
      toast(list.dataset.moved.replace("%s", title).replace("%d", place));
    } catch {
      this.put(row, this.before);
      toast(this.list.dataset.failed, { level: "error" });
    }
  }
}

export function startReorder() {
  for (const list of document.querySelectorAll("[data-reorder]:not([data-ready])")) {
    list.dataset.ready = "";
    new Reorder(list);
  }
}
