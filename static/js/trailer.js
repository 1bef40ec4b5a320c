// Trailers play in place, but only after a click: until then nothing is asked of the video site.
const PLAYER = "https://www.youtube-nocookie.com/embed/";

function play(link) {
  const frame = document.createElement("iframe");
  frame.className = "trailer";
  frame.src = `${PLAYER}${encodeURIComponent(link.dataset.trailer)}?autoplay=1&rel=0`;
  frame.title = link.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  link.replaceWith(frame);
  frame.focus();
}

export function startTrailers() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-trailer]");
    // With a modifier the visitor wants the video's own page.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(link);
  });
}
