// Registers the service worker where the page names one.
export function startOfflinePage() {
  const url = document.querySelector('meta[name="service-worker"]')?.content;
  // Refused in private windows and over plain HTTP: the site works the same without it.
  if (url) navigator.serviceWorker?.register(url).catch(() => {});
}
