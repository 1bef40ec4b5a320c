// Loaded in the head as a plain blocking script: a stored theme applies before the first paint.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("theme");
  } catch {
    // Storage is off: the system's theme, or the server's from the cookie, stays.
  }
  if (stored === "dark" || stored === "light") document.documentElement.dataset.theme = stored;
})();
