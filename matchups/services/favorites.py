"""Favourites read from a member's own public page elsewhere, looked at before they become a top four."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.dedup.normalise import sort_title
from catalog.models import Title
from catalog.owndata.titles import find_titles
from matchups.enums import SetOrigin
from matchups.exceptions import PageNotReadError, ReaderOffError
from matchups.letterboxd import Favorite, Reader, ReaderError, Why, parse_favorites, username_of
from matchups.letterboxd.client import PRODUCT
from matchups.letterboxd.robots import Rules
from matchups.models import Top4Set
from matchups.services.top4 import choose_top4

log = structlog.get_logger(__name__)

DAY = 24 * 3600  # seconds; also how long a site's rules may be kept (RFC 9309, 2.4)
TIMEOUT = 8.0  # seconds for the rules and the page together
SALT = "matchups.favorites"


@dataclass(frozen=True, slots=True)
class Read:
    """What a page held: the titles found here, in order, the names of the others, and a proof of where it is from."""

    title_ids: tuple[int, ...]
    lacking: tuple[str, ...]
    token: str


def read_favorites(*, member: User, words: str) -> Read:
    """Read the favourites on a page that the member says is theirs; nothing is stored but that they asked today.

    ReaderOffError unless the operator turned it on; PageNotReadError on `username` where there was nothing to read.
    """
    if not settings.LETTERBOXD_READER:
        raise ReaderOffError
    username = username_of(words, (urlsplit(settings.LETTERBOXD_URL).netloc).lower().removeprefix("www."))
    if not username:
        raise _not_read(_("A username, or the address of your profile."))
    _claim_day(member)
    path = f"/{username}/"
    try:
        favorites = _fetch(path)
    except ReaderError as error:
        log.info("matchups.page_not_read", member=member.pk, why=error.why, detail=str(error))
        raise _not_read(_words_for(error.why)) from error
    if not favorites:
        raise _not_read(_("There are no favourite films on that page."))
    found = _match(favorites)
    ids = tuple(dict.fromkeys(pk for pk in found if pk is not None))
    url = settings.LETTERBOXD_URL + path
    token = signing.dumps([member.pk, ids, url, timezone.now().timestamp()], salt=SALT)
    lacking = tuple(film.name for film, pk in zip(favorites, found, strict=True) if pk is None)
    return Read(ids, lacking, token)


def choose_read(*, member: User, title_ids: Sequence[int], token: str) -> Top4Set:
    """Make a top four; an import from the page that `token` proves, if these are the four that stood on it."""
    try:
        owner_id, ids, url, read_at = signing.loads(token, salt=SALT, max_age=DAY) if token else (0, [], "", 0)
    except signing.BadSignature:
        owner_id, ids, url, read_at = 0, [], "", 0
    if owner_id != member.pk or list(title_ids) != list(ids):
        return choose_top4(member=member, title_ids=title_ids).set
    fetched_at = datetime.fromtimestamp(read_at, UTC)
    origin = SetOrigin.IMPORT
    return choose_top4(member=member, title_ids=title_ids, origin=origin, source_url=url, fetched_at=fetched_at).set


def _not_read(words: str) -> PageNotReadError:
    return PageNotReadError(words, errors={"username": [words]})


def _words_for(why: Why) -> str:
    if why == Why.MISSING:
        return _("There is no such page.")
    if why == Why.REFUSED:
        return _("That site does not let us read the page. Choose your four here instead.")
    if why == Why.AWAY:
        return _("That site does not answer now. Try again tomorrow.")
    return _("That page does not look like a profile.")


def _claim_day(member: User) -> None:
    """One request for a member and day, over all processes; refused too where the shared cache is gone.

    This is another site's peace and no limit of ours, so that no scale for load tests applies to it.
    """
    if not caches["ratelimit"].add(f"letterboxd:member:{member.pk}", 1, DAY):
        raise _not_read(_("Once a day is enough. Choose your four here, or come back tomorrow."))


def _fetch(path: str) -> tuple[Favorite, ...]:
    agent = f"{PRODUCT}/1.0 (+{settings.SITE_URL}; one page, asked for by its owner)"
    reader = Reader(settings.LETTERBOXD_URL, agent, TIMEOUT)
    text = caches["default"].get("letterboxd:robots")
    if text is None:
        text = reader.robots()
        caches["default"].set("letterboxd:robots", text, DAY)
    rules = Rules(text)
    pause = rules.pause(PRODUCT)
    if pause and not caches["ratelimit"].add("letterboxd:pause", 1, pause):
        raise ReaderError(Why.AWAY, "the site wants a pause between requests")
    return parse_favorites(reader.page(path, rules))


def _match(favorites: Sequence[Favorite]) -> list[int | None]:
    """A published title for each: by the id, or by name and year as the catalog writes them, else nearly so."""
    refs = [
        {"name": film.name, "year": film.year, "kind": "movie", "ids": {"letterboxd": film.slug}} for film in favorites
    ]
    return [pk if pk is not None else _nearly(film) for film, pk in zip(favorites, find_titles(refs), strict=True)]


def _nearly(film: Favorite) -> int | None:
    """The best known title of any such name, at most a year apart: services disagree on premieres."""
    named = Q(names__name__iexact=film.name) | Q(original_title__iexact=film.name)
    if folded := sort_title(film.name):
        named |= Q(sort_title=folded)
    titles = Title.objects.published().filter(named)
    if film.year is not None:
        titles = titles.filter(year__range=(film.year - 1, film.year + 1))
    return titles.by_popularity().values_list("pk", flat=True).first()
