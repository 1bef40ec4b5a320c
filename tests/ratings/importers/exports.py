"""Exports of every source in small, made up for the tests."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

BOXD = "https://boxd.it"
FILM_COLUMNS = "Date,Name,Year,Letterboxd URI"


def zipped(files: Mapping[str, str | bytes], *, level: int = 6) -> bytes:
    """An archive of texts by path."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return out.getvalue()


def letterboxd_files() -> dict[str, str]:
    """Today's layout, lists in the seventh."""
    return {
        "profile.csv": (
            "Date Joined,Username,Given Name,Family Name,Email Address,Location,Website,Bio,Pronoun,Favorite Films\n"
            f'2019-10-03,meera,,,m@example.org,,,,They / them,"{BOXD}/eega, {BOXD}/roja, {BOXD}/kaala, {BOXD}/gone"\n'
        ),
        "ratings.csv": (
            f"{FILM_COLUMNS},Rating\n2020-01-02,Eega,2012,{BOXD}/eega,5\n2020-01-03,Roja,1992,{BOXD}/roja,3.5\n"
            f"2020-01-04,Broken,2001,{BOXD}/bad,seven\n"
        ),
        "watched.csv": (
            f"{FILM_COLUMNS}\n2020-01-02,Eega,2012,{BOXD}/eega\n2020-01-03,Roja,1992,{BOXD}/roja\n"
            f"2020-02-03,Kaala,2018,{BOXD}/kaala\n"
        ),
        "diary.csv": (
            f"{FILM_COLUMNS},Rating,Rewatch,Tags,Watched Date\n"
            f"2020-01-02,Eega,2012,{BOXD}/e1,4.5,,,2020-01-01\n"
            f'2021-05-02,Eega,2012,{BOXD}/e2,5,Yes,"cinema, with amma",2021-05-01\n'
        ),
        "reviews.csv": (
            f"{FILM_COLUMNS},Rating,Rewatch,Review,Tags,Watched Date\n"
            f"2021-05-02,Eega,2012,{BOXD}/e2,5,Yes,"
            '"A fly &amp; its <i>revenge</i>.<br><br>I <3 it,\nstill.",,2021-05-01\n'
        ),
        "watchlist.csv": f"{FILM_COLUMNS}\n2022-01-01,Magadheera,2009,{BOXD}/maga\n",
        "comments.csv": "Date,Content,Comment\n2020-01-01,x,y\n",
        "likes/films.csv": f"{FILM_COLUMNS}\n2020-01-03,Roja,1992,{BOXD}/roja\n",
        "likes/reviews.csv": "Date,Content\n2020-01-03,x\n",
        "lists/rains.csv": (
            "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n"
            f'2021-11-06,"Rain, mostly",monsoon,{BOXD}/list1,"Wet films,\nover two lines."\n\n'
            f"Position,Name,Year,URL,Description\n1,Roja,1992,{BOXD}/roja,\n2,Kaala,2018,{BOXD}/kaala,Bombay rain\n"
        ),
        "deleted/diary.csv": f"{FILM_COLUMNS},Rating\n2020-01-02,Taken back,2012,{BOXD}/x,1\n",
        "orphaned/ratings.csv": f"{FILM_COLUMNS},Rating\n2020-01-02,Orphan,2012,{BOXD}/y,1\n",
    }


def letterboxd_zip() -> bytes:
    """Today's export."""
    return zipped(letterboxd_files())


def old_letterboxd_zip() -> bytes:
    """As it was before: a folder on top, CRLF, a byte-order mark, no tags, lists without a block."""
    files = {
        "letterboxd-meera-2014/ratings.csv": f"{FILM_COLUMNS},Rating\n2013-01-02,Eega,2012,{BOXD}/eega,4\n",
        "letterboxd-meera-2014/diary.csv": (
            f"{FILM_COLUMNS},Rating,Rewatch,Watched Date\n2013-01-02,Eega,2012,{BOXD}/e1,4,,2013-01-01\n"
        ),
        "letterboxd-meera-2014/lists/my-best.csv": (
            f"Position,Name,Year,URL,Description\n1,Eega,2012,{BOXD}/eega,\n2,Roja,1992,{BOXD}/roja,Songs\n"
        ),
    }
    return zipped({path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for path, text in files.items()})


IMDB_RATINGS = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
    "Num Votes,Release Date,Directors\n"
    "tt2258337,9,2020-01-02,Eega,Eega,https://www.imdb.com/title/tt2258337,Movie,7.7,134,2012,Action,1,2012-07-06,S\n"
    "tt0903747,10,2020-02-02,Breaking Bad,,https://x,TV Series,9.5,49,2008,Crime,1,2008-01-20,\n"
    "tt2301451,10,2020-02-03,Ozymandias,,https://x,TV Episode,10,47,2013,Crime,1,2013-09-15,\n"
    "tt9999999,11,2020-02-04,Too Good,,https://x,Movie,1,1,2020,,1,,\n"
)
OLD_IMDB_RATINGS = (
    '"position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating",'
    '"Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"\n'
    '"1","tt0211915","Tue Sep 10 00:00:00 2013","","","Amélie","Feature Film","","8","8.3","122","2001","","1","",""\n'
)
IMDB_WATCHLIST = (
    "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
    "Release Date,Directors,Your Rating,Date Rated\n"
    "1,tt0104650,2021-01-01,2021-01-01,,Roja,https://x,Movie,8.1,137,1992,Drama,1,1992-08-15,M,8,2022-02-02\n"
    "2,tt2258337,2021-01-02,2021-01-02,,Eega,https://x,Movie,7.7,134,2012,Action,1,2012-07-06,S,,\n"
)
TMDB_RATINGS = (
    "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    "129443,tt2258337,movie,Eega,2012-07-06T00:00:00Z,,,7.2,7.0,2022-09-20T10:00:00Z\n"
    "1396,tt0903747,tv,Breaking Bad,2008-01-20T00:00:00Z,,,8.9,10.0,2022-09-21T00:00:00Z\n"
    "62161,,tv,Ozymandias,2013-09-15T00:00:00Z,5,14,9.2,10.0,2022-09-21T00:00:00Z\n"
)
TMDB_SHELF = (
    "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    "129443,tt2258337,movie,Eega,2012-07-06T00:00:00Z,,,7.2,,\n"
)
MOVIELENS = (
    'movie_id,imdb_id,tmdb_id,rating,average_rating,title\n98243,2258337,129443,4.5,3.6,"Eega (2012)"\n'
    '2571,0133093,603,3.0,4.1,"Matrix, The (1999)"\n1,0114709,862,,3.9,Toy Story (1995)\n'
)
MAL = """<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist>
<myinfo><user_name>meera</user_name><user_export_type>1</user_export_type></myinfo>
<anime><series_animedb_id>164</series_animedb_id><series_title><![CDATA[Mononoke Hime]]></series_title>
<series_type>Movie</series_type><my_start_date>2015-03-01</my_start_date><my_finish_date>2015-03-01</my_finish_date>
<my_score>9</my_score><my_status>Completed</my_status><my_tags><![CDATA[forest, gods]]></my_tags></anime>
<anime><series_animedb_id>1</series_animedb_id><series_title><![CDATA[Cowboy Bebop]]></series_title>
<series_type>TV</series_type><my_finish_date>0000-00-00</my_finish_date><my_score>0</my_score>
<my_status>Plan to Watch</my_status></anime>
<anime><series_animedb_id>none</series_animedb_id><series_title>Broken</series_title></anime>
</myanimelist>
"""
SIMKL_CSV = (
    "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
    "1,Eega,movie,2012,completed,,2020-01-05 20:00:00,9,,,129443,tt2258337\n"
    "2,Roja,movie,1992,plantowatch,,,,,,,tt0104650\n"
)


def _film(title: str, year: int, imdb: str, tmdb: int) -> dict[str, Any]:
    return {"title": title, "year": year, "ids": {"trakt": tmdb + 1, "slug": "x", "imdb": imdb, "tmdb": tmdb}}


EEGA, ROJA = _film("Eega", 2012, "tt2258337", 129443), _film("Roja", 1992, "tt0104650", 4011)
TRAKT_RATINGS = [
    {"rated_at": "2020-01-02T10:00:00.000Z", "rating": 9, "type": "movie", "movie": EEGA},
    {
        "rated_at": "2020-01-03T10:00:00.000Z",
        "rating": 7,
        "type": "show",
        "show": _film("Dark", 2017, "tt5753856", 70523),
    },
    {"rated_at": "2020-01-04T10:00:00.000Z", "rating": 7, "type": "episode", "episode": {}, "show": {"ids": {}}},
]
TRAKT_HISTORY = [
    {"id": 7, "watched_at": "2020-01-01T21:30:00.000Z", "action": "watch", "type": "movie", "movie": EEGA},
    {"id": 8, "watched_at": "2021-06-01T21:30:00.000Z", "action": "watch", "type": "movie", "movie": EEGA},
]
TRAKT_WATCHED = [{"plays": 2, "last_watched_at": "2021-06-01T21:30:00.000Z", "movie": EEGA}]
TRAKT_WATCHLIST = [{"rank": 1, "id": 5, "listed_at": "2021-01-01T00:00:00.000Z", "type": "movie", "movie": ROJA}]
TRAKT_FAVORITES = [{"rank": 1, "id": 6, "listed_at": "2021-01-01T00:00:00.000Z", "type": "movie", "movie": EEGA}]


def trakt_zip() -> bytes:
    """The export of one's data."""
    files = {
        "ratings-movies.json": TRAKT_RATINGS,
        "watched-history-1.json": TRAKT_HISTORY,
        "watched-movies.json": TRAKT_WATCHED,
        "lists-watchlist.json": TRAKT_WATCHLIST,
        "lists-favorites.json": TRAKT_FAVORITES,
        "lists-rainy-days.json": TRAKT_WATCHLIST,
        "user-profile.json": {"username": "meera", "ids": {"trakt": 5, "slug": "meera"}},
    }
    return zipped({name: json.dumps(content) for name, content in files.items()})


def trakt_backup() -> bytes:
    """One document of all."""
    return json.dumps(
        {"ratings": {"movies": TRAKT_RATINGS[:1]}, "history": TRAKT_HISTORY, "watchlist": TRAKT_WATCHLIST}
    ).encode()


def simkl_json() -> bytes:
    """The answer of Simkl's API, which its export holds."""
    return json.dumps({
        "movies": [
            {"last_watched_at": "2020-01-05T20:00:00Z", "user_rating": 9, "status": "completed",
             "movie": {"title": "Eega", "year": 2012, "ids": {"simkl": 1, "imdb": "tt2258337", "tmdb": "129443"}}},
        ],
        "shows": [
            {"status": "plantowatch", "show": {"title": "Dark", "year": 2017, "ids": {"simkl": 2, "tmdb": 70523}}},
        ],
        "anime": [
            {"status": "completed", "user_rating": 8, "anime_type": "movie",
             "show": {"title": "Mononoke Hime", "year": 1997, "ids": {"simkl": 3, "mal": "164"}}},
            "nonsense",
        ],
    }).encode()  # fmt: skip
