// Served at /sw.js so that its scope is the whole site. It does one thing: without a connection a page load answers
// with the offline page. Nothing else is kept, so nothing can go stale.
const CACHE = "offline-1";
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
  event.respondWith(fetch(request).catch(() => caches.match(page ? PAGE : request, { ignoreSearch: true })));
});
