"""The embedded cache, also from several processes."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from moviesite.common.sqlitecache import SqliteFileCache
from tests.processes import run_in_processes


@pytest.fixture
def cache(tmp_path: Path) -> SqliteFileCache:
    return SqliteFileCache(str(tmp_path / "cache.sqlite3"), {"OPTIONS": {"MAX_ENTRIES": 100}})


@pytest.mark.parametrize("value", [0, 7, b"bytes\x00", "text", 1.5, None, True, [1, "a"], {"a": [1]}])
def test_values_come_back_as_they_went_in(cache: SqliteFileCache, value: object) -> None:
    cache.set("key", value)

    assert cache.get("key", "missing") == value


def test_entries_end(cache: SqliteFileCache) -> None:
    with time_machine.travel(0, tick=False) as clock:
        cache.set("short", 1, timeout=10)
        cache.set("forever", 1, timeout=None)
        clock.shift(11)

        assert (cache.get("short"), cache.get("forever")) == (None, 1)


def test_add_stores_only_once_until_it_ends(cache: SqliteFileCache) -> None:
    with time_machine.travel(0, tick=False) as clock:
        first, second = cache.add("key", 1, 10), cache.add("key", 2, 10)
        clock.shift(11)

        assert (first, second, cache.add("key", 3, 10), cache.get("key")) == (True, False, True, 3)


def test_incr_needs_a_live_integer(cache: SqliteFileCache) -> None:
    cache.set("word", "text")

    for key in ("missing", "word"):
        with pytest.raises(ValueError, match="holds no counter"):
            cache.incr(key)


def test_delete_and_touch_say_whether_there_was_an_entry(cache: SqliteFileCache) -> None:
    cache.set("key", 1)

    assert (cache.touch("key", 5), cache.delete("key"), cache.delete("key"), cache.touch("key")) == (
        True,
        True,
        False,
        False,
    )


def test_sweep_drops_the_ended_and_the_surplus(cache: SqliteFileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moviesite.common.sqlitecache.random.randrange", lambda _: 1)
    for number in range(150):
        cache.set(f"key{number}", number, timeout=1000 + number)
    monkeypatch.setattr("moviesite.common.sqlitecache.random.randrange", lambda _: 0)
    cache.set("last", 1, timeout=5000)

    left = [number for number in range(150) if cache.get(f"key{number}") is not None]

    assert left == list(range(61, 150))


def _count(path: str, times: int) -> list[int]:
    cache = SqliteFileCache(path, {})
    cache.add("counter", 0)
    return [cache.incr("counter") for _ in range(times)]


def test_no_step_is_lost_between_processes(tmp_path: Path) -> None:
    path = str(tmp_path / "cache.sqlite3")

    seen = sorted(value for values in run_in_processes(_count, [(path, 200)] * 4) for value in values)

    assert seen == list(range(1, 801))
