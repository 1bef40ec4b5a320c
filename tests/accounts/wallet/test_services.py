"""Whose wallet it is; linking and unlinking; races."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.enums import NoncePurpose
from accounts.exceptions import (
    MalformedProofError,
    NonceSpentError,
    WalletNotFoundError,
    WalletProofError,
    WalletTakenError,
)
from accounts.models import Profile, RefreshFamily, SignInNonce, User, Wallet
from accounts.services import wallets
from accounts.services.wallet_binding import Binding, binding_of
from accounts.services.wallet_proof import ProvenWallet, issue_nonce, prove_wallet
from accounts.services.wallets import MAX_WALLETS, authenticate_user, link_wallet, unlink_wallet
from accounts.signals import member_joined
from accounts.tasks import prune_nonces
from moviesite.common.errors import DomainError
from tests.accounts.wallet.node import contract, running_node
from tests.accounts.wallet.signing import Signer, signed_login
from tests.processes import run_in_processes

SIGNER = Signer(21)
PROOF = ProvenWallet(SIGNER.address, 1, False)


def binding() -> Binding:
    return binding_of(RequestFactory().post("/"))


@pytest.mark.django_db
class TestAuthenticateUser:
    """ACC-3: the member of a proven address."""

    def test_the_first_time_makes_a_member_with_a_profile(self, django_capture_on_commit_callbacks: Any) -> None:
        heard: list[User] = []
        hear: Any = lambda user, **_: heard.append(user)  # noqa: E731
        member_joined.connect(hear)

        with django_capture_on_commit_callbacks(execute=True):
            found = authenticate_user(SIGNER.address)

        member_joined.disconnect(hear)
        assert (found["created"], found["wallet"].address) == (True, SIGNER.address)
        assert Profile.objects.get().user == found["user"]
        assert not found["user"].has_usable_password()
        assert heard == [found["user"]]

    def test_case_makes_no_other_member(self) -> None:
        spellings = [SIGNER.address, SIGNER.address.lower(), "0x" + SIGNER.address[2:].upper()]

        found = [authenticate_user(spelling) for spelling in spellings]

        assert [item["created"] for item in found] == [True, False, False]
        assert len({item["user"].pk for item in found}) == 1
        assert Wallet.objects.get().address == SIGNER.address

    @pytest.mark.parametrize("text", ["", "0x12", "nobody", "0x" + "g" * 40])
    def test_what_is_no_address_is_told(self, text: str) -> None:
        with pytest.raises(MalformedProofError) as refused:
            authenticate_user(text)

        assert list(refused.value.errors) == ["address"]

    def test_each_use_is_noted(self) -> None:
        authenticate_user(SIGNER.address)
        Wallet.objects.update(last_used_at=None)

        authenticate_user(SIGNER.address)

        used = Wallet.objects.get().last_used_at
        assert used is not None
        assert timezone.now() - used < timedelta(minutes=1)

    def test_a_name_that_is_taken_gets_letters(self) -> None:
        name = f"{SIGNER.address[:6]}-{SIGNER.address[-4:]}".lower()
        User.objects.create_user(username=name.upper())

        made = authenticate_user(SIGNER.address)["user"]

        made.full_clean(exclude=["password"])
        assert made.username.startswith(f"{name}-")
        assert len(made.username) == 17

    def test_a_contract_is_known_on_its_own_chain_alone(self) -> None:
        authenticate_user(SIGNER.address, chain_id=1, is_contract=True)

        with pytest.raises(WalletProofError):
            authenticate_user(SIGNER.address, chain_id=10, is_contract=True)
        assert authenticate_user(SIGNER.address, chain_id=10, is_contract=False)["created"] is False

    def test_a_key_is_known_on_every_chain(self) -> None:
        authenticate_user(SIGNER.address, chain_id=1)

        assert authenticate_user(SIGNER.address, chain_id=10)["created"] is False


@pytest.mark.django_db
class TestLinking:
    """Several wallets for one member, one member for each wallet."""

    def test_a_member_links_several(self, member: User) -> None:
        other = Signer(22).address

        link_wallet(user=member, proof=PROOF)
        link_wallet(user=member, proof=ProvenWallet(other, 10, True))

        rows = member.wallets.values_list("address", "chain_id", "is_contract")
        assert list(rows) == [(SIGNER.address, 1, False), (other, 10, True)]
        assert authenticate_user(other)["user"] == member

    def test_linking_twice_changes_nothing(self, member: User) -> None:
        assert link_wallet(user=member, proof=PROOF) == link_wallet(user=member, proof=PROOF)
        assert Wallet.objects.count() == 1

    def test_a_wallet_of_another_member_is_refused(self, member: User, other_member: User) -> None:
        link_wallet(user=other_member, proof=PROOF)

        with pytest.raises(WalletTakenError) as refused:
            link_wallet(user=member, proof=PROOF)

        assert (refused.value.status, refused.value.code) == (409, "wallet_taken")
        assert Wallet.objects.get().user == other_member

    def test_the_number_is_bounded(self, member: User) -> None:
        for number in range(MAX_WALLETS):
            link_wallet(user=member, proof=ProvenWallet(Signer(100 + number).address, 1, False))

        with pytest.raises(DomainError):
            link_wallet(user=member, proof=PROOF)
        assert member.wallets.count() == MAX_WALLETS

    def test_unlinking_leaves_the_others(self, member: User) -> None:
        first = link_wallet(user=member, proof=PROOF)
        second = link_wallet(user=member, proof=ProvenWallet(Signer(22).address, 1, False))

        unlink_wallet(user=member, wallet_id=first.pk)

        assert list(member.wallets.all()) == [second]

    def test_nobody_unlinks_what_is_not_theirs(self, member: User, other_member: User) -> None:
        wallet = link_wallet(user=other_member, proof=PROOF)

        for wallet_id in (wallet.pk, wallet.pk + 1):
            with pytest.raises(WalletNotFoundError):
                unlink_wallet(user=member, wallet_id=wallet_id)
        assert Wallet.objects.count() == 1


@pytest.mark.django_db
class TestProving:
    """A signed message as proof for something other than a login."""

    @pytest.mark.parametrize("purpose", [NoncePurpose.LINK, NoncePurpose.PROOF])
    def test_a_member_proves_a_wallet_once(self, member: User, purpose: NoncePurpose) -> None:
        mine = binding()
        nonce = issue_nonce(binding=mine, purpose=purpose, user=member)
        body = signed_login(SIGNER, nonce.value)

        assert prove_wallet(**body, binding=mine, purpose=purpose, user=member) == PROOF
        with pytest.raises(NonceSpentError):
            prove_wallet(**body, binding=mine, purpose=purpose, user=member)

    def test_a_nonce_is_for_one_member_and_one_purpose(self, member: User, other_member: User) -> None:
        mine = binding()
        nonce = issue_nonce(binding=mine, purpose=NoncePurpose.LINK, user=member)
        body = signed_login(SIGNER, nonce.value)

        attempts: list[dict[str, Any]] = [
            {"purpose": NoncePurpose.LINK, "user": other_member},
            {"purpose": NoncePurpose.PROOF, "user": member},
            {},
        ]
        for attempt in attempts:
            with pytest.raises(NonceSpentError):
                prove_wallet(**body, binding=mine, **attempt)

    def test_a_login_with_a_member_is_a_mistake_of_the_caller(self, member: User) -> None:
        with pytest.raises(ValueError):
            issue_nonce(binding=binding(), user=member)
        with pytest.raises(ValueError):
            prove_wallet(message="", signature="", binding=binding(), purpose=NoncePurpose.PROOF)

    def test_a_nonce_is_spent_by_one_statement(self, django_assert_num_queries: Any) -> None:
        mine = binding()
        body = signed_login(SIGNER, issue_nonce(binding=mine).value)

        with django_assert_num_queries(1):
            prove_wallet(**body, binding=mine)

    def test_s05_a_contract_logs_in_where_a_node_is_known(self, settings: Settings, api: APIClient) -> None:
        yes = "0x1626ba7e" + "00" * 28
        with running_node(contract(yes)) as node:
            settings.ETH_RPC_URLS = {1: node.url}
            nonce = api.post("/api/auth/nonce", {}).json()["nonce"]
            body = {**signed_login(SIGNER, nonce), "signature": "0x" + "ab" * 200}
            accepted = api.post("/api/auth/connect", body)
            node.behaviour = contract("0x" + "ff" * 32)
            nonce = api.post("/api/auth/nonce", {}).json()["nonce"]
            refused = api.post("/api/auth/connect", signed_login(SIGNER, nonce))

        assert (accepted.status_code, refused.status_code) == (200, 401)
        assert Wallet.objects.get().is_contract

    def test_s05_without_a_node_only_keys_count(self, api: APIClient) -> None:
        nonce = api.post("/api/auth/nonce", {}).json()["nonce"]
        body = {**signed_login(SIGNER, nonce), "signature": "0x" + "ab" * 200}

        assert api.post("/api/auth/connect", body).status_code == 401


@pytest.mark.django_db
def test_old_nonces_are_cleared_away() -> None:
    kept, gone = (issue_nonce(binding=binding()) for _ in range(2))
    SignInNonce.objects.filter(pk=gone.pk).update(expires_at=timezone.now())

    prune_nonces()

    assert list(SignInNonce.objects.all()) == [kept]


def _replay(body: dict[str, str], times: int) -> list[int]:
    return [APIClient().post("/api/auth/connect", body).status_code for _ in range(times)]


def _first_login(address: str) -> tuple[int, bool]:
    found = authenticate_user(address)
    return found["user"].pk, found["created"]


def _link(user_id: int) -> str:
    try:
        link_wallet(user=User.objects.get(pk=user_id), proof=PROOF)
    except WalletTakenError:
        return "taken"
    return "linked"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """In processes, on the configured database."""

    def test_s01_of_a_thousand_replays_one_logs_in(self) -> None:
        client = APIClient()
        body = signed_login(SIGNER, client.post("/api/auth/nonce", {}).json()["nonce"])

        statuses = [status for found in run_in_processes(_replay, [(body, 125)] * 8) for status in found]

        assert {status: statuses.count(status) for status in set(statuses)} == {200: 1, 401: 999}
        assert (RefreshFamily.objects.count(), User.objects.count()) == (1, 1)

    def test_simultaneous_first_logins_make_one_member(self) -> None:
        for round_ in range(5):
            address = Signer(300 + round_).address
            found = run_in_processes(_first_login, [(address,)] * 4)

            assert sorted(created for _, created in found) == [False, False, False, True]
            assert len({user for user, _ in found}) == 1
        assert (User.objects.count(), Profile.objects.count(), Wallet.objects.count()) == (5, 5, 5)

    def test_a_wallet_that_two_link_at_once_goes_to_one(self, member: User, other_member: User) -> None:
        found = run_in_processes(_link, [(member.pk,), (other_member.pk,)] * 2)

        assert sorted(found) == ["linked", "linked", "taken", "taken"]
        assert Wallet.objects.count() == 1


@pytest.mark.django_db
def test_a_race_that_nobody_wins_is_a_conflict(monkeypatch: pytest.MonkeyPatch, member: User) -> None:
    monkeypatch.setattr(wallets, "_free_username", lambda address: member.username)

    with pytest.raises(DomainError) as refused:
        authenticate_user(SIGNER.address)

    assert (refused.value.status, Wallet.objects.count()) == (409, 0)
