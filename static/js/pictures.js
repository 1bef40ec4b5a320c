// A picture that its own host does not give makes room for the drawn poster: <img data-drawn="/title/1/poster.svg">.
function draw(image) {
  const drawn = image.dataset.drawn;
  delete image.dataset.drawn; // once: a drawing that fails, too, stays away
  if (drawn) image.src = drawn;
}

export function startPictures() {
  document.addEventListener("error", (event) => {
    if (event.target instanceof HTMLImageElement && event.target.dataset.drawn) draw(event.target);
  }, true);
  // What failed before this ran.
  for (const image of document.querySelectorAll("img[data-drawn]")) {
    if (image.complete && !image.naturalWidth) draw(image);
  }
}
