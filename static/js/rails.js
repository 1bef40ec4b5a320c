// Arrow buttons of a rail: [data-rail="back"] and [data-rail="on"] scroll the track of their section.
function trackOf(button) {
  return button.closest("[data-rail-section]")?.querySelector(".rail__track");
}

function mark(section) {
  const track = section.querySelector(".rail__track");
  const [back, on] = ["back", "on"].map((way) => section.querySelector(`[data-rail="${way}"]`));
  if (!track || !back || !on) return;
  const left = Math.abs(track.scrollLeft);
  // aria-disabled keeps the focus where it is when an end is reached.
  back.setAttribute("aria-disabled", String(left < 2));
  on.setAttribute("aria-disabled", String(left + track.clientWidth > track.scrollWidth - 2));
}

export function startRails() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rail]");
    const track = button && trackOf(button);
    if (!track) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const way = button.dataset.rail === "on" ? 1 : -1;
    track.scrollBy({ left: way * track.clientWidth * 0.8, behavior: calm ? "auto" : "smooth" });
  });
  document.addEventListener("scrollend", (event) => {
    const section = event.target.closest?.("[data-rail-section]");
    if (section) mark(section);
  }, true);
  // Measuring a rail that is still far below would lay it out and load its faces, so each waits until it is seen.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      mark(target);
    }
  });
  const markAll = (root) => root.querySelectorAll("[data-rail-section]").forEach((section) => seen.observe(section));
  markAll(document);
  document.addEventListener("htmx:load", (event) => markAll(event.detail.elt.parentElement ?? document));
}
