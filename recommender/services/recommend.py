"""The one door to recommendations for pages, the API and other apps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import profile_of
from catalog.exceptions import TitleNotFoundError
from catalog.models import Title
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.selectors import own_ratings
from recommender.algorithms.registry import registry
from recommender.exceptions import UnknownModelError, UnknownMoodError, UnknownOccasionError
from recommender.loaders.predictions import predicted_stars
from recommender.rerank.moods import MOODS
from recommender.rerank.occasions import OCCASIONS, suggested
from recommender.selectors.running import arm_for
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT, Context, Pick, Reason, Slate
from recommender.serving.neighbours import rank_similar
from recommender.serving.pipeline import BATCH, FALLBACK, Ranked, Ranking, rank, rank_many
from recommender.signals import model_missing, slate_shown


@dataclass(frozen=True, slots=True)
class Rail:
    """Picks for an occasion (a key of `rerank.occasions.OCCASIONS`)."""

    occasion: str
    slate: Slate


def get_recommendations(
    *,
    member: User | None = None,
    limit: int = 20,
    languages: Collection[str] = (),
    genres: Collection[str] = (),
    mood: str = "",
    adventure: float = DEFAULT_ADVENTURE,
    liked: Sequence[int] = (),
    max_runtime: int | None = None,
    occasion: str = "",
    watchable: Collection[int] | None = None,
    algorithm: str = "",
) -> Slate:
    """Picks for a member, or for a visitor who loves the titles in `liked`.

    Personal where there is a rating, favourite or liked title to go by, collective otherwise; empty only if nothing in
    the catalog fits the filters. What a member rated, favoured or sent away never appears. `algorithm` names a model;
    one that is not trained gives way to the site's own. `watchable` keeps to these titles. UnknownMoodError,
    UnknownOccasionError and UnknownModelError for names that are none.
    """
    _check_names(mood, occasion, algorithm)
    context = replace(
        _context_of(member),
        limit=max(1, min(limit, MAX_LIMIT)),
        languages=frozenset(languages),
        genres=frozenset(genres),
        mood=mood,
        adventure=max(0.0, min(adventure, 1.0)),
        max_runtime=max_runtime,
        occasion=occasion,
        available=None if watchable is None else frozenset(watchable),
        liked=tuple(liked)[:50],
        algorithm=algorithm,
    )
    context, arm = _in_arm(context)
    ranking = rank(context)
    if ranking.model in (BATCH, FALLBACK):
        model_missing.send(sender=Slate)
    slate = _slate(ranking, context)
    if member is not None:
        titles = [(pick.card.id, pick.score) for pick in slate.results]
        slate_shown.send(sender=Slate, member_id=member.pk, model=slate.model, titles=titles, arm_id=arm)
    return slate


def _in_arm(context: Context) -> tuple[Context, int | None]:
    """The context as the member's arm of a running experiment has it, and the arm; what was asked for by name wins."""
    arm = arm_for(context.user_id) if context.user_id is not None and not context.algorithm else None
    if arm is None:
        return context, None
    is_default = context.adventure == DEFAULT_ADVENTURE
    adventure = arm.settings.get("adventure", context.adventure) if is_default else context.adventure
    return replace(context, adventure=adventure, algorithm=arm.settings.get("algorithm", "")), arm.arm_id


def get_rails(
    *,
    member: User | None,
    now: datetime | None,
    limit: int = 8,
    most: int = len(OCCASIONS),
    languages: Collection[str] = (),
    genres: Collection[str] = (),
    mood: str = "",
    adventure: float = DEFAULT_ADVENTURE,
    liked: Sequence[int] = (),
    watchable: Collection[int] | None = None,
) -> list[Rail]:
    """Picks for each of the `most` occasions that suit the local wall clock `now` best, in that order.

    Without a clock the occasions stand as they are listed. Rails without a title are left out, and there is nothing at
    all without a model. The other wishes are as in `get_recommendations`; all rails of an answer are one showing.
    """
    _check_names(mood, "", "")
    wish = replace(
        _context_of(member),
        limit=max(1, min(limit, MAX_LIMIT)),
        languages=frozenset(languages),
        genres=frozenset(genres),
        mood=mood,
        adventure=max(0.0, min(adventure, 1.0)),
        available=None if watchable is None else frozenset(watchable),
        liked=tuple(liked)[:50],
    )
    wish, arm = _in_arm(wish)
    names = (suggested(now) if now is not None else tuple(OCCASIONS))[:most]
    rankings = rank_many([replace(wish, occasion=name) for name in names])
    found = [(name, ranking) for name, ranking in zip(names, rankings, strict=False) if ranking.titles]
    slates = _slates([ranking for _name, ranking in found], wish)
    if member is not None and slates:
        slate_shown.send(
            sender=Slate, member_id=member.pk, model=slates[0].model, titles=_best_places(slates), arm_id=arm
        )
    return [Rail(name, slate) for (name, _ranking), slate in zip(found, slates, strict=True)]


def _best_places(slates: Sequence[Slate]) -> list[tuple[int, float]]:
    """(id, score) of all titles of some slates, each once, by the best place that it has in any of them."""
    found: dict[int, float] = {}
    for row in zip_longest(*(slate.results for slate in slates)):
        for pick in row:
            if pick is not None:
                found.setdefault(pick.card.id, pick.score)
    return list(found.items())


def similar_titles(*, title_id: int, member: User | None = None, limit: int = 20, algorithm: str = "") -> Slate:
    """Titles near one, as the model sees it, without what the member saw, sent away or muted.

    For a title that the model does not know, those that share most of its facts. TitleNotFoundError for none.
    """
    _check_names("", "", algorithm)
    if not Title.objects.published().filter(pk=title_id).exists():
        raise TitleNotFoundError
    context = replace(_context_of(member), limit=max(1, min(limit, MAX_LIMIT)), liked=(title_id,), algorithm=algorithm)
    return _slate(rank_similar(context), context)


def _check_names(mood: str, occasion: str, algorithm: str) -> None:
    if mood and mood not in MOODS:
        raise UnknownMoodError(errors={"mood": [_("One of: %(choices)s.") % {"choices": ", ".join(MOODS)}]})
    if occasion and occasion not in OCCASIONS:
        raise UnknownOccasionError(errors={"occasion": [_("One of: %(choices)s.") % {"choices": ", ".join(OCCASIONS)}]})
    if algorithm and algorithm not in registry:
        raise UnknownModelError(errors={"algorithm": [_("One of: %(choices)s.") % {"choices": ", ".join(registry)}]})


def _context_of(member: User | None) -> Context:
    """What holds for every request of this member."""
    if member is None:
        return Context()
    profile = profile_of(member)
    return Context(
        user_id=member.pk,
        muted_languages=frozenset(profile.muted_languages),
        show_adult=profile.show_adult,
        stated_languages=tuple(profile.content_languages),
        region=profile.region,
    )


def _slate(ranking: Ranking, context: Context) -> Slate:
    return _slates([ranking], context)[0]


def _slates(rankings: Sequence[Ranking], context: Context) -> list[Slate]:
    """What stands behind titles and causes is read at once, whatever the number of titles and of rankings."""
    titles = [ranked for ranking in rankings for ranked in ranking.titles]
    cause_ids = {cause.title_id for ranked in titles for cause in ranked.causes}
    cards = cards_by_id({*cause_ids, *(ranked.title_id for ranked in titles)})
    given = own_ratings(context.user_id, cause_ids) if context.user_id is not None and cause_ids else {}
    guesses = predicted_stars(context.user_id, list(dict.fromkeys(ranked.title_id for ranked in titles)))
    return [
        Slate(ranking.personalized, ranking.model, _picks(ranking.titles, cards, given, guesses))
        for ranking in rankings
    ]


def _picks(
    titles: Sequence[Ranked], cards: dict[int, TitleCard], given: dict[int, float], guesses: dict[int, float]
) -> tuple[Pick, ...]:
    return tuple(
        Pick(
            card=replace(cards[ranked.title_id], predicted=guesses.get(ranked.title_id)),
            score=ranked.score,
            because=_reasons(ranked, cards, given),
        )
        for ranked in titles
        if ranked.title_id in cards
    )


def _reasons(ranked: Ranked, cards: dict[int, TitleCard], given: dict[int, float]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            title_id=cause.title_id,
            title=cards[cause.title_id].title,
            url=cards[cause.title_id].url,
            share=cause.share,
            rating=given.get(cause.title_id),
        )
        for cause in ranked.causes
        if cause.title_id in cards
    )
