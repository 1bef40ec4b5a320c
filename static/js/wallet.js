// Continuing with a wallet: templates/accounts/_wallet.html. Choose one, let it sign, send what it signed.
import { toHex, writeMessage } from "./wallet-message.js";
import { listen, wallets } from "./wallet-providers.js";

const CLOSED = 4001; // EIP-1193: the person said no
const UNKNOWN_CHAIN = 4902; // EIP-3085
const PENDING = -32002; // EIP-1474: a request is open already
const MIXED_UP = 4100; // EIP-1193: the wallet is locked, or this account is not for us

// Not failures: the person decides what happens next.
const CALM = new Set(["closed", "done", "network", "pending"]);

// Something to be said to the person; `name` is that of a data-say-… attribute.
class Trouble extends Error {
  constructor(name, offersSwitch = false) {
    super(name);
    this.offersSwitch = offersSwitch;
  }
}

const box = document.querySelector("[data-wallet]");
const part = (name) => box.querySelector(`[data-wallet-${name}]`);
let current = null;

function say(name, tone = "calm") {
  const words = name ? box.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] : "";
  const wallet = current?.name ?? box.dataset.sayWallet;
  part("status").textContent = words.replace("{wallet}", wallet).replace("{chain}", current?.chain ?? "");
  part("status").parentElement.dataset.tone = tone;
  if (words) part("status").parentElement.scrollIntoView({ block: "nearest" });
}

function busy(is) {
  const button = part("start");
  button.setAttribute("aria-busy", is);
  button.setAttribute("aria-disabled", is);
}

async function ask(method, params) {
  try {
    return await current.provider.request({ method, params });
  } catch (error) {
    if (error?.code === CLOSED || error?.code === MIXED_UP) throw new Trouble("closed");
    if (error?.code === PENDING) throw new Trouble("pending");
    // Some wallets wrap the code of a chain they do not know.
    if ((error?.data?.originalError?.code ?? error?.code) === UNKNOWN_CHAIN) throw new Trouble("unknownNetwork");
    throw new Trouble("failed");
  }
}

async function send(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Accept-Language": document.documentElement.lang,
        "Content-Type": "application/json",
        "X-CSRFToken": box.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Trouble("offline");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  if (answer.type === "/problems/nonce-spent") throw new Trouble("expired");
  if (answer.type === "/problems/wallet-taken") throw new Trouble("taken");
  if (answer.type === "/problems/reauth-required" && box.dataset.confirm) {
    location.assign(`${box.dataset.confirm}?next=${encodeURIComponent(location.pathname + location.search)}`);
    throw new Trouble("done");
  }
  throw new Trouble({ 401: "refused", 403: "elsewhere", 429: "slowDown" }[response.status] ?? "failed");
}

async function signed(address, retry) {
  const given = await send(box.dataset.nonceUrl, { purpose: box.dataset.purpose, address });
  const chainId = Number(await ask("eth_chainId"));
  current.chain = given.chain_ids[0];
  if (!given.chain_ids.includes(chainId)) throw new Trouble("network", true);
  const message = writeMessage(given, chainId);
  say(retry ? "again" : "signing");
  const signature = await ask("personal_sign", [toHex(message), given.address]);
  say("checking");
  try {
    return await send(box.dataset.postUrl, { message, signature });
  } catch (trouble) {
    if (trouble.message === "expired" && !retry) return signed(address, true);
    throw trouble;
  }
}

function leave(answer) {
  const next = new URL(box.dataset.next || "/", location.href);
  const home = next.origin !== location.origin || next.pathname === "/";
  location.assign(answer.created && home ? box.dataset.welcome : home ? "/" : next);
}

async function go({ switching = false } = {}) {
  busy(true);
  part("switch").hidden = true;
  say("connecting");
  try {
    if (switching) await ask("wallet_switchEthereumChain", [{ chainId: `0x${current.chain.toString(16)}` }]);
    const [address] = (await ask("eth_requestAccounts")) ?? [];
    if (typeof address !== "string") throw new Trouble("noAddress");
    const answer = await signed(address, false);
    say("done");
    if (box.dispatchEvent(new CustomEvent("wallet:done", { detail: answer, bubbles: true, cancelable: true }))) leave(answer);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    say(trouble.message, CALM.has(trouble.message) ? "calm" : "bad");
    part("switch").hidden = !trouble.offersSwitch;
  } finally {
    busy(false);
  }
}

function choose(list) {
  const rows = list.map((wallet) => {
    const row = part("row").content.firstElementChild.cloneNode(true);
    row.querySelector(".wallet__name").textContent = wallet.name;
    if (wallet.icon) {
      const picture = new Image();
      picture.src = wallet.icon;
      picture.alt = "";
      row.querySelector(".wallet__icon").replaceChildren(picture);
    }
    row.querySelector("button").addEventListener("click", () => {
      document.getElementById("wallet-choice").close();
      current = wallet;
      go();
    });
    return row;
  });
  part("list").replaceChildren(...rows);
  document.getElementById("wallet-choice").showModal();
}

function begin() {
  if (part("start").getAttribute("aria-busy") === "true") return;
  say("");
  part("switch").hidden = true;
  const list = wallets(box.dataset.sayWallet);
  if (list.length > 1) choose(list);
  else if (list.length) {
    [current] = list;
    go();
  } else document.getElementById("wallet-none").showModal();
}

if (box) {
  listen();
  part("start").addEventListener("click", begin);
  part("switch").addEventListener("click", () => go({ switching: true }));
  // MetaMask's own browser opens this very page and has a wallet in it.
  part("app").href = `https://metamask.app.link/dapp/${location.host}${location.pathname}${location.search}`;
}
