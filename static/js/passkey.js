// Passkeys (W3C Web Authentication): a form with data-passkey="create" or "get" asks the server for options, the device
// for a credential, and posts it in its field `credential`. Where the browser knows no passkeys the form stays hidden.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;

function encode(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The server's JSON with its base64url texts as buffers.
function fromJson(options, kind) {
  const made = { ...options, challenge: decode(options.challenge) };
  const list = kind === "create" ? "excludeCredentials" : "allowCredentials";
  made[list] = (options[list] ?? []).map((one) => ({ ...one, id: decode(one.id) }));
  if (kind === "create") made.user = { ...options.user, id: decode(options.user.id) };
  return made;
}

function toJson(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: encode(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = encode(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
}

async function ask(form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.dataset.options, { method: "POST", body, headers });
  if (answer.status === 403) location.reload(); // the proof has aged: the page itself leads to a new one
  if (!answer.ok || answer.redirected) throw new Error(`options: ${answer.status}`);
  const kind = form.dataset.passkey;
  const publicKey = fromJson(await answer.json(), kind);
  return toJson(await navigator.credentials[kind]({ publicKey }));
}

async function submit(event) {
  const form = event.target;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true" || !form.reportValidity()) return;
  const error = form.querySelector("[data-passkey-error]");
  form.setAttribute("aria-busy", "true");
  error.textContent = "";
  try {
    form.elements.credential.value = await ask(form);
    form.submit();
  } catch {
    error.textContent = form.dataset.failed;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", submit);
}
