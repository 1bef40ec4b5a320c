// <button data-dialog="id"> opens a native <dialog>; [data-close] and a click on the backdrop close it. Disclosures
// marked [data-popover] close on Escape and on a click elsewhere.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("dialog [data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target.matches("dialog")) event.target.close();
    for (const details of document.querySelectorAll("details[data-popover][open]")) {
      if (!details.contains(event.target)) details.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of document.querySelectorAll("details[data-popover][open]")) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
}
