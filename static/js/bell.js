// Asks now and then whether there is news, and only while somebody looks at the page.
const PAUSE = 60_000;

export function startBell() {
  if (!document.getElementById("bell")) return;
  let last = Date.now();
  const look = () => {
    if (document.hidden || !navigator.onLine || Date.now() - last < PAUSE) return;
    last = Date.now();
    document.getElementById("bell")?.dispatchEvent(new CustomEvent("bell:look"));
  };
  setInterval(look, PAUSE / 4);
  document.addEventListener("visibilitychange", look);
}
