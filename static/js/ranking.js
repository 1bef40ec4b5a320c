// The keys of the duel: ← and → choose, ↑ is too close to call, ↓ is not now, U takes the last answer back. They press
// the buttons that are there, so that everything else happens as by hand.
const ANSWERS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "tie", ArrowDown: "skip" };
const TYPING = "input:not([type='hidden']), select, textarea, [contenteditable], dialog, [popover]";

function buttonFor(key) {
  const duel = document.querySelector("[data-ranking]");
  if (key === "u" || key === "U") return duel?.querySelector("[data-undo-answer]");
  return ANSWERS[key] ? duel?.querySelector(`button[name="answer"][value="${ANSWERS[key]}"]`) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.(TYPING)) return;
  const button = buttonFor(event.key);
  if (!button) return;
  event.preventDefault();
  button.click();
});
