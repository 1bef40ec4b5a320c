"""Which address of a stand-in answers with what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.fakes import others, tmdb
from tests.fakes.titles import make_title

#: Titles that exist are numbered from 1 to this.
KNOWN = 5000
SEARCHED = 300  # of which searches look at so many

Query = dict[str, str]
Answer = tuple[int, Any]
NOT_FOUND: Answer = (404, {"status_code": 34, "status_message": "not found"})


def answer(path: str, query: Query) -> Answer:
    """Status and JSON for an address below /tmdb, /omdb, /youtube or /jikan."""
    for pattern, handler in _ROUTES:
        if found := re.fullmatch(pattern, path):
            return handler(found, query)
    return NOT_FOUND


def _tmdb_title(found: re.Match[str], query: Query) -> Answer:
    number = int(found[2])
    if not 1 <= number <= KNOWN:
        return NOT_FOUND
    title = make_title(number)
    return 200, tmdb.movie(title) if found[1] == "movie" else tmdb.tv(title)


def _tmdb_search(found: re.Match[str], query: Query) -> Answer:
    kind = "movie" if found[1] == "multi" else found[1]
    entries = tmdb.search(query["query"], kind, SEARCHED)
    if found[1] == "multi":
        entries.insert(0, {"id": 7, "media_type": "person", "name": query["query"]})
    return 200, tmdb.page_of(entries, int(query.get("page", "1")))


def _tmdb_changes(found: re.Match[str], query: Query) -> Answer:
    entries = [{"id": number, "adult": False} for number in range(1, 46)]
    return 200, tmdb.page_of([*entries, {"id": None}], int(query.get("page", "1")))


def _tmdb_list(found: re.Match[str], query: Query) -> Answer:
    kinds = ["movie", "tv"] if found[1].startswith("trending") else [found[1].rpartition("/")[2]]
    entries = [tmdb.listed(make_title(number), kinds[number % len(kinds)]) for number in range(1, 46)]
    return 200, tmdb.page_of([*entries, {"id": 1, "media_type": kinds[0]}], int(query.get("page", "1")))


def _tmdb_platforms(found: re.Match[str], query: Query) -> Answer:
    country = query["watch_region"]
    names = {2: "Apple TV", 8: "Netflix"} if found[1] == "movie" else {8: "Netflix", 2336: "JioHotstar"}
    results = [
        {"provider_id": number, "provider_name": name, "display_priorities": {country: number}}
        for number, name in names.items()
    ]
    return 200, {"results": results}


def _omdb(found: re.Match[str], query: Query) -> Answer:
    if "i" in query:
        number = int(query["i"].removeprefix("tt"))
        if 1 <= number <= KNOWN:
            return 200, others.omdb(make_title(number))
        return 200, {"Response": "False", "Error": "Incorrect IMDb ID."}
    titles = [make_title(number) for number in range(1, SEARCHED + 1)]
    hits = [others.omdb_listed(title) for title in titles if query["s"].casefold() in title.name.casefold()][:10]
    if not hits:
        return 200, {"Response": "False", "Error": "Movie not found!"}
    return 200, {"Search": hits, "totalResults": str(len(hits)), "Response": "True"}


def _youtube_search(found: re.Match[str], query: Query) -> Answer:
    number = re.search(r"\b(\d+)\b", query["q"])
    videos = others.videos_of(make_title(int(number[1]))) if number else []
    return 200, {"items": [{"id": {"kind": "youtube#video", "videoId": item["id"]}} for item in videos]}


def _youtube_videos(found: re.Match[str], query: Query) -> Answer:
    keys = query["id"].split(",")
    numbers = {int(key[2:]) for key in keys if key[2:].isdigit()}
    videos = [item for number in sorted(numbers) for item in others.videos_of(make_title(number))]
    return 200, {"items": [item for item in videos if item["id"] in keys]}


def _jikan_title(found: re.Match[str], query: Query) -> Answer:
    number = int(found[1])
    if not 1 <= number <= KNOWN:
        return 404, {"status": 404, "type": "HttpException", "message": "Not Found"}
    return 200, {"data": others.jikan(make_title(number))}


def _jikan_search(found: re.Match[str], query: Query) -> Answer:
    titles = [make_title(number) for number in range(1, SEARCHED + 1)]
    hits = [others.jikan(title) for title in titles if query["q"].casefold() in title.name.casefold()][:25]
    return 200, {"data": [*hits, {"mal_id": 1, "type": "Music", "title": "A song"}], "pagination": {}}


_ROUTES: tuple[tuple[str, Callable[[re.Match[str], Query], Answer]], ...] = (
    (r"/tmdb/(movie|tv)/(\d{1,10})", _tmdb_title),
    (r"/tmdb/search/(movie|tv|multi)", _tmdb_search),
    (r"/tmdb/(movie|tv)/changes", _tmdb_changes),
    (r"/tmdb/(trending/all/\w+|discover/movie|discover/tv)", _tmdb_list),
    (r"/tmdb/watch/providers/(movie|tv)", _tmdb_platforms),
    (r"/omdb/", _omdb),
    (r"/youtube/search", _youtube_search),
    (r"/youtube/videos", _youtube_videos),
    (r"/jikan/anime/(\d{1,10})", _jikan_title),
    (r"/jikan/anime", _jikan_search),
)
