"""What TMDB would say of made-up titles."""

from __future__ import annotations

from typing import Any

from tests.fakes.titles import GENRES, FakeTitle, make_title

PAGE = 20


def movie(title: FakeTitle) -> dict[str, Any]:
    """/movie/{id} with all parts."""
    return {
        **_shared(title),
        "title": title.name,
        "original_title": title.original,
        "release_date": title.released.isoformat(),
        "runtime": title.runtime,
        "imdb_id": title.imdb_id,
        "credits": {
            "cast": [
                {"id": 10_000 + place, "name": name, "character": f"Part {place}", "order": place}
                for place, name in enumerate(title.cast)
            ],
            "crew": [{"id": 90_000 + title.number, "name": title.director, "job": "Director"}],
        },
        "keywords": {"keywords": [{"id": 1, "name": "small town"}, {"id": 2, "name": "superhero"}]},
        "release_dates": {
            "results": [
                {
                    "iso_3166_1": "IN",
                    "release_dates": [{"certification": "A", "type": 4}, {"certification": "U/A", "type": 3}],
                }
            ]
        },
        "alternative_titles": {"titles": [{"iso_3166_1": "IN", "title": f"{title.name} The Film", "type": ""}]},
        "translations": {"translations": [_translation("hi", "title", f"हिन्दी नाम {title.number}")]},
    }


def tv(title: FakeTitle) -> dict[str, Any]:
    """/tv/{id} with all parts."""
    return {
        **_shared(title),
        "name": title.name,
        "original_name": title.original,
        "first_air_date": title.released.isoformat(),
        "last_air_date": title.released.replace(day=1, year=title.released.year + 2).isoformat(),
        "status": "Ended",
        "episode_run_time": [45],
        "number_of_seasons": 3,
        "created_by": [{"id": 80_000 + title.number, "name": title.director}],
        "external_ids": {"imdb_id": title.imdb_id},
        "aggregate_credits": {
            "cast": [
                {"id": 10_000 + place, "name": name, "roles": [{"character": f"Part {place}"}], "order": place}
                for place, name in enumerate(title.cast)
            ],
            "crew": [{"id": 70_000, "name": "A Writer", "jobs": [{"job": "Writer"}, {"job": "Director"}]}],
        },
        "keywords": {"results": [{"id": 1, "name": "small town"}]},
        "content_ratings": {"results": [{"iso_3166_1": "IN", "rating": "U/A 13+"}]},
        "alternative_titles": {"results": [{"iso_3166_1": "IN", "title": f"{title.name} The Series", "type": ""}]},
        "translations": {"translations": [_translation("hi", "name", f"हिन्दी नाम {title.number}")]},
    }


def listed(title: FakeTitle, kind: str) -> dict[str, Any]:
    """An entry of a list."""
    names = (
        {"title": title.name, "original_title": title.original, "release_date": title.released.isoformat()}
        if kind == "movie"
        else {"name": title.name, "original_name": title.original, "first_air_date": title.released.isoformat()}
    )
    return {**_light(title), **names, "media_type": kind, "genre_ids": list(title.genres)}


def page_of(entries: list[dict[str, Any]], page: int) -> dict[str, Any]:
    """A page of a list."""
    return {
        "page": page,
        "results": entries[(page - 1) * PAGE : page * PAGE],
        "total_pages": max(1, -(-len(entries) // PAGE)),
        "total_results": len(entries),
    }


def search(query: str, kind: str, known: int) -> list[dict[str, Any]]:
    """Titles whose name holds the query, out of those numbered up to `known`."""
    folded = query.casefold()
    titles = (make_title(number) for number in range(1, known + 1))
    return [listed(title, kind) for title in titles if folded in title.name.casefold()]


def _shared(title: FakeTitle) -> dict[str, Any]:
    return {
        **_light(title),
        "genres": [{"id": number, "name": GENRES.get(number, "Animation")} for number in title.genres],
        "production_countries": [{"iso_3166_1": title.country, "name": "Somewhere"}],
        "spoken_languages": [{"iso_639_1": title.language}],
        "videos": {
            "results": [
                {
                    "key": title.video_key,
                    "site": "YouTube",
                    "type": "Trailer",
                    "name": f"{title.name} Trailer",
                    "official": True,
                    "iso_639_1": "en",
                    "published_at": "2020-01-02T03:04:05.000Z",
                }
            ]
        },
        "images": {
            "posters": [{"file_path": f"/poster{title.number}b.jpg", "iso_639_1": "te", "aspect_ratio": 0.667}],
            "backdrops": [],
        },
        "watch/providers": {
            "results": {
                "IN": {
                    "link": f"https://www.themoviedb.org/movie/{title.number}/watch?locale=IN",
                    "flatrate": [{"provider_id": 8, "provider_name": "Netflix", "display_priority": 1}],
                    "rent": [{"provider_id": 2, "provider_name": "Apple TV", "display_priority": 3}],
                },
                "US": {
                    "link": f"https://www.themoviedb.org/movie/{title.number}/watch?locale=US",
                    "ads": [{"provider_id": 73, "provider_name": "Tubi TV", "display_priority": 9}],
                },
            }
        },
    }


def _light(title: FakeTitle) -> dict[str, Any]:
    return {
        "id": title.number,
        "adult": False,
        "original_language": title.language,
        "overview": f"What happens in {title.name}.",
        "popularity": title.votes / 100,
        "poster_path": f"/poster{title.number}.jpg",
        "backdrop_path": f"/backdrop{title.number}.jpg",
        "vote_average": title.rating,
        "vote_count": title.votes,
    }


def _translation(language: str, field: str, name: str) -> dict[str, Any]:
    return {"iso_639_1": language, "iso_3166_1": "IN", "data": {field: name, "overview": ""}}
