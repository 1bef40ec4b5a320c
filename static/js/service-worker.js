// Served at /sw.js so that its scope is the whole site. It does one thing: without a connection a page load answers
// with the offline page, in the language of the page before. Nothing else is kept, so nothing can go stale.
const CACHE = "offline-2";
const PAGE = "/offline/";
const PIECES = [
  PAGE,
  "/static/js/theme.js",
  "/static/css/tokens.css",
  "/static/css/fonts.css",
  "/static/css/base.css",
  "/static/css/shell.css",
  "/static/css/components.css",
  "/static/fonts/inter-latin.woff2",
  "/static/fonts/bricolage-grotesque-latin.woff2",
  "/static/fonts/bricolage-grotesque-condensed.woff2",
  "/static/art/offline.svg",
  "/static/icon.svg",
];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PIECES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const page = request.mode === "navigate";
  const piece = request.method === "GET" && PIECES.includes(new URL(request.url).pathname);
  if (!page && !piece) return;
  const answer = fetch(request);
  event.respondWith(answer.catch(() => caches.match(page ? PAGE : request, { ignoreSearch: true })));
  if (page) event.waitUntil(answer.then(keepItsLanguage).catch(() => {}));
});

// The offline page follows the reader to another language, asked for by its address, as a cookie may come later.
async function keepItsLanguage(response) {
  const language = response.headers.get("Content-Language");
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE);
  if (!language || kept?.headers.get("Content-Language") === language) return;
  const fresh = await fetch(`${PAGE}?hl=${language}`, { credentials: "omit" });
  if (fresh.ok) await cache.put(PAGE, fresh);
}
