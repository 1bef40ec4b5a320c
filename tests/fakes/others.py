"""What OMDb, YouTube and Jikan would say of made-up titles."""

from __future__ import annotations

from typing import Any

from tests.fakes.titles import GENRES, FakeTitle

#: The channel that shows whole films at the stand-in.
CHANNEL = "UCaaaaaaaaaaaaaaaaaaaaaa"


def omdb(title: FakeTitle) -> dict[str, Any]:
    """/?i={imdb id}."""
    return {
        "Title": title.name,
        "Year": str(title.released.year),
        "Rated": "PG-13",
        "Released": title.released.strftime("%d %b %Y"),
        "Runtime": f"{title.runtime} min",
        "Genre": ", ".join(GENRES.get(number, "Animation") for number in title.genres),
        "Director": title.director,
        "Plot": f"What happens in {title.name}, at length.",
        "Language": "Telugu, Hindi",
        "Country": "India, United States",
        "Awards": "1 win",
        "Ratings": [
            {"Source": "Internet Movie Database", "Value": f"{title.rating}/10"},
            {"Source": "Rotten Tomatoes", "Value": "81%"},
        ],
        "Metascore": "64",
        "imdbRating": str(title.rating),
        "imdbVotes": f"{title.votes:,}",
        "imdbID": title.imdb_id,
        "Type": "movie",
        "Response": "True",
    }


def omdb_listed(title: FakeTitle) -> dict[str, Any]:
    """An entry of /?s=."""
    return {"Title": title.name, "Year": str(title.released.year), "imdbID": title.imdb_id, "Type": "movie"}


def video(key: str, name: str, seconds: int, channel: str = "UCbbbbbbbbbbbbbbbbbbbbbb") -> dict[str, Any]:
    """An entry of /videos."""
    return {
        "id": key,
        "snippet": {
            "title": name,
            "channelId": channel,
            "publishedAt": "2021-05-06T07:08:09Z",
            "liveBroadcastContent": "none",
            "defaultAudioLanguage": "te-IN",
        },
        "contentDetails": {"duration": f"PT{seconds // 60}M{seconds % 60}S", "regionRestriction": {"blocked": ["US"]}},
        "status": {"embeddable": True, "privacyStatus": "public", "uploadStatus": "processed"},
    }


def videos_of(title: FakeTitle) -> list[dict[str, Any]]:
    """Its trailer, a stranger's view of it, and the whole film."""
    year, number = title.released.year, title.number
    return [
        video(title.video_key, f"{title.name} ({year}) | Official Trailer", 150, CHANNEL),
        video(f"re{number:09d}", f"{title.name} Trailer REACTION", 400),
        video(f"fi{number:09d}", f"{title.name} ({year}) Full Movie", title.runtime * 60, CHANNEL),
        video(f"co{number:09d}", f"{title.name} ({year}) Full Movie HD", title.runtime * 60),
    ]


def jikan(title: FakeTitle) -> dict[str, Any]:
    """The inside of /anime/{id}."""
    return {
        "mal_id": title.number,
        "titles": [
            {"type": "Default", "title": f"{title.name} Romaji"},
            {"type": "Japanese", "title": f"映画 {title.number}"},
            {"type": "English", "title": title.name},
        ],
        "title": f"{title.name} Romaji",
        "title_synonyms": [f"{title.name} Other"],
        "type": "TV",
        "status": "Finished Airing",
        "aired": {"from": f"{title.released.isoformat()}T00:00:00+00:00", "to": "2022-03-04T00:00:00+00:00"},
        "year": title.released.year,
        "duration": "24 min per ep",
        "rating": "PG-13 - Teens 13 or older",
        "score": title.rating,
        "scored_by": title.votes,
        "synopsis": f"What happens in {title.name}.\n\n[Written by MAL Rewrite]",
        "genres": [{"mal_id": 1, "name": "Action"}, {"mal_id": 24, "name": "Sci-Fi"}],
        "themes": [{"mal_id": 18, "name": "Mecha"}],
        "demographics": [{"mal_id": 27, "name": "Shounen"}],
        "trailer": {"youtube_id": None, "embed_url": f"https://www.youtube.com/embed/{title.video_key}?enablejsapi=1"},
    }
