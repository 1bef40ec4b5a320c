"""Own data by API."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Profile, RefreshFamily, SecurityEvent, TotpDevice, User
from accounts.services.api_tokens import make_token
from accounts.services.tokens import start_family
from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.accounts.owndata.test_restore import RESTORED, packed

OTHER = {"identifier": "arjun", "password": "eight green lamps"}


@pytest.fixture
def member_api(member: User) -> APIClient:
    """A client that logged in just now."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=member).access}")
    return client


def test_export_is_a_download_that_nothing_keeps(member_api: APIClient, member: User, titles: list[Title]) -> None:
    rate_title(member=member, title_id=titles[0].pk, value=4)
    answer = member_api.get("/api/user/export", headers={"Accept": "application/zip"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/zip", "no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="meera.zip"'
    assert archive.read("ratings.jsonl").count(b"\n") == 1
    assert SecurityEvent.objects.filter(user=member, kind="exported").count() == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("get", "/api/user/export", None), ("delete", "/api/user", None), ("post", "/api/user/merge", OTHER)],
)
def test_each_needs_fresh_proof(
    method: str, path: str, body: dict[str, str] | None, member_api: APIClient, other_member: User
) -> None:
    RefreshFamily.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    answer = getattr(member_api, method)(path, body)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/reauth-required")
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/api/user/export"), ("post", "/api/user/restore"), ("delete", "/api/user"), ("post", "/api/user/merge")],
)
def test_neither_visitors_nor_scripts_may(method: str, path: str, api: APIClient, member: User) -> None:
    assert getattr(api, method)(path).status_code == 401
    secret = make_token(user=member, name="script", scopes=["read", "write", "profile"]).secret
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    assert getattr(api, method)(path).status_code == 403


def test_leaving_answers_204_and_the_tokens_are_dead(member_api: APIClient) -> None:
    assert member_api.delete("/api/user").status_code == 204
    assert not User.objects.exists()
    assert member_api.get("/api/user/profile").status_code == 401


def test_leaving_by_ones_own_profile(member_api: APIClient, other_member: User) -> None:
    assert member_api.delete("/api/profiles/arjun").status_code == 403
    assert member_api.delete("/api/profiles/Meera").status_code == 204
    assert list(User.objects.all()) == [other_member]


def test_restoring_says_what_became_of_each_part(full: User, other_member: User, api: APIClient) -> None:
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=other_member).access}")
    answer = api.post("/api/user/restore", {"file": SimpleUploadedFile("a.zip", packed(full))}, format="multipart")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert set(answer.json()) == set(RESTORED)
    assert answer.json()["ratings"] == {"restored": 6, "already": 0, "unmatched": 0, "refused": 0, "names": []}


def test_file_that_is_no_export_is_a_problem_of_its_field(member_api: APIClient) -> None:
    answer = member_api.post("/api/user/restore", {"file": SimpleUploadedFile("a.zip", b"PK")}, format="multipart")

    assert (answer.status_code, answer.json()["type"], answer.json()["errors"]) == (
        400, "/problems/archive-refused", {"file": ["This is no ZIP archive, or a damaged one."]},
    )  # fmt: skip


def test_merge_shows_both_before_it_moves_anything(
    member_api: APIClient, other_member: User, titles: list[Title]
) -> None:
    rate_title(member=other_member, title_id=titles[0].pk, value=4)
    body = member_api.post("/api/user/merge", OTHER).json()

    assert (body["merged"], body["kept"]["username"], body["other"]["username"], body["recovery_codes"]) == (
        False, "meera", "arjun", [],
    )  # fmt: skip
    assert (body["kept"]["counts"]["ratings"], body["other"]["counts"]["ratings"]) == (0, 1)
    assert User.objects.count() == 2


def test_merge_with_confirm_moves_all(
    member_api: APIClient, member: User, other_member: User, titles: list[Title]
) -> None:
    rate_title(member=other_member, title_id=titles[0].pk, value=4)
    answer = member_api.post("/api/user/merge", {**OTHER, "confirm": True})

    assert (answer.status_code, answer.json()["merged"]) == (200, True)
    assert list(User.objects.all()) == [member]
    assert Rating.objects.get().user == member


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({}, 400, ["identifier", "password"]),
        ({"identifier": "arjun"}, 400, ["password"]),
        ({"message": "x"}, 400, ["signature"]),
        ({"identifier": "arjun", "password": "wrong", "confirm": True}, 401, []),
        ({"message": "x", "signature": "0x00", "confirm": True}, 400, ["message"]),
        ({"identifier": "meera", "password": "seven brown lamps", "confirm": True}, 409, []),
        ({**OTHER, "colour": "red"}, 400, ["colour"]),
    ],
)
def test_merge_without_proof_of_the_other_is_refused(
    body: dict[str, object], status: int, where: list[str], member_api: APIClient, other_member: User
) -> None:
    answer = member_api.post("/api/user/merge", body)

    assert (answer.status_code, sorted(answer.json().get("errors", {}))) == (status, where)
    assert User.objects.count() == 2


def test_second_factor_of_the_other_counts(member_api: APIClient, other_member: User) -> None:
    TotpDevice.objects.create(user=other_member, secret="-", confirmed_at=timezone.now())
    answer = member_api.post("/api/user/merge", {**OTHER, "confirm": True})

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/second-factor-required")
    assert Profile.objects.count() == 2
