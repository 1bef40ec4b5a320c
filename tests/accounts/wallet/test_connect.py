"""Logging in with a wallet over the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.models import BrowserSession, RefreshFamily, SecurityEvent, SignInNonce, User, Wallet
from accounts.services import wallet_proof
from accounts.wallet.message import MAX_BYTES
from tests.accounts.wallet.signing import Signer, high_twin, message_fields, signed_login, stamp, write_message

pytestmark = pytest.mark.django_db
SIGNER = Signer(11)


def nonce_of(client: Any, **fields: Any) -> str:
    response = client.post("/api/auth/nonce", fields, content_type="application/json")
    assert response.status_code == 200, response.content
    return str(response.json()["nonce"])


def connect(client: Any, body: Any, **headers: str) -> Any:
    return client.generic("POST", "/api/auth/connect", json.dumps(body), "application/json", headers=headers)


def page() -> Client:
    """A browser that checks for itself what Django's client usually leaves out."""
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    return client


def of_page(client: Client) -> dict[str, str]:
    """The headers that a page's own script sends."""
    return {"Origin": "http://testserver", "X-CSRFToken": client.cookies["csrftoken"].value}


def test_a_nonce_comes_with_all_that_belongs_into_the_message(api: APIClient) -> None:
    before = datetime.now(UTC)

    response = api.post("/api/auth/nonce", {})

    body = response.json()
    lasts = datetime.fromisoformat(body.pop("expires_at")) - before
    nonce = body.pop("nonce")
    assert response["Cache-Control"] == "no-store"
    assert body == {
        "domain": "127.0.0.1:8000",
        "uri": "http://127.0.0.1:8000/login/",
        "statement": django_settings.SIWE_STATEMENT,
        "version": "1",
        "chain_ids": [1],
    }
    assert (len(nonce), nonce.isalnum(), nonce.isascii()) == (32, True, True)
    assert timedelta(minutes=4, seconds=59) < lasts < timedelta(minutes=5, seconds=30)
    cookie = response.cookies["wallet"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Lax", "/", "")


def test_the_cookie_is_locked_to_the_host_where_cookies_are_secure(api: APIClient, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True

    cookie = api.post("/api/auth/nonce", {}).cookies["__Host-wallet"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_nonce_costs_one_query(api: APIClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        api.post("/api/auth/nonce", {})


def test_an_address_comes_back_with_its_capitals(api: APIClient) -> None:
    response = api.post("/api/auth/nonce", {"address": SIGNER.address.lower()})

    assert response.json()["address"] == SIGNER.address


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"address": "0x12"}, "address"),
        ({"address": None}, "address"),
        ({"address": ["0x"]}, "address"),
        ({"purpose": "transfer"}, "purpose"),
        ({"chain": 1}, "chain"),
    ],
)
def test_a_nonce_is_not_given_for_what_is_not_understood(api: APIClient, body: dict[str, Any], field: str) -> None:
    response = api.post("/api/auth/nonce", body)

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert SignInNonce.objects.count() == 0


@pytest.mark.parametrize("purpose", ["link", "proof"])
def test_linking_and_proving_are_for_members(api: APIClient, member_api: APIClient, purpose: str) -> None:
    assert api.post("/api/auth/nonce", {"purpose": purpose}).status_code == 401
    assert member_api.post("/api/auth/nonce", {"purpose": purpose}).status_code == 200
    assert list(SignInNonce.objects.values_list("purpose", "user__username")) == [(purpose, "meera")]


def test_a_first_login_makes_a_member(api: APIClient) -> None:
    response = connect(api, signed_login(SIGNER, nonce_of(api)))

    body = response.json()
    wallet = Wallet.objects.select_related("user__profile").get()
    name = f"{SIGNER.address[:6]}-{SIGNER.address[-4:]}".lower()
    assert response.status_code == 200
    assert set(body) == {"access", "refresh", "user", "created"}
    assert (body["created"], body["user"]["username"], body["user"]["url"]) == (True, name, f"/@{name}/")
    assert (wallet.address, wallet.address_key) == (SIGNER.address, SIGNER.address.lower())
    assert (wallet.chain_id, wallet.is_contract) == (1, False)
    assert not wallet.user.has_usable_password()
    assert SignInNonce.objects.count() == 0
    bearer = APIClient()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {body['access']}")
    assert bearer.get("/api/user/profile").json()["username"] == name


def test_the_next_login_finds_the_same_member(api: APIClient) -> None:
    first = connect(api, signed_login(SIGNER, nonce_of(api))).json()

    second = connect(api, signed_login(SIGNER, nonce_of(api))).json()

    assert (first["created"], second["created"]) == (True, False)
    assert first["user"] == second["user"]
    assert User.objects.count() == 1


def test_a_browser_is_logged_in_for_pages_too() -> None:
    client = page()

    response = connect(client, signed_login(SIGNER, nonce_of(client)), **of_page(client))

    assert response.status_code == 200
    assert client.get("/settings/").status_code == 200
    assert client.cookies["wallet"].value == ""
    assert (BrowserSession.objects.get().method, RefreshFamily.objects.get().method) == ("wallet", "wallet")


def test_a_program_without_cookies_gets_tokens_and_no_session() -> None:
    nonce = nonce_of(Client())

    response = connect(Client(), signed_login(SIGNER, nonce))

    assert (response.status_code, "sessionid" in response.cookies) == (200, False)


def test_what_was_signed_counts_to_the_byte_not_what_would_be_written_anew(api: APIClient) -> None:
    now = datetime.now(UTC)
    odd = {  # legal, but no library would write it so
        "Chain ID": "01",
        "Issued At": now.strftime("%Y-%m-%dt%H:%M:%S.123456789+00:00"),
        "Expiration Time": (now + timedelta(minutes=3)).strftime("%Y-%m-%dT%H:%M:%S-00:00"),
        "Request ID": "",
        "resources": [],
    }

    assert connect(api, signed_login(SIGNER, nonce_of(api), **odd)).status_code == 200


def test_a_message_written_by_the_siwe_package_is_accepted(api: APIClient) -> None:
    from siwe import SiweMessage

    fields = message_fields(SIGNER.address, nonce_of(api))
    message = SiweMessage(
        domain=fields["domain"],
        address=fields["address"],
        statement=fields["statement"],
        uri=fields["URI"],
        version="1",
        chain_id=1,
        nonce=fields["Nonce"],
        issued_at=fields["Issued At"],
        expiration_time=fields["Expiration Time"],
    ).prepare_message()

    assert connect(api, {"message": message, "signature": SIGNER.sign(message)}).status_code == 200


class Later(timedelta):
    """A time after that of the test, which may run long after it was collected."""

    def __str__(self) -> str:
        return stamp(datetime.now(UTC) + self)


def later(**by: float) -> Later:
    return Later(**by)


#: S02: every field changed alone and signed again by the true key, with the status it gets.
MUTATIONS: dict[str, tuple[dict[str, Any], int]] = {
    "another domain": ({"domain": "evil.example"}, 401),
    "a domain below": ({"domain": "login.127.0.0.1:8000"}, 401),
    "another port": ({"domain": "127.0.0.1:8001"}, 401),
    "user information": ({"domain": "me@127.0.0.1:8000"}, 401),
    "another scheme": ({"domain": "https://127.0.0.1:8000"}, 401),
    "no domain": ({"domain": ""}, 400),
    "another address": ({"address": Signer(12).address}, 401),
    "an address without capitals": ({"address": SIGNER.address.lower()}, 400),
    "another URI": ({"URI": "http://evil.example/login/"}, 401),
    "a URI of another scheme": ({"URI": "https://127.0.0.1:8000/login/"}, 401),
    "a URI with our host as a user": ({"URI": "http://127.0.0.1:8000@evil.example/"}, 401),
    "version 2": ({"Version": "2"}, 400),
    "another chain": ({"Chain ID": "137"}, 401),
    "no chain": ({"Chain ID": None}, 400),
    "an unknown nonce": ({"Nonce": "0123456789abcdef0123456789abcdef"}, 401),
    "a nonce too short": ({"Nonce": "abc"}, 400),
    "issued too early": ({"Issued At": later(minutes=-6)}, 401),
    "issued in the future": ({"Issued At": later(minutes=6), "Expiration Time": later(minutes=7)}, 401),
    "already expired": ({"Expiration Time": later(seconds=-1)}, 401),
    "no expiration": ({"Expiration Time": None}, 401),
    "living too long": ({"Expiration Time": later(minutes=11)}, 401),
    "not valid yet": ({"Not Before": later(minutes=2)}, 401),
}


@pytest.mark.parametrize(("changes", "status"), MUTATIONS.values(), ids=MUTATIONS)
def test_s02_a_message_for_anything_else_is_refused(api: APIClient, changes: dict[str, Any], status: int) -> None:
    body = signed_login(SIGNER, nonce_of(api), **changes)

    response = connect(api, body)

    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert User.objects.count() == 0


def test_a_message_that_cannot_be_read_says_so_beside_its_field(api: APIClient) -> None:
    response = connect(api, signed_login(SIGNER, nonce_of(api), **{"Chain ID": "one"}))

    assert response.json()["errors"] == {"message": ["Chain ID is not valid."]}


def test_s01_a_login_is_good_for_one_use(api: APIClient) -> None:
    body = signed_login(SIGNER, nonce_of(api))

    statuses = [connect(APIClient(), body).status_code for _ in range(5)]

    assert statuses == [200, 401, 401, 401, 401]
    assert RefreshFamily.objects.count() == 1


def test_s01_a_nonce_never_given_out_or_run_out_is_refused(api: APIClient) -> None:
    nonce = nonce_of(api)
    SignInNonce.objects.update(expires_at=datetime.now(UTC))

    answers = [connect(api, signed_login(SIGNER, value)) for value in ("f" * 32, nonce)]

    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [(401, "/problems/nonce-spent")] * 2


def test_a_wrong_signature_costs_the_nonce(api: APIClient) -> None:
    body = signed_login(SIGNER, nonce_of(api))

    wrong = connect(api, {**body, "signature": Signer(12).sign(body["message"])})

    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/wallet-refused")
    assert connect(api, body).status_code == 401
    assert User.objects.count() == 0


def test_a_message_that_is_not_ours_costs_no_nonce(api: APIClient) -> None:
    nonce = nonce_of(api)
    connect(api, signed_login(SIGNER, nonce, domain="evil.example"))

    assert connect(api, signed_login(SIGNER, nonce)).status_code == 200


@pytest.mark.parametrize("purpose", ["link", "proof"])
def test_a_nonce_for_something_else_logs_nobody_in(member: User, purpose: str) -> None:
    client = Client()
    client.force_login(member)
    nonce = nonce_of(client, purpose=purpose)

    response = connect(client, signed_login(SIGNER, nonce))

    assert (response.status_code, response.json()["type"]) == (401, "/problems/nonce-spent")


def test_s03_a_long_message_is_refused_before_it_is_read(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []
    monkeypatch.setattr(wallet_proof, "parse_message", reached.append)
    body = signed_login(SIGNER, nonce_of(api), statement="a" * 16_384)

    response = connect(api, body)

    assert response.status_code == 400
    assert response.json()["errors"] == {"message": [f"Ensure this field has no more than {MAX_BYTES} characters."]}
    assert reached == []


def test_s04_the_mirrored_signature_is_refused_with_a_fresh_nonce(api: APIClient) -> None:
    body = signed_login(SIGNER, nonce_of(api))

    response = connect(api, {**body, "signature": high_twin(body["signature"])})

    assert (response.status_code, User.objects.count()) == (401, 0)


@pytest.mark.parametrize("v", [2, 26, 29, 35, 37, 38, 255])
def test_s04_an_odd_v_is_refused(api: APIClient, v: int) -> None:
    body = signed_login(SIGNER, nonce_of(api))

    assert connect(api, {**body, "signature": body["signature"][:-2] + bytes([v]).hex()}).status_code == 401


def test_s04_a_bare_recovery_id_counts(api: APIClient) -> None:
    body = signed_login(SIGNER, nonce_of(api))
    bare = int(body["signature"][-2:], 16) - 27

    assert connect(api, {**body, "signature": body["signature"][:-2] + f"{bare:02x}"}).status_code == 200


def attack(login: dict[str, str], victim: Client, **headers: str) -> Any:
    """Somebody else's page posts the attacker's login from the victim's browser."""
    return connect(victim, login, **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://sub.testserver"},
        {"Sec-Fetch-Site": "none"},
    ],
)
@pytest.mark.parametrize("begun_by", ["a program", "a page"])
def test_s06_a_victims_browser_is_not_logged_in_as_the_attacker(headers: dict[str, str], begun_by: str) -> None:
    attacker = page()
    started = of_page(attacker) if begun_by == "a page" else {}
    answer = attacker.generic("POST", "/api/auth/nonce", "{}", "application/json", headers=started)
    login = signed_login(SIGNER, answer.json()["nonce"])
    victim = page()

    with_nothing = attack(login, Client(enforce_csrf_checks=True), **headers)
    with_a_token = attack(login, victim, **headers, **{"X-CSRFToken": victim.cookies["csrftoken"].value})
    nonce_of(victim)
    with_a_cookie_of_its_own = attack(login, victim, **headers, **{"X-CSRFToken": victim.cookies["csrftoken"].value})

    assert [answer.status_code for answer in (with_nothing, with_a_token, with_a_cookie_of_its_own)] == [403] * 3
    assert victim.get("/settings/").status_code == 302
    assert RefreshFamily.objects.count() == 0


def test_s06_a_login_begun_by_a_page_ends_in_the_same_browser_or_nowhere() -> None:
    client = page()
    answer = client.generic("POST", "/api/auth/nonce", "{}", "application/json", headers=of_page(client))
    login = signed_login(SIGNER, answer.json()["nonce"])

    stolen = connect(Client(), login)

    assert (stolen.status_code, stolen.json()["type"]) == (403, "/problems/foreign-browser")
    assert connect(client, login, **of_page(client)).status_code == 200


@pytest.mark.parametrize("cookies", [{"sessionid": "x" * 32}, {"theme": "dark"}, {"wallet": "x" * 43}, {"wallet": "x"}])
def test_s06_whoever_keeps_cookies_must_bring_the_right_one(cookies: dict[str, str]) -> None:
    login = signed_login(SIGNER, nonce_of(Client()))
    other = Client()
    other.cookies.load(cookies)

    assert connect(other, login).status_code == 403


def test_s06_a_page_needs_the_sites_token() -> None:
    client = page()
    login = signed_login(SIGNER, nonce_of(client))

    assert connect(client, login, Origin="http://testserver").status_code == 403
    assert connect(client, login, **of_page(client)).status_code == 200


def test_the_session_begins_under_a_new_key() -> None:
    client = page()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    planted = session.session_key

    connect(client, signed_login(SIGNER, nonce_of(client)), **of_page(client))

    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert client.session.session_key != planted
    assert stranger.get("/settings/").status_code == 302


def test_another_members_session_is_not_carried_over(member: User) -> None:
    client = page()
    client.force_login(member)
    session = client.session
    session["theirs"] = "secret"
    session.save()

    connect(client, signed_login(SIGNER, nonce_of(Client())), **of_page(client))
    nonce = client.generic("POST", "/api/auth/nonce", "{}", "application/json", headers=of_page(client)).json()["nonce"]
    response = connect(client, signed_login(SIGNER, nonce), **of_page(client))

    assert response.json()["created"] is True
    assert "theirs" not in client.session


@pytest.mark.parametrize("by", ["token", "session", "page"])
def test_disconnecting_ends_tokens_and_session(by: str) -> None:
    client = page()
    pair = connect(client, signed_login(SIGNER, nonce_of(client)), **of_page(client)).json()
    bearer = APIClient()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")

    if by == "token":
        status = bearer.post("/api/auth/disconnect").status_code
    elif by == "session":
        status = client.generic("POST", "/api/auth/disconnect", headers=of_page(client)).status_code
    else:
        token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
        status = client.post("/logout/", token, headers={"origin": "http://testserver"}).status_code

    assert status == (302 if by == "page" else 204)
    assert bearer.get("/api/user/profile").status_code == 401
    assert APIClient().post("/api/auth/refresh", {"refresh": pair["refresh"]}).status_code == 401
    assert client.get("/settings/").status_code == (200 if by == "token" else 302)


def test_disconnecting_needs_a_login(api: APIClient) -> None:
    assert api.post("/api/auth/disconnect").status_code == 401


def test_an_inactive_member_is_refused(api: APIClient) -> None:
    connect(api, signed_login(SIGNER, nonce_of(api)))
    User.objects.update(is_active=False)

    assert connect(api, signed_login(SIGNER, nonce_of(api))).status_code == 401


@pytest.mark.parametrize(("path", "policy"), [("nonce", "wallet-nonce"), ("connect", "wallet-connect")])
def test_both_steps_are_limited_by_address(api: APIClient, settings: Settings, path: str, policy: str) -> None:
    settings.RATE_LIMIT_SCALE = 1

    answers = [api.post(f"/api/auth/{path}", {}) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert {answer.status_code for answer in answers[:-1]} <= {200, 400}
    assert answers[-1]["RateLimit-Policy"] == f'"{policy}";q=30;w=300'


WRONG = [
    None,
    True,
    1,
    1.5,
    [],
    ["a"],
    {},
    {"a": 1},
    "",
    " ",
    "\n",
    "a",
    "0x",
    "0x1",
    "0xZZ",
    "１２",
    "\u2028",
    "é" * 99,
]


@pytest.mark.parametrize("value", WRONG, ids=range(len(WRONG)))
def test_fields_of_any_kind_are_answered(api: APIClient, value: Any) -> None:
    good = signed_login(SIGNER, nonce_of(api))

    as_message = connect(api, {**good, "message": value})
    as_signature = connect(api, {**good, "signature": value})

    assert (as_message.status_code, list(as_message.json()["errors"])) == (400, ["message"])
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool) and str(value) != ""
    assert as_signature.status_code == (401 if is_text else 400)
    assert User.objects.count() == 0


@pytest.mark.parametrize("name", ["message", "signature"])
def test_a_field_left_out_is_named(api: APIClient, name: str) -> None:
    body = signed_login(SIGNER, nonce_of(api))
    del body[name]

    assert connect(api, body).json()["errors"] == {name: ["This field is required."]}


TEXTS = st.text(max_size=300) | st.text(alphabet="0123456789abcdefx\n :", max_size=300)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=TEXTS, signature=TEXTS)
def test_s03_no_text_is_more_than_an_error(api: APIClient, message: str, signature: str) -> None:
    readable = signed_login(SIGNER, "0" * 32)["message"]

    answers = [
        connect(api, {"message": message, "signature": signature}),
        connect(api, {"message": readable, "signature": signature}),
    ]

    assert {answer.status_code for answer in answers} <= {400, 401}
    assert User.objects.count() == 0


def test_the_message_may_have_any_statement_the_grammar_allows(api: APIClient) -> None:
    body = write_message(message_fields(SIGNER.address, nonce_of(api), statement=None))

    assert connect(api, {"message": body, "signature": SIGNER.sign(body)}).status_code == 200


APP = "https://app.marquee.example"


def test_an_app_the_operator_lets_in_signs_for_its_own_origin(api: APIClient, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]
    offered = api.post("/api/auth/nonce", {}, headers={"Origin": APP}).json()
    own, ours = (
        signed_login(SIGNER, offered["nonce"], domain=domain, URI=uri)
        for domain, uri in (("app.marquee.example", APP), (django_settings.SIWE_DOMAIN, django_settings.SIWE_URI))
    )
    app = Client(enforce_csrf_checks=True)

    refused = connect(app, ours, Origin=APP)
    elsewhere = connect(Client(enforce_csrf_checks=True), own)
    accepted = connect(app, own, Origin=APP)

    assert (offered["domain"], offered["uri"]) == ("app.marquee.example", APP)
    assert [answer.status_code for answer in (refused, elsewhere, accepted)] == [401, 401, 200]
    assert "sessionid" not in app.cookies
    assert BrowserSession.objects.count() == 0


def test_an_app_that_is_not_let_in_is_a_foreign_page(api: APIClient) -> None:
    offered = api.post("/api/auth/nonce", {}, headers={"Origin": APP}).json()

    assert offered["domain"] == django_settings.SIWE_DOMAIN
    assert (
        connect(Client(enforce_csrf_checks=True), signed_login(SIGNER, offered["nonce"]), Origin=APP).status_code == 403
    )


def test_tokens_and_session_of_one_login_are_one_event() -> None:
    browser = page()
    nonce = json.loads(
        browser.post("/api/auth/nonce", {}, content_type="application/json", headers=of_page(browser)).content
    )["nonce"]

    answer = connect(browser, signed_login(SIGNER, nonce), **of_page(browser))

    assert (answer.status_code, BrowserSession.objects.count(), RefreshFamily.objects.count()) == (200, 1, 1)
    assert list(SecurityEvent.objects.values_list("kind", flat=True)) == ["logged_in"]
