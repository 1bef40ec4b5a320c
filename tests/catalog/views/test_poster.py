"""Drawn posters as files."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.enums import TitleStatus
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def test_is_an_svg_with_the_title_in_it(client: Client) -> None:
    title = make_title("Vertigo", year=1958, language="en")
    response = client.get(f"/title/{title.pk}/poster.svg")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own drawing)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Vertigo (1958)"


def test_a_copy_that_is_still_right_is_not_sent_again(client: Client) -> None:
    title = make_title("Vertigo")
    first = client.get(f"/title/{title.pk}/poster.svg")
    second = client.get(f"/title/{title.pk}/poster.svg", headers={"if-none-match": first["ETag"]})
    assert first["ETag"].startswith('W/"')
    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])


def test_a_changed_title_has_another_tag(client: Client) -> None:
    title = make_title("Vertigo")
    before = client.get(f"/title/{title.pk}/poster.svg")["ETag"]
    title.title = title.original_title = "Rope"
    title.save()
    after = client.get(f"/title/{title.pk}/poster.svg", headers={"if-none-match": before})
    assert after.status_code == 200


@pytest.mark.parametrize("status", [TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.ARCHIVED])
def test_unpublished_titles_have_none(client: Client, status: TitleStatus) -> None:
    title = make_title(status=status)
    assert client.get(f"/title/{title.pk}/poster.svg").status_code == 404


def test_unknown_title(client: Client) -> None:
    assert client.get("/title/999999999999/poster.svg").status_code == 404


def test_only_reading(client: Client) -> None:
    title = make_title()
    assert client.post(f"/title/{title.pk}/poster.svg").status_code == 405


def test_one_title_takes_three_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    title = make_title()
    with django_assert_num_queries(3):  # the card, its genre links, the genres of the process
        client.get(f"/title/{title.pk}/poster.svg")
