// Any [data-theme-toggle] button switches between dark and light and remembers it, here and for the server.
const YEAR = 365 * 24 * 3600;

function current() {
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  return document.documentElement.dataset.theme || system;
}

function remember(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Without storage the cookie alone carries it.
  }
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

export function startThemeToggle() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const theme = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember(theme);
  });
}
