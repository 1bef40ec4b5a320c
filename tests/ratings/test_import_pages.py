"""Imports by page and by API. Tasks run at once here, after each commit."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Title
from catalog.services.search_index import index_titles
from ratings.enums import ImportState
from ratings.models import ImportItem, ImportJob, Rating
from tests.factories import make_title
from tests.ratings.importers.exports import BOXD, FILM_COLUMNS, letterboxd_files, letterboxd_zip

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, API = "/settings/import/", "/api/user/import"


@pytest.fixture
def client(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def eega() -> Title:
    title = make_title("Eega", year=2012)
    index_titles(title_ids=[title.pk])
    return title


def file(data: bytes = b"", name: str = "letterboxd.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or letterboxd_zip())


# Pages


def test_from_upload_to_report_and_back(client: Client, eega: Title) -> None:
    uploaded = client.post(PAGE, {"file": file()})
    preview = client.get(uploaded["Location"])
    client.post(uploaded["Location"] + "apply/", {"policy": "theirs"})
    report = client.get(uploaded["Location"])
    rated = list(Rating.objects.values_list("title_id", "value"))
    client.post(uploaded["Location"] + "undo/")

    job = ImportJob.objects.get()
    assert uploaded["Location"] == f"{PAGE}{job.pk}/"
    assert preview.context["can_apply"] is True
    assert (report.context["can_undo"], job.policy, rated) == (True, "theirs", [(eega.pk, 5.0)])
    assert (job.state, Rating.objects.count()) == (ImportState.UNDONE, 0)


@pytest.mark.parametrize("show", ["matched", "unmatched", "ambiguous", "skipped", "nonsense"])
def test_every_state_has_its_list(client: Client, eega: Title, show: str) -> None:
    job = client.post(PAGE, {"file": file()})["Location"]

    response = client.get(job, {"show": show})

    assert response.status_code == 200
    assert response.context["show"] == (show if show in {"matched", "unmatched"} else "unmatched")


def test_an_uploads_mistakes_stand_beside_the_field(client: Client) -> None:
    missing, empty = client.post(PAGE, {}), client.post(PAGE, {"file": SimpleUploadedFile("a.csv", b"")})
    with override_settings(IMPORT_MAX_BYTES=10):
        large = client.post(PAGE, {"file": file()})

    assert [response.status_code for response in (missing, empty, large)] == [422, 422, 422]
    assert [dict(response.context["form"].errors) for response in (missing, empty, large)] == [
        {"file": ["Choose a file."]}, {"file": ["The file is empty."]}, {"file": ["At most 0 MB."]},
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_says_why(client: Client) -> None:
    job = client.post(PAGE, {"file": file(b"PK\x03\x04 broken")})["Location"]

    assert "The archive is damaged." in client.get(job).content.decode()


def test_choosing_a_title_by_name_and_leaving_one_out(client: Client, eega: Title) -> None:
    job = client.post(PAGE, {"file": file(letterboxd_files()["ratings.csv"].encode(), "ratings.csv")})["Location"]
    roja = ImportItem.objects.get(state="unmatched")

    nothing = client.post(f"{job}items/{roja.pk}/", {"title": "No such film"}, follow=True)
    client.post(f"{job}items/{roja.pk}/", {"title": "eega"})
    chosen = ImportItem.objects.get(pk=roja.pk)
    client.post(f"{job}items/{roja.pk}/", {"leave": "1"})
    roja.refresh_from_db()

    assert "No title of this name here" in nothing.content.decode()
    assert (chosen.title, chosen.state, roja.title, roja.state) == (eega, "matched", None, "skipped")


def test_progress_is_a_part_of_the_page_until_there_is_none(client: Client, member: User) -> None:
    job = ImportJob.objects.create(user=member, file_name="a.zip", state=ImportState.APPLYING, total=10, done=4)
    htmx = {"HX-Request": "true"}

    going = client.get(f"{PAGE}{job.pk}/", headers=htmx)
    ImportJob.objects.update(state=ImportState.DONE)
    gone = client.get(f"{PAGE}{job.pk}/", headers=htmx)

    assert ('hx-trigger="every 2s"' in going.content.decode(), going["Cache-Control"]) == (True, "private, no-cache")
    assert gone["HX-Refresh"] == "true"


def test_anothers_import_is_not_there(client: Client, other_member: User) -> None:
    job = ImportJob.objects.create(user=other_member, file_name="a.zip", state=ImportState.PREVIEW)

    answers = [client.get(f"{PAGE}{job.pk}/"), *(client.post(f"{PAGE}{job.pk}/{step}/") for step in ("apply", "undo"))]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_preview_costs_the_same_for_one_and_three(
    client: Client, eega: Title, django_assert_num_queries: Any
) -> None:
    lines = [f"2020-01-02,Unknown {number},2012,{BOXD}/{number},4\n" for number in range(3)]
    client.get(PAGE)  # the number beside the bell is counted once
    for count in (1, 3):
        table = f"{FILM_COLUMNS},Rating\n" + "".join(lines[:count])
        job = client.post(PAGE, {"file": file(table.encode(), "ratings.csv")})["Location"]
        with django_assert_num_queries(6):
            client.get(job)


# API


def test_the_api_from_upload_to_undo(member_api: APIClient, eega: Title) -> None:
    taken = member_api.post(API, {"file": file()}, format="multipart")
    job = ImportJob.objects.get()
    status = member_api.get(taken.json()["status_url"])
    applied = member_api.post(f"{API}/{job.pk}/apply", {"policy": "mine"})
    rated = Rating.objects.count()
    undone = member_api.post(f"{API}/{job.pk}/undo")

    assert (taken.status_code, taken.json()) == (
        202,
        {"id": job.pk, "state": "uploaded", "status_url": f"{API}/{job.pk}"},
    )
    assert (status.json()["state"], status.json()["source"]) == ("preview", "letterboxd")
    assert (applied.status_code, applied.json()["state"], rated) == (202, "applying", 1)
    assert (undone.status_code, undone.json()["state"]) == (202, "undoing")
    assert member_api.post(f"{API}/{job.pk}/undo").status_code == 409
    assert Rating.objects.count() == 0


def test_the_api_fixes_matches(member_api: APIClient, eega: Title) -> None:
    member_api.post(API, {"file": file(letterboxd_files()["ratings.csv"].encode(), "ratings.csv")}, format="multipart")
    job = ImportJob.objects.get()

    (line,) = member_api.get(f"{API}/{job.pk}/items?state=unmatched").json()["results"]
    fixed = member_api.put(f"{API}/{job.pk}/items/{line['id']}", {"movie": eega.pk})

    assert (line["row"]["name"], line["movie"]) == ("Roja", None)
    assert (fixed.status_code, fixed.json()["movie"], fixed.json()["state"]) == (200, eega.pk, "matched")
    assert member_api.get(f"{API}/{job.pk}/items?state=odd").status_code == 400


def test_the_api_refuses_what_is_no_file_or_too_large(member_api: APIClient) -> None:
    none = member_api.post(API, {}, format="multipart")
    with override_settings(IMPORT_MAX_BYTES=10):
        large = member_api.post(API, {"file": file()}, format="multipart")
        huge = member_api.post(API, {"file": file(b"x" * 80_000)}, format="multipart")

    assert (none.status_code, list(none.json()["errors"])) == (400, ["file"])
    assert [(answer.status_code, list(answer.json()["errors"])) for answer in (large, huge)] == [(413, ["file"])] * 2


def test_the_apis_list_costs_the_same_for_one_and_three(
    member: User, member_api: APIClient, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while ImportJob.objects.count() < count:
            ImportJob.objects.create(user=member, file_name="a.zip", state=ImportState.DONE)
        with django_assert_num_queries(2):
            assert member_api.get(API).json()["count"] == count
