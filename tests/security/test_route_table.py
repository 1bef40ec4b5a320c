"""Who reaches which page, and that reading writes nothing. A new route fails here until it is in the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Profile, User
from tests.security.walker import Operation, api_operations, filled, page_routes
from tests.security.world import World

pytestmark = pytest.mark.django_db
OPEN, FORM, LOGIN, POST, POST_LOGIN = "open", "open, form", "login", "post", "post, login"

#: open: anybody reads · form: and posts · login: members read, and post where it is a form · post: nothing to read.
TABLE = {
    "": OPEN,
    "@<str:username>/": OPEN,
    "@<str:username>/favorites/": OPEN,
    "@<str:username>/lists/": OPEN,
    "@<str:username>/lists/<slug:slug>/": OPEN,
    "@<str:username>/parts/favorites/": OPEN,
    "@<str:username>/parts/latest/": OPEN,
    "@<str:username>/parts/lists/": OPEN,
    "@<str:username>/parts/taste/": OPEN,
    "@<str:username>/parts/top4/": OPEN,
    "@<str:username>/ratings/": OPEN,
    "@<str:username>/reviews/": OPEN,
    "browse/": OPEN,
    "dev/components/": FORM,  # for development alone
    "favorites/": LOGIN,
    "genre/<slug:slug>/": OPEN,
    "i18n/setlang/": FORM,
    "lists/": OPEN,
    "lists/<slug:slug>/add/": POST_LOGIN,
    "lists/<slug:slug>/delete/": POST_LOGIN,
    "lists/<slug:slug>/edit/": LOGIN,
    "lists/<slug:slug>/titles/<int:title_id>/move/": POST_LOGIN,
    "lists/<slug:slug>/titles/<int:title_id>/remove/": POST_LOGIN,
    "lists/new/": LOGIN,
    "login/": FORM,
    "logout/": POST,
    "matchups/": OPEN,
    "matchups/yours/": LOGIN,
    "matchups/yours/clear/": POST_LOGIN,
    "metrics": OPEN,
    "offline/": OPEN,
    "person/<int:person_id>-<slug:slug>/": OPEN,
    "person/<int:person_id>/": OPEN,
    "ratings/": LOGIN,
    "recommendations/": OPEN,
    "recommendations/<int:title_id>/dismiss/": POST_LOGIN,
    "recommendations/<int:title_id>/undismiss/": POST_LOGIN,
    "recommendations/parts/because/<int:title_id>/": OPEN,
    "recommendations/parts/home/": LOGIN,
    "recommendations/parts/try/": OPEN,
    "regional/<slug:language>/": OPEN,
    "register/": FORM,
    "reviews/<int:review_id>/like/": POST_LOGIN,
    "robots.txt": OPEN,
    "search/": OPEN,
    "settings/": LOGIN,
    "sitemap-<slug:section>.xml": FORM,  # not this site's view: a post is answered, as a read
    "sitemap.xml": FORM,  # not this site's view: a post is answered, as a read
    "sw.js": OPEN,
    "title/<int:title_id>-<slug:slug>/": OPEN,
    "title/<int:title_id>/": OPEN,
    "title/<int:title_id>/favorite/": POST_LOGIN,
    "title/<int:title_id>/lists/": LOGIN,
    "title/<int:title_id>/poster.svg": OPEN,
    "title/<int:title_id>/rate/": POST_LOGIN,
    "title/<int:title_id>/rating/": OPEN,
    "title/<int:title_id>/review/": POST_LOGIN,
    "title/<int:title_id>/review/delete/": POST_LOGIN,
    "title/<int:title_id>/reviews/": OPEN,
    "title/<int:title_id>/watchlist/": POST_LOGIN,
    "watchlist/": LOGIN,
    "welcome/": LOGIN,
    "welcome/picks/": LOGIN,
}

#: Views that are not this site's own; what they do with other methods is reading.
FOREIGN = ("sitemap", "i18n/", "dev/")


def public_values(route: str, world: World) -> dict[str, Any]:
    """What anybody may put into the places of a route."""
    slugs = {"genre": "drama", "person": world.person.slug, "title": world.titles[0].slug}
    return {
        "title_id": world.titles[0].pk,
        "review_id": world.open_review.pk,
        "username": world.open.username,
        "person_id": world.person.pk,
        "slug": slugs.get(route.partition("/")[0], "by-chitra"),
        "language": "te",
        "section": "titles",
        "genre": "drama",
    }


def access(route: str, world: World) -> str:
    """How a route answers a visitor, in the words of the table."""
    address = filled(route, public_values(route, world))
    got, posted = (_kind(getattr(Client(), method)(address)) for method in ("get", "post"))
    match got, posted:
        case "none", "login":
            return POST_LOGIN
        case "none", "open":
            return POST
        case "login", "login" | "none":
            return LOGIN
        case "open", "none":
            return OPEN
        case "open", "open":
            return FORM
    return f"{got} to read, {posted} to post"


def _kind(response: Any) -> str:
    if response.status_code == 302 and response["Location"].startswith("/login/?next="):
        return "login"
    return {200: "open", 301: "open", 302: "open", 405: "none"}.get(response.status_code, str(response.status_code))


def test_every_page_is_reached_by_those_it_is_for(world: World) -> None:
    assert {route: access(route, world) for route in page_routes()} == TABLE


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_pages_know_only_reading_and_posting(method: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    answered = {
        route: getattr(client, method)(filled(route, public_values(route, world))).status_code
        for route in page_routes()
        if not route.startswith(FOREIGN)
    }

    assert {route: status for route, status in answered.items() if status != 405} == {}


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """An execution wrapper: only sessions may be written."""
    verb = sql.lstrip("( ").split(None, 1)[0].upper()
    if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"} and "django_session" not in sql:
        raise AssertionError(f"a page that is only read wrote: {sql}")
    return execute(sql, params, many, context)


@pytest.fixture
def newcomer(world: World) -> User:
    """A member made by other means than registration, so far without any row but their own."""
    return User.objects.create_user(username="esha", password="ten violet lamps")


@pytest.fixture(autouse=True)
def _nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for picks without a model puts a training in the queue, which is not part of the request."""
    monkeypatch.setattr("recommender.receivers.train_if_stale.delay", lambda: None)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("route", [route for route, kind in TABLE.items() if kind not in {POST, POST_LOGIN}])
def test_reading_a_page_writes_nothing(route: str, method: str, world: World, newcomer: User) -> None:
    for member in (None, world.reader, newcomer):
        values = public_values(route, world)
        if route == "@<str:username>/":
            values["username"] = newcomer.username
        client = Client()
        if member:
            client.force_login(member)

        with connection.execute_wrapper(refuse_writes):
            response = getattr(client, method)(filled(route, values))

        assert response.status_code in {200, 301, 302, 404}
    assert Profile.objects.filter(user=newcomer).count() == 0


READS = [operation for operation in api_operations() if operation.method == "get"]


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.label)
def test_reading_the_api_writes_nothing(operation: Operation, world: World, newcomer: User) -> None:
    address = filled(operation.path, public_values("", world))
    for member in (None, world.reader, newcomer):
        api = APIClient()
        api.force_authenticate(member)

        with connection.execute_wrapper(refuse_writes):
            response = api.get(address, {"q": "title", "query": "title"})

        assert response.status_code in {200, 401, 404}


def test_logging_out_by_a_link_does_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.reader)

    assert client.get("/logout/").status_code == 405
    assert client.session[SESSION_KEY] == str(world.reader.pk)
