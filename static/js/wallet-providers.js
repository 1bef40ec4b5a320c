// The wallets of this browser: those that announce themselves (EIP-6963), else the one that older wallets leave in
// window.ethereum (EIP-1193).
const ICON = /^data:image\/(png|webp|jpeg|gif|svg\+xml)[;,]/;
const LONGEST_NAME = 40;
const LONGEST_ICON = 200_000;
const found = new Map();

function announced({ detail }) {
  const { info, provider } = detail ?? {};
  if (typeof provider?.request !== "function" || typeof info?.uuid !== "string") return;
  const name = typeof info.name === "string" ? info.name.trim().slice(0, LONGEST_NAME) : "";
  // Shown in an <img>, where even an SVG runs no script; anything but a picture is left out.
  const icon = typeof info.icon === "string" && info.icon.length <= LONGEST_ICON && ICON.test(info.icon) ? info.icon : "";
  if (name && !found.has(info.uuid)) found.set(info.uuid, { name, icon, provider });
}

export function listen() {
  window.addEventListener("eip6963:announceProvider", announced);
  window.dispatchEvent(new Event("eip6963:requestProvider"));
}

// Asks once more, for wallets that came late. The answers arrive before dispatchEvent returns.
export function wallets(unnamed) {
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  if (found.size) return [...found.values()];
  const provider = window.ethereum;
  return typeof provider?.request === "function" ? [{ name: unnamed, icon: "", provider }] : [];
}
