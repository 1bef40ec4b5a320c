// The matchup: keys, the next pair out of the template it waits in, numbers that count up, and a word for screen readers.
// Answers themselves are forms; without this file they are sent as such.
const COUNT_MS = 700;
const KEYS = { ArrowLeft: "a", ArrowRight: "b", ArrowUp: "tie", ArrowDown: "unknown", s: "skip" };
const still = matchMedia("(prefers-reduced-motion: reduce)");

const stage = () => document.getElementById("vs");

function say(words) {
  const region = document.getElementById("vs-said");
  if (region) region.textContent = words;
}

const ease = (t) => 1 - (1 - t) ** 3;

// Runs `draw` with a share from 0 to 1, at once to the end where motion is unwelcome.
function animate(draw) {
  if (still.matches) return;
  const start = performance.now();
  const step = (now) => {
    const share = Math.min(1, (now - start) / COUNT_MS);
    draw(ease(share));
    if (share < 1) requestAnimationFrame(step);
  };
  draw(0);
  requestAnimationFrame(step);
}

function countUp(root) {
  for (const number of root.querySelectorAll("[data-count]")) {
    const end = Number(number.dataset.count);
    const start = Number(number.dataset.from ?? 50);
    animate((share) => (number.textContent = String(Math.round(start + (end - start) * share))));
  }
  const bar = root.querySelector("[data-grow]");
  const rest = root.querySelector("[data-rest]");
  if (!bar || !rest) return;
  const end = Number(bar.dataset.grow);
  animate((share) => {
    const width = 50 + (end - 50) * share;
    bar.setAttribute("width", String(width));
    rest.setAttribute("x", String(width));
    rest.setAttribute("width", String(100 - width));
  });
}

function arrive(root) {
  if (root.dataset.said) say(root.dataset.said);
  if (root.classList.contains("vs--done")) {
    countUp(root);
    root.querySelector("[data-next]")?.focus({ preventScroll: true });
  }
}

// The pair that came with the result takes its place; without one the page is asked.
function next(link) {
  const template = stage()?.querySelector("template[data-pair]");
  const fresh = template?.content.firstElementChild?.cloneNode(true);
  if (!fresh) {
    location.assign(link.href);
    return;
  }
  fresh.id = "vs";
  stage().replaceWith(fresh);
  window.htmx?.process(fresh);
  say(fresh.querySelector("h1")?.textContent ?? "");
}

function press(selector) {
  const button = stage()?.querySelector(selector);
  if (!button) return false;
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  let done = false;
  if (key === "u") done = press("[data-undo]");
  else if (stage()?.classList.contains("vs--done")) done = key === "ArrowRight" && press("[data-next]");
  else if (KEYS[key]) done = press(`[name="outcome"][value="${KEYS[key]}"]`);
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  next(link);
});

document.addEventListener("htmx:load", (event) => {
  if (event.target.id === "vs" && event.target.dataset.said !== undefined) arrive(event.target);
});
