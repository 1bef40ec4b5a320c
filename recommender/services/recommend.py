"""The one door to recommendations for pages, the API and other apps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
    *, member: User | None, now: datetime, limit: int = 8, adventure: float = DEFAULT_ADVENTURE
) -> list[Rail]:
    """Picks for each occasion, the one that suits the local wall clock `now` first; rails without a title are left out.

    Nothing at all without a model.
    """
    wish = replace(_context_of(member), limit=max(1, min(limit, MAX_LIMIT)), adventure=adventure)
    names = suggested(now)
    rankings = rank_many([replace(wish, occasion=name) for name in names])
    return [Rail(name, _slate(ranking, wish)) for name, ranking in zip(names, rankings, strict=False) if ranking.titles]


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
        raise UnknownMoodError(errors={"mood": [f"One of: {', '.join(MOODS)}."]})
    if occasion and occasion not in OCCASIONS:
        raise UnknownOccasionError(errors={"occasion": [f"One of: {', '.join(OCCASIONS)}."]})
    if algorithm and algorithm not in registry:
        raise UnknownModelError(errors={"algorithm": [f"One of: {', '.join(registry)}."]})


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
    return Slate(ranking.personalized, ranking.model, _picks(ranking.titles, context))


def _picks(titles: Sequence[Ranked], context: Context) -> tuple[Pick, ...]:
    """Cards for titles and causes, in two reads whatever their number."""
    cause_ids = {cause.title_id for ranked in titles for cause in ranked.causes}
    cards = cards_by_id({*cause_ids, *(ranked.title_id for ranked in titles)})
    given = own_ratings(context.user_id, cause_ids) if context.user_id is not None and cause_ids else {}
    guesses = predicted_stars(context.user_id, [ranked.title_id for ranked in titles])
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
