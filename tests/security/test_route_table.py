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
from accounts.notifications.unsubscribing import make_unsubscribe_token
from accounts.services.notification_settings import secret_of_feed
from accounts.services.passwords import reset_link_parts
from accounts.services.suspension import make_suspension_token
from tests.security.walker import Operation, api_operations, filled, page_routes
from tests.security.world import World

pytestmark = pytest.mark.django_db
OPEN, FORM, LOGIN, POST, POST_LOGIN = "open", "open, form", "login", "post", "post, login"
OFF = "404 to read, 404 to post"  # there only where the operator turns it on
OFFERED = "404 to read, none to post"  # nothing is there but for whom it was offered to

#: open: anybody reads · form: and posts · login: members read, and post where it is a form · post: nothing to read.
TABLE = {
    "": OPEN,
    "@<str:username>/": OPEN,
    "@<str:username>/<int:year>/": OPEN,
    "@<str:username>/avatar.svg": OPEN,
    "@<str:username>/avatar.webp": OPEN,
    "@<str:username>/block/": POST_LOGIN,
    "@<str:username>/compatibility/": LOGIN,
    "@<str:username>/diary/": OPEN,
    "@<str:username>/favorites/": OPEN,
    "@<str:username>/follow/": POST_LOGIN,
    "@<str:username>/followers/": OPEN,
    "@<str:username>/following/": OPEN,
    "@<str:username>/lists/": OPEN,
    "@<str:username>/lists/<slug:slug>/": OPEN,
    "@<str:username>/lists/<slug:slug>/add/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/answer/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/delete/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/edit/": LOGIN,
    "@<str:username>/lists/<slug:slug>/invite/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/link/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/members/<int:user_id>/remove/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/titles/<int:title_id>/move/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/titles/<int:title_id>/note/": POST_LOGIN,
    "@<str:username>/lists/<slug:slug>/titles/<int:title_id>/remove/": POST_LOGIN,
    "@<str:username>/mute/": POST_LOGIN,
    "@<str:username>/parts/compatibility/": LOGIN,
    "@<str:username>/parts/diary/": OPEN,
    "@<str:username>/parts/favorites/": OPEN,
    "@<str:username>/parts/latest/": OPEN,
    "@<str:username>/parts/lists/": OPEN,
    "@<str:username>/parts/taste/": OPEN,
    "@<str:username>/parts/top4/": OPEN,
    "@<str:username>/ratings/": OPEN,
    "@<str:username>/reviews/": OPEN,
    "appeals/<int:decision_id>/": LOGIN,
    "appeals/suspension/<str:suspension_token>/": FORM,  # the signed link is the permission
    "browse/": OPEN,
    "dev/components/": FORM,  # for development alone
    "diary/": LOGIN,
    "diary/<int:entry_id>/": LOGIN,
    "diary/<int:entry_id>/delete/": POST_LOGIN,
    "email/verify/<str:link_token>/": LOGIN,
    "favorites/": LOGIN,
    "feed/": LOGIN,
    "feed/parts/home/": LOGIN,
    "festivals/": OPEN,
    "festivals/<slug:slug>/": OPEN,
    "free/": OPEN,
    "genre/<slug:slug>/": OPEN,
    "i18n/setlang/": POST,
    "leaderboard/": OPEN,
    "lists/": OPEN,
    "lists/copy/": POST_LOGIN,
    "lists/new/": LOGIN,
    "lists/shared/<str:key>/": OPEN,
    "login/": FORM,
    "login/second/": FORM,
    "login/second/options/": POST,
    "logout/": POST,
    "matchups/": OPEN,
    "matchups/result/<int:comparison_id>/": OFFERED,
    "matchups/sets/": OPEN,
    "matchups/sets/<int:set_id>/": OPEN,
    "matchups/today/": FORM,
    "matchups/undo/": POST,
    "matchups/vote/": POST,
    "matchups/yours/": LOGIN,
    "matchups/yours/<int:set_id>/again/": POST_LOGIN,
    "matchups/yours/clear/": POST_LOGIN,
    "matchups/yours/letterboxd/": OFF,
    "matchups/yours/preview/": LOGIN,
    "metrics": OPEN,
    "models/": OPEN,
    "models/back/": POST_LOGIN,
    "models/runs/<int:run_id>/cancel/": POST_LOGIN,
    "models/train/": POST_LOGIN,
    "models/versions/<int:version_id>/serve/": POST_LOGIN,
    "notifications/": LOGIN,
    "notifications/<int:notification_id>/open/": POST_LOGIN,
    "notifications/bell/": OPEN,  # nothing in it for visitors
    "notifications/feed/<str:feed_secret>.xml": OPEN,  # to whoever knows the address
    "notifications/read/": POST_LOGIN,
    "notifications/unsubscribe/<str:unsubscribe_token>/": FORM,  # the signed link is the permission
    "offline/": OPEN,
    "password/reset/": FORM,
    "password/reset/<str:uid>/<str:reset_token>/": FORM,
    "person/<int:person_id>-<slug:slug>/": OPEN,
    "person/<int:person_id>/": OPEN,
    "ranking/": LOGIN,
    "ranking/list/": LOGIN,
    "ranking/list/<int:title_id>/remove/": POST_LOGIN,
    "ranking/list/restore/": POST_LOGIN,
    "ranking/restart/": POST_LOGIN,
    "ranking/stars/": LOGIN,
    "ranking/stars/undo/": POST_LOGIN,
    "ranking/undo/": POST_LOGIN,
    "ratings/": LOGIN,
    "recommendations/": OPEN,
    "recommendations/<int:title_id>/dismiss/": POST_LOGIN,
    "recommendations/<int:title_id>/undismiss/": POST_LOGIN,
    "recommendations/hours/": OPEN,
    "recommendations/parts/because/<int:title_id>/": OPEN,
    "recommendations/parts/home/": LOGIN,
    "recommendations/parts/hour/": LOGIN,
    "recommendations/parts/try/": OPEN,
    "recommendations/with/<str:username>/": LOGIN,
    "regional/<slug:language>/": OPEN,
    "register/": FORM,
    "report/<str:kind>/<int:target_id>/": LOGIN,
    "reviews/<int:review_id>/like/": POST_LOGIN,
    "robots.txt": OPEN,
    "search/": OPEN,
    "search/forget/": POST_LOGIN,
    "settings/": LOGIN,
    "settings/avatar/": POST_LOGIN,
    "settings/avatar/remove/": POST_LOGIN,
    "settings/confirm/": LOGIN,
    "settings/confirm/options/": POST_LOGIN,
    "settings/data/": LOGIN,
    "settings/data/delete/": LOGIN,
    "settings/data/export/": POST_LOGIN,
    "settings/data/restore/": POST_LOGIN,
    "settings/import/": LOGIN,
    "settings/import/<int:job_id>/": LOGIN,
    "settings/import/<int:job_id>/apply/": POST_LOGIN,
    "settings/import/<int:job_id>/items/<int:item_id>/": POST_LOGIN,
    "settings/import/<int:job_id>/undo/": POST_LOGIN,
    "settings/merge/": LOGIN,
    "settings/merge/confirm/": POST_LOGIN,
    "settings/merge/forget/": POST_LOGIN,
    "settings/notifications/": LOGIN,
    "settings/notifications/feed/": POST_LOGIN,
    "settings/notifications/feed/end/": POST_LOGIN,
    "settings/notifications/telegram/": POST_LOGIN,
    "settings/notifications/telegram/end/": POST_LOGIN,
    "settings/notifications/telegram/state/": LOGIN,
    "settings/people/": LOGIN,
    "settings/security/": LOGIN,
    "settings/security/app/": LOGIN,
    "settings/security/app/remove/": POST_LOGIN,
    "settings/security/codes/": POST_LOGIN,
    "settings/security/email/": LOGIN,
    "settings/security/email/remove/": POST_LOGIN,
    "settings/security/email/resend/": POST_LOGIN,
    "settings/security/events/": LOGIN,
    "settings/security/passkeys/<int:passkey_id>/remove/": POST_LOGIN,
    "settings/security/passkeys/add/": LOGIN,
    "settings/security/passkeys/options/": POST_LOGIN,
    "settings/security/password/": LOGIN,
    "settings/security/password/remove/": POST_LOGIN,
    "settings/security/sessions/<str:session_id>/end/": POST_LOGIN,
    "settings/security/sessions/end-others/": POST_LOGIN,
    "settings/security/wallets/<int:wallet_id>/remove/": POST_LOGIN,
    "settings/security/wallets/add/": LOGIN,
    "settings/tokens/": LOGIN,
    "settings/tokens/<int:token_id>/revoke/": POST_LOGIN,
    "sitemap-<slug:section>.xml": FORM,  # not this site's view: a post is answered, as a read
    "sitemap.xml": FORM,  # not this site's view: a post is answered, as a read
    "sw.js": OPEN,
    "title/<int:title_id>-<slug:slug>/": OPEN,
    "title/<int:title_id>/": OPEN,
    "title/<int:title_id>/analysis/": OPEN,
    "title/<int:title_id>/favorite/": POST_LOGIN,
    "title/<int:title_id>/lists/": LOGIN,
    "title/<int:title_id>/poster.svg": OPEN,
    "title/<int:title_id>/rate/": POST_LOGIN,
    "title/<int:title_id>/rating/": OPEN,
    "title/<int:title_id>/review/": POST_LOGIN,
    "title/<int:title_id>/review/delete/": POST_LOGIN,
    "title/<int:title_id>/reviews/": OPEN,
    "title/<int:title_id>/standing/": OPEN,
    "title/<int:title_id>/viewings/": LOGIN,
    "title/<int:title_id>/watchlist/": POST_LOGIN,
    "watchlist/": LOGIN,
    "welcome/": LOGIN,
    "welcome/answer/": POST_LOGIN,
    "welcome/picks/": LOGIN,
}

#: Views that are not this site's own; what they do with other methods is reading.
FOREIGN = ("sitemap", "i18n/", "dev/")


def public_values(route: str, world: World) -> dict[str, Any]:
    """What anybody may put into the places of a route."""
    slugs = {"genre": "drama", "festivals": "lamps", "person": world.person.slug, "title": world.titles[0].slug}
    return {
        "title_id": world.titles[0].pk,
        "review_id": world.open_review.pk,
        "content_id": world.titles[0].pk,
        "key": world.shared_list.share_key,
        "list_id": world.shared_list.pk,
        "user_id": world.open.pk,
        "username": world.open.username,
        "person_id": world.person.pk,
        "slug": slugs.get(route.partition("/")[0], "by-chitra"),
        "language": "te",
        "section": "titles",
        "link_token": "no-link",
        "feed_secret": secret_of_feed(world.open.notification_feed),
        "notification_id": world.open_notification.pk,
        "unsubscribe_token": make_unsubscribe_token(world.open, "followed"),
        "kind": "review",
        "target_id": world.open_review.pk,
        "decision_id": world.open_decision.pk,
        "suspension_token": make_suspension_token(world.suspended),
        "passkey_id": 1,
        "run_id": 1,
        "version_id": 1,
        "token_id": 1,
        "session_id": "1",
        "wallet_id": 1,
        **dict(zip(("uid", "reset_token"), reset_link_parts(world.reader), strict=True)),
        "genre": "drama",
        "year": 2024,
        "entry_id": world.open_viewing.pk,
        "job_id": world.open_import.job_id,
        "item_id": world.open_import.pk,
        "comparison_id": world.open_comparison.pk,
        "vote_id": world.hidden_vote.pk,
        "set_id": world.open.top4_sets.get().pk,
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


#: A session's expiry moves, a member's searches are kept for the member (ACC-10), and a pair is offered by asking.
WRITTEN_BY_READING = ("django_session", "catalog_searchhistoryentry", "matchups_comparison")


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """An execution wrapper: nothing may be written but what reading is known to write."""
    verb = sql.lstrip("( ").split(None, 1)[0].upper()
    if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"} and not any(
        table in sql for table in WRITTEN_BY_READING
    ):
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


#: Read after fresh proof alone, which these clients cannot give; taking data along is written down for its owner.
NEEDS_PROOF = {"/api/user/export"}
STAFF_ALONE = {
    "/api/admin/analytics",
    "/api/admin/content/search",
    "/api/index/runs/{run_id}",
    "/api/ml/analytics/content-performance",
    "/api/ml/train/runs",
    "/api/ml/train/runs/{run_id}",
}
READS = [operation for operation in api_operations() if operation.method == "get"]


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.label)
def test_reading_the_api_writes_nothing(operation: Operation, world: World, newcomer: User) -> None:
    address = filled(operation.path, public_values("", world))
    for member in (None, world.reader, newcomer):
        api = APIClient()
        api.force_authenticate(member)

        with connection.execute_wrapper(refuse_writes):
            response = api.get(address, {"q": "title", "query": "title"})

        refused = {403} if operation.path in NEEDS_PROOF | STAFF_ALONE else set()
        assert response.status_code in {200, 401, 404} | refused


def test_logging_out_by_a_link_does_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.reader)

    assert client.get("/logout/").status_code == 405
    assert client.session[SESSION_KEY] == str(world.reader.pk)
