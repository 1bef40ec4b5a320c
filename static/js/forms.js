// Posting a form without leaving the page.

// Sends `form` to its own action, with the CSRF token it carries. Returns the answer, or null when it
// led to the login page, which is then opened.
export async function post(form, changes = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(changes)) body.set(name, value);
  const response = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  const login = document.body.dataset.login;
  if (response.status === 401 || (response.redirected && login && new URL(response.url).pathname === login)) {
    location.assign(`${login}?next=${encodeURIComponent(location.pathname + location.search)}`);
    return null;
  }
  return response;
}

// Selects and the like that submit their form when changed: <select data-submit-on-change>.
export function startSubmitOnChange() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
}
