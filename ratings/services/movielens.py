"""MovieLens' data sets written into the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.models import Profile, User
from catalog.dedup.normalise import make_slug
from catalog.enums import NameKind, Provider, Source
from catalog.exceptions import ImportFileError
from catalog.models import Title
from catalog.providers.records import ExternalIdRecord, NameRecord, TitleRecord
from catalog.services.ingest.demo import seed_genres
from catalog.services.ingest.titles import ingest_titles
from ratings.importers.movielens import BadLine, Dataset, RatingRow, TitleRow, open_dataset
from ratings.importers.movielens.reader import UnreadableError
from ratings.models import Rating
from ratings.services.rebuild import rebuild_stats

BATCH = 5000
MEMBERS = 1000
TAG_USERS = 2  # a tag becomes a keyword when so many users agree on it
LONGEST_TAG = 40

GENRES = {
    "Action": "action", "Adventure": "adventure", "Animation": "animation", "Children": "family",
    "Children's": "family", "Comedy": "comedy", "Crime": "crime", "Documentary": "documentary", "Drama": "drama",
    "Fantasy": "fantasy", "Film-Noir": "crime", "Horror": "horror", "Musical": "musical", "Mystery": "mystery",
    "Romance": "romance", "Sci-Fi": "science-fiction", "Thriller": "thriller", "War": "war", "Western": "western",
}  # fmt: skip
KEYWORDS = {"Film-Noir": "film-noir", "IMAX": "imax"}

#: Called with the name of a step, its size and what has been done since the last call.
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class MovieLensReport:
    """What an import did. `unknown` counts ratings of films that the set itself does not list."""

    titles_created: int = 0
    titles_matched: int = 0
    members_created: int = 0
    ratings_created: int = 0
    ratings_present: int = 0
    unknown: int = 0
    bad: list[BadLine] = field(default_factory=list)


def import_movielens(*, path: Path, progress: Progress | None = None) -> MovieLensReport:
    """Write films, members and ratings of the data set at `path`; a second time changes nothing.

    Films find their titles by IMDb and TMDB ids where the set links them, else by MovieLens' own number. What a matched
    title already says stays as it is: MovieLens knows neither language nor scripts. ImportFileError if there is no
    data set at `path`.
    """
    try:
        dataset = open_dataset(path)
    except UnreadableError as error:
        raise ImportFileError(str(error)) from error
    say = progress or _say_nothing
    report = MovieLensReport()
    seed_genres()
    titles = _write_titles(dataset, report, say)
    members = _Members()
    pending: Iterator[RatingRow] = dataset.ratings(progress=lambda done: say("ratings", dataset.sizes["ratings"], done))
    while batch := list(islice(pending, BATCH)):
        _write_ratings(batch, titles, members, report)
    report.members_created = members.created
    if report.ratings_created:
        count = Title.objects.count()
        rebuild_stats(progress=lambda done: say("sums", count, done))
    report.bad = dataset.bad
    return report


def _say_nothing(step: str, size: int, done: int) -> None:
    """Where nobody watches."""


def _write_titles(dataset: Dataset, report: MovieLensReport, say: Progress) -> dict[int, int]:
    """Title ids by MovieLens' numbers."""
    links, words = dataset.links(), _agreed_tags(dataset)
    rows = list(dataset.titles())
    done = ingest_titles(
        (_record(row, links.get(row.movie_id, ("", "")), words.get(row.movie_id, ())) for row in rows),
        provider=Provider.MOVIELENS,
        progress=lambda count: say("titles", len(rows), count),
    )
    report.titles_created = done.created
    report.titles_matched = done.updated + done.unchanged
    return dict(zip((row.movie_id for row in rows), done.title_ids, strict=True))


def _record(row: TitleRow, links: tuple[str, str], words: Iterable[str]) -> TitleRecord:
    imdb_id, tmdb_id = links
    ids = [ExternalIdRecord(Source.MOVIELENS, str(row.movie_id))]
    if imdb_id:
        ids.append(ExternalIdRecord(Source.IMDB, imdb_id))
    if tmdb_id:
        ids.append(ExternalIdRecord(Source.TMDB_MOVIE, tmdb_id))
    keywords = [KEYWORDS[word] for word in row.genres if word in KEYWORDS]
    return TitleRecord(
        external_ids=tuple(ids),
        title=row.name.title,
        year=row.name.year,
        end_year=row.name.end_year,
        genres=tuple(dict.fromkeys(GENRES[word] for word in row.genres if word in GENRES)),
        keywords=tuple(dict.fromkeys([*keywords, *words])),
        names=tuple(NameRecord(name, "", NameKind.ALIAS) for name in row.name.others),
    )


def _agreed_tags(dataset: Dataset) -> dict[int, list[str]]:
    """Keywords by MovieLens' numbers: tags that several users put on the same film."""
    users: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in dataset.tags():
        slug = make_slug(row.tag.casefold(), fallback="")
        if slug and len(slug) <= LONGEST_TAG and any(char.isalpha() for char in slug):
            users[row.movie_id, slug].add(row.user_id)
    agreed: dict[int, list[str]] = defaultdict(list)
    for (movie_id, slug), who in sorted(users.items()):
        if len(who) >= TAG_USERS:
            agreed[movie_id].append(slug)
    return agreed


class _Members:
    """The site's members for the set's users, made as they are met."""

    def __init__(self) -> None:
        self.created = 0
        self._ids: dict[int, int] = {}

    def ids_of(self, user_ids: Iterable[int]) -> dict[int, int]:
        """Members' ids by the set's user ids."""
        missing = sorted(set(user_ids) - self._ids.keys())
        for start in range(0, len(missing), MEMBERS):
            self._load(missing[start : start + MEMBERS])
        return self._ids

    def _load(self, user_ids: Sequence[int]) -> None:
        names = {f"ml-{user_id}": user_id for user_id in user_ids}
        known = self._find(names)
        fresh = [name for name in names if name not in known]
        if fresh:
            self._create(fresh)
            known |= self._find(fresh)
            self.created += len(fresh)
        self._ids.update({names[name]: pk for name, pk in known.items()})

    def _find(self, names: Iterable[str]) -> dict[str, int]:
        return dict(User.objects.filter(username__in=list(names)).values_list("username", "pk"))

    @transaction.atomic
    def _create(self, names: Sequence[str]) -> None:
        nobody = make_password(None)
        User.objects.bulk_create(
            [User(username=name, username_key=name, password=nobody, is_demo=True) for name in names]
        )
        rows = User.objects.filter(username__in=names).order_by("pk").values_list("pk", "username")
        Profile.objects.bulk_create([Profile(user_id=pk, display_name=f"MovieLens {name[3:]}") for pk, name in rows])


@transaction.atomic
def _write_ratings(
    rows: Sequence[RatingRow], titles: dict[int, int], members: _Members, report: MovieLensReport
) -> None:
    known = [row for row in rows if row.movie_id in titles]
    report.unknown += len(rows) - len(known)
    ids = members.ids_of(row.user_id for row in known)
    wanted: dict[tuple[int, int], Rating] = {}
    for row in known:
        key = (ids[row.user_id], titles[row.movie_id])
        at = datetime.fromtimestamp(row.at, UTC)
        if key not in wanted or wanted[key].updated_at <= at:
            wanted[key] = Rating(user_id=key[0], title_id=key[1], value=row.value, created_at=at, updated_at=at)
    users = {user_id for user_id, _ in wanted}
    there = {
        (user_id, title_id): (value, at)
        for user_id, title_id, value, at in Rating.objects.filter(user_id__in=users)
        .order_by()
        .values_list("user_id", "title_id", "value", "updated_at")
    }
    changed = [
        rating
        for key, rating in wanted.items()
        if key not in there or (there[key][0] != rating.value and there[key][1] <= rating.updated_at)
    ]
    target = ["user", "title"] if connection.features.supports_update_conflicts_with_target else None
    Rating.objects.bulk_create(
        changed, update_conflicts=True, update_fields=["value", "updated_at"], unique_fields=target, batch_size=1000
    )
    report.ratings_created += len(changed)
    report.ratings_present += len(wanted) - len(changed)
