"""Own data in the settings."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import BrowserSession, Passkey, User
from accounts.services.email import change_email, make_link_token
from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.accounts.owndata.test_restore import packed

DATA, DELETE, MERGE = "/settings/data/", "/settings/data/delete/", "/settings/merge/"
OTHER = {"identifier": "arjun", "password": "eight green lamps"}


@pytest.fixture
def browser(member: User) -> Client:
    """A browser that the member logged in with just now."""
    client = Client()
    assert client.login(username="meera", password="seven brown lamps")
    return client


def stale() -> None:
    """Let the proof of every browser be too long ago."""
    BrowserSession.objects.update(proved_at=timezone.now() - timedelta(minutes=11))


def test_page_says_how_much_there_is(browser: Client, member: User, titles: list[Title]) -> None:
    rate_title(member=member, title_id=titles[0].pk, value=4)
    answer = browser.get(DATA)

    parts = {str(label): count for label, count in answer.context["parts"]}
    assert (parts["Ratings"], parts["Profile"], "Reviews" in parts) == (1, 1, False)
    assert "no-store" in answer["Cache-Control"]


def test_button_downloads_the_export(browser: Client) -> None:
    answer = browser.post(f"{DATA}export/")

    assert zipfile.ZipFile(io.BytesIO(b"".join(answer))).testzip() is None
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", [f"{DATA}export/", DELETE, MERGE, f"{MERGE}confirm/"])
def test_pages_that_matter_ask_for_proof_first(path: str, browser: Client) -> None:
    stale()
    answer = browser.post(path)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/settings/confirm/")
    assert User.objects.count() == 1


def test_file_is_read_back_on_the_page(full: User) -> None:
    data, browser = packed(full), Client()
    browser.force_login(full)
    Rating.objects.all().delete()
    answer = browser.post(f"{DATA}restore/", {"file": SimpleUploadedFile("a.zip", data)})
    done = dict(answer.context["done"])

    assert answer.status_code == 200
    assert (done["Ratings"].restored, done["Reviews"].already) == (6, 1)


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("a.zip", b"no zip")])
def test_bad_file_is_said_beside_the_field(file: SimpleUploadedFile | None, browser: Client) -> None:
    answer = browser.post(f"{DATA}restore/", {"file": file} if file else {})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_leaving_needs_ones_own_name(browser: Client, member: User) -> None:
    answer = browser.post(DELETE, {"username": "arjun"})

    assert (answer.status_code, answer.context["form"].errors) == (422, {"username": ["This is not your username."]})
    assert User.objects.get() == member


def test_leaving_ends_on_the_home_page_as_a_visitor(browser: Client) -> None:
    answer = browser.post(DELETE, {"username": "MEERA"}, follow=True)

    assert [where for where, _ in answer.redirect_chain] == ["/"]
    assert not User.objects.exists()
    assert not answer.wsgi_request.user.is_authenticated


def test_merge_in_two_steps(browser: Client, member: User, other_member: User, titles: list[Title]) -> None:
    rate_title(member=other_member, title_id=titles[0].pk, value=4)
    first = browser.post(MERGE, OTHER)
    page = browser.get(MERGE)

    assert (first.status_code, first["Location"]) == (302, MERGE)
    assert (page.templates[0].name, page.context["other"]) == ("accounts/merge_confirm.html", other_member)
    assert ("Ratings", 0, 1) in page.context["rows"]
    assert User.objects.count() == 2

    last = browser.post(f"{MERGE}confirm/")

    assert (last.status_code, last["Location"]) == (302, DATA)
    assert list(User.objects.all()) == [member]
    assert Rating.objects.get().user == member
    assert browser.get(MERGE).templates[0].name == "accounts/merge.html"


def test_new_recovery_codes_are_shown_once(browser: Client, other_member: User) -> None:
    browser.post(MERGE, OTHER)
    Passkey.objects.create(user=other_member, name="Phone", credential_id="-", credential_key="-", public_key=b"-")
    answer = browser.post(f"{MERGE}confirm/")

    assert (answer.status_code, len(answer.context["codes"])) == (200, 10)
    assert "no-store" in answer["Cache-Control"]


def test_wrong_password_is_said_above_the_form(browser: Client, other_member: User) -> None:
    answer = browser.post(MERGE, {**OTHER, "password": "wrong"})

    assert (answer.status_code, answer.context["form"].errors) == (422, {"__all__": ["The name or password is wrong"]})
    assert browser.get(MERGE).templates[0].name == "accounts/merge.html"


def test_nothing_is_merged_that_was_not_proven(browser: Client, other_member: User) -> None:
    answer = browser.post(f"{MERGE}confirm/")

    assert (answer.status_code, answer["Location"]) == (302, MERGE)
    assert User.objects.count() == 2


def test_proof_of_the_other_does_not_last(browser: Client, other_member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.post(MERGE, OTHER)
    monkeypatch.setattr("accounts.services.merging.PROOF_LIFE", -1)
    browser.post(f"{MERGE}confirm/")

    assert User.objects.count() == 2


def test_proof_of_the_other_is_for_who_gave_it(browser: Client, other_member: User) -> None:
    browser.post(MERGE, OTHER)
    session = browser.session
    session["merge_with"] = {**session["merge_with"], "user": other_member.pk + 1000}
    session.save()

    assert browser.get(MERGE).templates[0].name == "accounts/merge.html"


def test_keeping_both_forgets_the_proof(browser: Client, other_member: User) -> None:
    browser.post(MERGE, OTHER)
    browser.post(f"{MERGE}forget/")

    assert browser.get(MERGE).templates[0].name == "accounts/merge.html"


@pytest.mark.parametrize(("has_passkey", "page"), [(False, "merge_confirm"), (True, "merge")])
def test_reading_the_letters_of_another_account_proves_it_unless_it_has_a_second_factor(
    has_passkey: bool, page: str, browser: Client, member: User, other_member: User
) -> None:
    User.objects.filter(pk=other_member.pk).update(email_key="arjun@example.org", email_verified_at=timezone.now())
    if has_passkey:
        Passkey.objects.create(user=other_member, name="Phone", credential_id="-", credential_key="-", public_key=b"-")
    change_email(user=member, address="arjun@example.org")
    member.refresh_from_db()
    answer = browser.post(f"/email/verify/{make_link_token(user=member, address='arjun@example.org')}/")

    assert (answer.status_code, answer.templates[0].name) == (409, "accounts/email_taken.html")
    assert browser.get(MERGE).templates[0].name == f"accounts/{page}.html"
