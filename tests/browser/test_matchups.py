"""A hundred pairs in a row by keyboard, without script, in two tabs; a top four put in order by hand and by key."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.services.search_index import index_titles
from matchups.enums import Outcome
from matchups.models import Comparison, Top4Set, Vote
from matchups.services.top4 import set_top4
from tests.browser.conftest import Visit
from tests.factories import make_member, make_titles
from tests.matchups.world import make_sets

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAIRS = 100
KEYS = ("ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowRight", "s", "ArrowLeft", "ArrowDown", "ArrowRight")
ANSWERS = {"ArrowLeft": "a", "ArrowRight": "b", "ArrowUp": "tie", "ArrowDown": "skip", "s": "skip"}


def visit(browser: Browser, server: LiveServer, member: User | None = None, **options: Any) -> Visit:
    """Somebody's calm browser on a wide screen."""
    found = Visit(browser.new_context(reduced_motion="reduce", **options), server.url)
    if member is not None:
        found.sign_in(member)
    return found


def open_pair(found: Visit) -> int:
    """The pair on the page that waits for an answer."""
    return int(found.page.locator("form#vs input[name=comparison]").get_attribute("value") or 0)


def wait_for_pair(found: Visit, *, other_than: int) -> int:
    """The next pair, once it is there."""
    found.page.locator(f"form#vs input[name=comparison]:not([value='{other_than}'])").wait_for(state="attached")
    return open_pair(found)


def answer(found: Visit, key: str, pair: int) -> int:
    """Answer by key and go on by key; the pair that follows."""
    found.page.keyboard.press(key)
    if ANSWERS[key] != "skip":
        found.page.locator("#vs.vs--done").wait_for()
        found.page.keyboard.press("ArrowRight")
    return wait_for_pair(found, other_than=pair)


def standing() -> list[tuple[int, str]]:
    """The answers that hold, in their order: the pair and the outcome."""
    rows = Vote.objects.filter(live_key__isnull=False).order_by("pk")
    return list(rows.values_list("comparison_id", "outcome"))


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_a_hundred_pairs_by_keyboard(chromium: Browser, live_server: LiveServer, who: str) -> None:
    make_sets(40, titles=60)
    found = visit(chromium, live_server, make_member("voter") if who == "member" else None)
    found.open("/matchups/")
    given: list[tuple[int, str]] = []
    keys = itertools.cycle(KEYS)
    pair = open_pair(found)
    for turn in range(1, PAIRS + 1):
        if turn % 10 == 0:  # the last answer is taken back and given the other way
            found.page.keyboard.press("u")
            back = wait_for_pair(found, other_than=pair)
            assert back == given.pop()[0]
            pair = back
        key = next(keys)
        given.append((pair, ANSWERS[key]))
        pair = answer(found, key, pair)

    lineups = Comparison.objects.filter(pk__in=[row for row, _ in given]).values_list("pair_low", "pair_high")
    assert standing() == given
    assert len(set(lineups)) == len(given) == PAIRS - PAIRS // 10
    assert found.page.url == f"{live_server.url}/matchups/"
    assert found.troubles == []
    found.context.close()


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_without_script_answers_are_plain_posts(chromium: Browser, live_server: LiveServer, who: str) -> None:
    make_sets(6)
    member = make_member("voter") if who == "member" else None
    found = visit(chromium, live_server, member, java_script_enabled=False)
    found.open("/matchups/")
    given = []
    for outcome in ("a", "tie", "b"):
        pair = open_pair(found)
        given.append((pair, outcome))
        found.page.locator(f"button[name=outcome][value={outcome}]").click()
        found.page.wait_for_url(f"**/matchups/result/{pair}/")
        found.page.locator("a.vs__go").click()
        found.page.wait_for_url("**/matchups/")
    pair = open_pair(found)
    found.page.locator("button[name=outcome][value=skip]").click()
    after = wait_for_pair(found, other_than=pair)
    found.page.locator("button[data-undo]").click()
    back = wait_for_pair(found, other_than=after)

    assert back == pair
    assert standing() == given
    found.context.close()


def test_two_tabs_never_count_one_pair_twice(chromium: Browser, live_server: LiveServer) -> None:
    make_sets(6)
    first = visit(chromium, live_server, make_member("voter"))
    second = Visit(first.context, live_server.url)
    for tab in (first, second):
        tab.open("/matchups/")
    pair = open_pair(first)
    same = open_pair(second)

    first.page.keyboard.press("ArrowLeft")
    first.page.locator("#vs.vs--done").wait_for()
    second.page.keyboard.press("ArrowRight")
    after = wait_for_pair(second, other_than=pair)
    second.page.keyboard.press("ArrowRight")
    second.page.locator("#vs.vs--done").wait_for()

    assert same == pair
    assert standing() == [(pair, Outcome.A), (after, Outcome.B)]
    first.context.close()


def test_a_visitor_plays_on_the_home_page(chromium: Browser, live_server: LiveServer) -> None:
    make_sets(3)
    found = visit(chromium, live_server)
    found.open("/")
    before = Comparison.objects.count()
    found.page.locator("#today").scroll_into_view_if_needed()
    found.page.locator("#today form").wait_for()
    found.page.locator("#today .duel__side--b").click()
    found.page.locator("#today .quartet a").first.wait_for()

    assert before in {0, 1}  # on a tall screen it is in sight at once
    assert [outcome for _, outcome in standing()] == [Outcome.B]
    assert found.troubles == []
    found.context.close()


# Choosing


@pytest.fixture
def chooser(transactional_db: None) -> tuple[User, list[str]]:
    """A member with a top four, and the names of its titles and of one more."""
    titles = make_titles(5)
    index_titles(title_ids=[title.pk for title in titles])
    member = make_member("kavya")
    set_top4(member=member, title_ids=[title.pk for title in titles[:4]])
    return member, [title.title for title in titles]


def typed(found: Visit) -> list[str]:
    """The names in the four places, from the first."""
    return [found.page.locator(f"input[name=title_{place}]").input_value() for place in range(1, 5)]


def previewed(found: Visit) -> list[str | None]:
    """The ids of the posters, once they are those of the form."""
    ids = [found.page.locator(f"input[name=title_id_{place}]").input_value() for place in range(1, 5)]
    chain = " + ".join(f"[data-title='{pk}']" if pk else ".poster--blank" for pk in ids)
    found.page.locator(f"[data-preview] {chain}").wait_for(state="attached")
    return ids


def stored(member: User) -> list[str]:
    """The names of the member's current four."""
    entries = Top4Set.objects.get(owner_key=member.pk).entries.order_by("position")
    return list(entries.values_list("title__title", flat=True))


def put_up(found: Visit) -> None:
    """Send the form."""
    found.page.locator("#top4 .btn--lit").click()
    found.page.wait_for_url("**/@kavya/")


def test_places_change_by_key(chromium: Browser, live_server: LiveServer, chooser: tuple[User, list[str]]) -> None:
    member, (one, two, three, four, _) = chooser
    found = visit(chromium, live_server, member)
    found.open("/matchups/yours/")
    found.page.locator("[data-place='1'] button[data-step='1']").focus()
    found.page.keyboard.press("Enter")
    found.page.keyboard.press("Enter")

    assert typed(found) == [two, three, one, four]
    assert found.page.evaluate("document.activeElement.closest('[data-place]').dataset.place") == "3"
    assert found.page.locator(".toasts .toast").last.inner_text().startswith(f"{one} is now number 3")
    assert len(previewed(found)) == 4
    put_up(found)
    assert stored(member) == [two, three, one, four]
    assert found.troubles == []
    found.context.close()


@pytest.mark.parametrize("touch", [False, True])
def test_places_change_by_dragging(
    chromium: Browser, live_server: LiveServer, chooser: tuple[User, list[str]], touch: bool
) -> None:
    member, (one, two, three, four, _) = chooser
    found = visit(chromium, live_server, member, has_touch=touch, viewport={"width": 390, "height": 844})
    found.open("/matchups/yours/")
    drag(found, "[data-place='4'] .entry__grip", "[data-place='1'] .entry__grip", touch=touch)

    assert typed(found) == [four, one, two, three]
    assert len(previewed(found)) == 4
    put_up(found)
    assert stored(member) == [four, one, two, three]
    assert found.troubles == []
    found.context.close()


def drag(found: Visit, what: str, above: str, *, touch: bool) -> None:
    """From the middle of one thing to just above another, by mouse or finger."""
    boxes = [found.page.locator(selector).bounding_box() for selector in (what, above)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    x, start = boxes[0]["x"] + boxes[0]["width"] / 2, boxes[0]["y"] + boxes[0]["height"] / 2
    end = boxes[1]["y"] - 20
    if not touch:
        found.page.mouse.move(x, start)
        found.page.mouse.down()
        found.page.mouse.move(x, end, steps=8)
        found.page.mouse.up()
        return
    fingers = found.context.new_cdp_session(found.page)
    steps = [start + (end - start) * share / 8 for share in range(9)]
    for kind, y in [("touchStart", start), *(("touchMove", y) for y in steps)]:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_posters_follow_what_is_picked(
    chromium: Browser, live_server: LiveServer, chooser: tuple[User, list[str]]
) -> None:
    member, names = chooser
    found = visit(chromium, live_server, member)
    found.open("/matchups/yours/")
    field = found.page.locator("input[name=title_2]")
    field.fill("")
    assert previewed(found)[1] == ""
    field.press_sequentially(names[4])
    found.page.locator("#top-2-list [role=option]").filter(has_text=names[4]).first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")

    assert previewed(found)[1] != ""
    assert typed(found) == [names[0], names[4], names[2], names[3]]
    put_up(found)
    assert stored(member) == [names[0], names[4], names[2], names[3]]
    found.context.close()


def test_without_script_a_move_comes_back_and_enter_puts_up(
    chromium: Browser, live_server: LiveServer, chooser: tuple[User, list[str]]
) -> None:
    member, (one, two, three, four, _) = chooser
    found = visit(chromium, live_server, member, java_script_enabled=False)
    found.open("/matchups/yours/")
    found.page.locator("[data-place='2'] button[data-step='-1']").click()
    found.page.wait_for_load_state()
    moved = typed(found)
    found.page.locator("input[name=title_4]").press("Enter")
    found.page.wait_for_url("**/@kavya/")

    assert moved == [two, one, three, four]
    assert stored(member) == [two, one, three, four]
    found.context.close()
