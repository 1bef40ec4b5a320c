"""Continuing with a wallet: wallets that behave as EIP-1193 and EIP-6963 say, and keys that really sign."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import SignInNonce, User, Wallet
from tests.accounts.wallet.signing import Signer
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
    "%3Crect width='8' height='8' fill='%23336'/%3E%3C/svg%3E"
)
#: One wallet. What is asked of it goes to Python, which signs; a code in the answer becomes an error of the wallet.
WALLET_SCRIPT = """
(options) => {
  const provider = {
    async request({ method, params }) {
      const answer = JSON.parse(await window.askWallet(JSON.stringify({ wallet: options.name, method, params })));
      if (answer.code) throw Object.assign(new Error("refused"), { code: answer.code });
      return answer.result;
    },
  };
  if (options.legacy) { window.ethereum = provider; return; }
  const info = { uuid: options.name, name: options.name, icon: options.icon, rdns: "example.wallet" };
  const announce = () => window.dispatchEvent(
    new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
  );
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
}
"""


class FakeWallet:
    """A wallet in a browser: its account, its network, and codes of errors to answer a method with, once each."""

    def __init__(self, signer: Signer, chain: str = "0x1") -> None:
        self.signer, self.chain = signer, chain
        self.errors: dict[str, int] = {}
        self.asked: list[str] = []
        self.signed: list[str] = []
        self.before_signing: Callable[[], object] = lambda: None

    def answer(self, method: str, params: Any) -> dict[str, Any]:
        self.asked.append(method)
        if method in self.errors:
            return {"code": self.errors.pop(method)}
        match method:
            case "eth_requestAccounts":
                return {"result": [self.signer.address.lower()]}  # as many wallets do, without capitals
            case "eth_chainId":
                return {"result": self.chain}
            case "wallet_switchEthereumChain":
                self.chain = params[0]["chainId"]
                return {"result": None}
            case "personal_sign":
                self.before_signing()
                text = bytes.fromhex(params[0][2:]).decode()
                self.signed.append(text)
                return {"result": self.signer.sign(text)}
        return {"code": 4200}


class Wallets:
    """Installs wallets into a visitor's browser."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.wallets = visit, {}  # type: Visit, dict[str, FakeWallet]
        visit.page.expose_function("askWallet", self._ask)

    def _ask(self, asked: str) -> str:
        question = json.loads(asked)
        return json.dumps(self.wallets[question["wallet"]].answer(question["method"], question.get("params")))

    def install(self, name: str, wallet: FakeWallet, icon: str = ICON, *, legacy: bool = False) -> FakeWallet:
        options = json.dumps({"name": name, "icon": icon, "legacy": legacy})
        self.visit.page.add_init_script(f"({WALLET_SCRIPT})({options})")
        self.wallets[name] = wallet
        return wallet


@pytest.fixture
def wallets(visit: Visit, live_server: LiveServer, settings: Settings) -> Wallets:
    """A site that knows its own address, and a browser to put wallets into."""
    settings.SIWE_DOMAIN = urlsplit(live_server.url).netloc
    settings.SIWE_URI = f"{live_server.url}/login/"
    return Wallets(visit)


def begin(visit: Visit, path: str = "/login/") -> None:
    visit.open(path)
    visit.page.get_by_role("button", name="Continue with a wallet").click()


def said(visit: Visit, words: str) -> None:
    expect(visit.page.locator("[data-wallet-status]")).to_have_text(words)
    expect(visit.page.locator("[data-wallet-start]")).to_have_attribute("aria-busy", "false")


def test_a_visitor_joins_with_a_wallet_and_comes_back_with_it(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31)))

    begin(visit)
    visit.page.wait_for_url("**/welcome/**")

    member = User.objects.get()
    assert Wallet.objects.get().address == wallet.signer.address
    assert wallet.asked == ["eth_requestAccounts", "eth_chainId", "personal_sign"]
    assert wallet.signed[0].split("\n")[1] == wallet.signer.address
    visit.context.clear_cookies()
    begin(visit, "/login/?next=/watchlist/%3Fshow%3Dall")
    visit.page.wait_for_url("**/watchlist/?show=all")
    assert User.objects.get() == member
    assert visit.troubles == []


def test_of_two_wallets_one_is_chosen(visit: Visit, wallets: Wallets) -> None:
    first = wallets.install("Lantern", FakeWallet(Signer(31)))
    second = wallets.install("Marble <b>", FakeWallet(Signer(32)), icon="https://evil.example/track.png")

    begin(visit, "/register/")
    dialog = visit.page.get_by_role("dialog", name="Choose a wallet")
    expect(dialog.get_by_role("listitem")).to_have_text(["Lantern", "Marble <b>"])
    assert dialog.locator("img").count() == 1  # an icon from elsewhere is left out
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("button", name="Continue with a wallet")).to_be_focused()
    visit.page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Marble").click()
    visit.page.wait_for_url("**/welcome/**")

    assert (first.asked, Wallet.objects.get().address) == ([], second.signer.address)
    assert visit.troubles == []


@pytest.mark.parametrize("method", ["eth_requestAccounts", "personal_sign"])
def test_a_request_that_is_closed_is_no_failure(visit: Visit, wallets: Wallets, method: str) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31)))
    wallet.errors[method] = 4001

    begin(visit)

    said(visit, "You closed the request in your wallet. Nothing was sent.")
    assert User.objects.count() == 0
    visit.page.get_by_role("button", name="Continue with a wallet").click()
    visit.page.wait_for_url("**/welcome/**")


def test_a_request_that_waits_is_pointed_out(visit: Visit, wallets: Wallets) -> None:
    wallets.install("Lantern", FakeWallet(Signer(31))).errors["eth_requestAccounts"] = -32002

    begin(visit)

    said(visit, "A request is waiting in Lantern. Open it and answer there, then try again.")


def test_another_network_is_switched_on_request(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31), chain="0x89"))

    begin(visit)
    said(visit, "Your wallet is on another network.")
    assert "personal_sign" not in wallet.asked
    visit.page.get_by_role("button", name="Switch network").click()
    visit.page.wait_for_url("**/welcome/**")

    assert wallet.chain == "0x1"
    assert "Chain ID: 1\n" in wallet.signed[0]


def test_a_network_the_wallet_does_not_know_is_named(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31), chain="0x89"))
    wallet.errors["wallet_switchEthereumChain"] = 4902

    begin(visit)
    visit.page.get_by_role("button", name="Switch network").click()

    said(visit, "Your wallet does not know the network 1. Add it there, then try again.")


def test_a_slow_hand_gets_another_nonce_once(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31)))
    wallet.before_signing = lambda: (
        SignInNonce.objects.update(expires_at=timezone.now() - timedelta(1)) if not wallet.signed else None
    )

    begin(visit)
    visit.page.wait_for_url("**/welcome/**")

    assert len(wallet.signed) == 2
    assert len(set(wallet.signed)) == 2


def test_two_slow_hands_are_told(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31)))
    wallet.before_signing = SignInNonce.objects.all().delete

    begin(visit)

    said(visit, "That took too long. Please try again.")
    assert len(wallet.signed) == 2


def test_a_signature_of_another_key_is_refused(visit: Visit, wallets: Wallets) -> None:
    wallet = wallets.install("Lantern", FakeWallet(Signer(31)))
    wallet.signer.sign = Signer(32).sign  # type: ignore[method-assign]

    begin(visit)

    said(visit, "The signature was not accepted. Try again, or with another wallet.")
    assert User.objects.count() == 0


def test_being_offline_is_told(visit: Visit, wallets: Wallets) -> None:
    wallets.install("Lantern", FakeWallet(Signer(31)))
    visit.open("/login/")
    visit.context.set_offline(True)

    visit.page.get_by_role("button", name="Continue with a wallet").click()

    said(visit, "You seem to be offline.")


def test_an_older_wallet_is_found_where_it_leaves_itself(visit: Visit, wallets: Wallets) -> None:
    wallets.install("old", FakeWallet(Signer(31)), legacy=True)

    begin(visit)

    visit.page.wait_for_url("**/welcome/**")


def test_without_a_wallet_it_is_said_what_one_is(visit: Visit, wallets: Wallets) -> None:
    begin(visit)

    dialog = visit.page.get_by_role("dialog", name="No wallet in this browser")
    expect(dialog).to_contain_text("keeps a key of yours")
    host = urlsplit(visit.base).netloc
    assert dialog.locator("[data-wallet-app]").get_attribute("href") == f"https://metamask.app.link/dapp/{host}/login/"
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(visit.page.get_by_role("button", name="Continue with a wallet")).to_be_focused()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away_afterwards(visit: Visit, wallets: Wallets, target: str) -> None:
    wallets.install("Lantern", FakeWallet(Signer(31)))

    begin(visit, f"/register/?next={target}")
    visit.page.wait_for_url("**/welcome/**")

    assert urlsplit(visit.page.url).netloc == urlsplit(visit.base).netloc


def test_what_is_said_moves_nothing(visit: Visit, wallets: Wallets) -> None:
    wallets.install("Lantern", FakeWallet(Signer(31), chain="0x89"))
    visit.open("/login/")
    below = visit.page.locator(".door__else").last
    switch = visit.page.get_by_role("button", name="Switch network")
    before = below.bounding_box()
    expect(switch).to_be_hidden()

    visit.page.get_by_role("button", name="Continue with a wallet").click()
    said(visit, "Your wallet is on another network.")

    expect(switch).to_be_visible()
    assert below.bounding_box() == before


def test_without_scripts_the_button_is_not_there(visit: Visit, live_server: LiveServer) -> None:
    browser = visit.context.browser
    assert browser is not None
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/login/")

        expect(page.get_by_role("button", name="Continue with a wallet")).to_be_hidden()
        expect(page.get_by_text("To log in with a wallet, allow JavaScript.")).to_be_visible()
