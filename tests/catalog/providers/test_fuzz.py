"""Whatever a provider sends becomes a record that can be stored, or one bad item with its reason."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from catalog.enums import TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.jikan import mapper as jikan
from catalog.providers.omdb import mapper as omdb
from catalog.providers.records import TitleRecord
from catalog.providers.tmdb import mapper as tmdb
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.providers.youtube import mapper as youtube
from moviesite.common.http.errors import UpstreamError
from tests.catalog.providers.storable import misfits
from tests.fakes import others, server
from tests.fakes import tmdb as fake_tmdb
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title

PAYLOADS = 500
BASE = "https://image.tmdb.org/t/p"


def _cycle() -> dict[str, Any]:
    found: dict[str, Any] = {"name": "round"}
    found["results"] = [found]
    return found


RUBBISH: tuple[Callable[[], Any], ...] = (
    lambda: None,
    lambda: True,
    lambda: 0,
    lambda: -1,
    lambda: 2**70,
    lambda: 10**400,
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: -0.5,
    lambda: 1e308,
    lambda: "",
    lambda: " ",
    lambda: "x" * 1_000_000,
    lambda: "9" * 5000,
    lambda: "nan",
    lambda: "\x00\x1b[31m",
    lambda: "\ud800",
    lambda: "\u202eevil",
    lambda: "<script>alert(1)</script>",
    lambda: "javascript:alert(1)",
    lambda: "https://[::1",
    lambda: "http://169.254.169.254/",
    lambda: "0000-00-00",
    lambda: "9999-99-99T99:99:99Z",
    lambda: "²",
    list,
    dict,
    lambda: [[[[]]]],
    lambda: [None, 1, "x", {}, []],
    lambda: {"name": {"name": {}}},
    lambda: [{}] * 1000,
    lambda: _cycle(),
)


def _places(value: Any, found: list[tuple[Any, Any]], depth: int = 0) -> list[tuple[Any, Any]]:
    """Every container with a key or index in it, so that any part can be replaced."""
    if depth < 12 and isinstance(value, dict):
        for key, part in value.items():
            found.append((value, key))
            _places(part, found, depth + 1)
    elif depth < 12 and isinstance(value, list):
        for index, part in enumerate(value):
            found.append((value, index))
            _places(part, found, depth + 1)
    return found


def mutate(payload: Any, chance: random.Random) -> Any:
    """A copy with some parts replaced, removed, doubled or exchanged; now and then something else altogether."""
    if chance.random() < 0.02:
        return chance.choice(RUBBISH)()
    changed = copy.deepcopy(payload)
    for _ in range(chance.randint(1, min(8, 1 + len(_places(changed, [])) // 5))):
        places = _places(changed, [])
        if not places:
            break
        holder, key = chance.choice(places)
        action = chance.random()
        if action < 0.75:
            holder[key] = chance.choice(RUBBISH)()
        elif action < 0.85 and isinstance(holder, dict):
            del holder[key]
        elif isinstance(holder, list):
            holder.append(holder[key])
        else:
            other, name = chance.choice(places)
            holder[key] = copy.deepcopy(other[name]) if other is not holder else None
    return changed


def _youtube_record(payload: Any) -> TitleRecord:
    video = youtube.map_video(payload)
    kind = youtube.VideoKind.CLIP
    offers = youtube.to_offers(video, ("IN", "US"))
    return TitleRecord((), video.name, videos=(youtube.to_record(video, kind, is_official=False),), offers=offers)


MAPPERS: dict[str, tuple[Callable[[int], Any], Callable[[Any], TitleRecord | None]]] = {
    "tmdb film": (lambda n: fake_tmdb.movie(make_title(n)), lambda p: tmdb.map_title(TitleKind.MOVIE, p, BASE)),
    "tmdb series": (lambda n: fake_tmdb.tv(make_title(n)), lambda p: tmdb.map_title(TitleKind.TV, p, BASE)),
    "tmdb list": (lambda n: fake_tmdb.listed(make_title(n), "movie"), lambda p: tmdb.map_listed(p, BASE)),
    "omdb": (lambda n: others.omdb(make_title(n)), omdb.map_title),
    "omdb list": (lambda n: others.omdb_listed(make_title(n)), omdb.map_listed),
    "youtube": (lambda n: others.videos_of(make_title(n))[n % 4], _youtube_record),
    "jikan": (lambda n: others.jikan(make_title(n)), jikan.map_title),
    "jikan list": (lambda n: others.jikan(make_title(n)), jikan.map_listed),
}


@pytest.mark.parametrize("name", MAPPERS)
def test_only_records_and_bad_items_come_out(name: str) -> None:
    make, map_one = MAPPERS[name]
    chance = random.Random(name)
    records, reasons, wrong = 0, set[str](), list[str]()

    for number in range(1, PAYLOADS + 1):
        try:
            record = map_one(mutate(make(number), chance))
        except BadItemError as error:
            reasons.add(error.reason)
        else:
            records += record is not None
            wrong += misfits(record) if record is not None else []

    assert wrong == []
    # The mutations are neither too weak to spoil anything nor too strong to leave anything.
    assert records > PAYLOADS // 4
    assert len(reasons) > 1


def test_a_list_of_broken_entries_keeps_the_good_ones(fake: FakeUpstream, switched_on: Settings) -> None:
    chance = random.Random(5)
    good = [fake_tmdb.listed(make_title(number), "movie") for number in range(1, 11)]
    bad = [{"media_type": "movie", "id": None}, {"media_type": "movie", "id": 1, "title": "x" * 1_000_000}, None, 7, []]
    entries = [*good, *bad]
    chance.shuffle(entries)
    fake.behave("tmdb", server.says({"results": entries, "total_pages": "many"}))

    page = TmdbProvider().trending()

    assert sorted(int(record.external_ids[0].value) for record in page.records) == list(range(1, 11))
    assert (sorted(error.reason for error in page.skipped), page.pages) == (["no language", "no number"], 1)


@pytest.mark.parametrize("root", [None, [], "text", 7, {"results": None}, {"results": {"a": 1}}, {"results": [[], 1]}])
def test_strange_roots_are_empty_lists(fake: FakeUpstream, switched_on: Settings, root: Any) -> None:
    fake.behave("tmdb", then=server.says(root))
    provider = TmdbProvider()

    assert provider.search("lamp") == []
    assert provider.watch_providers("IN") == []


@pytest.mark.parametrize("depth", [900, 100_000])
def test_deep_nesting_harms_nobody(fake: FakeUpstream, switched_on: Settings, depth: int) -> None:
    fake.behave("tmdb", then=lambda handler: handler.send(b"[" * depth + b"]" * depth))

    with pytest.raises((BadItemError, UpstreamError)):
        TmdbProvider().title("movie/1")
