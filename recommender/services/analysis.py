"""What members say of titles: computed by workers from what everybody may read, kept until something changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog.models import Title
from moviesite.common.transactions import atomic_with_retry
from recommender.enrichment.model import TextModel
from recommender.enrichment.moods import combine_moods, genre_mood, keyword_mood, review_mood
from recommender.enrichment.shares import opinion, shares_of
from recommender.enrichment.summary import Voice, summarise
from recommender.enrichment.themes import Spoken, Tag, find_themes
from recommender.exceptions import NothingToLearnError, TrainingBusyError
from recommender.loaders.reviews import TitleInputs, load_inputs
from recommender.models import TitleAnalysis
from recommender.registry.texts import active_text_model
from recommender.training import lease
from recommender.training.heartbeat import beating
from recommender.training.texts import is_due, train_texts, untrained_model

METHOD = 1  # raise it when the same reviews are to be read differently
CHUNK = 50
PARTS = ("summary", "sentiment", "themes", "mood")
FIELDS = (*PARTS, "review_count", "digest", "model_version", "computed_at", "stale_at")


@atomic_with_retry
def mark_stale(*, title_ids: Collection[int], now: datetime | None = None) -> int:
    """Have titles looked at again soon; returns how many there are. Many changes of one title are one mark.

    The mark is set anew each time: whoever computes holds the row, and what changed meanwhile must not pass unseen.
    """
    wanted = Title.objects.filter(pk__in=set(title_ids)).order_by("pk")
    ids = list(wanted.values_list("pk", flat=True))
    at = now or timezone.now()
    TitleAnalysis.objects.bulk_create([TitleAnalysis(title_id=pk) for pk in ids], ignore_conflicts=True)
    return TitleAnalysis.objects.filter(title_id__in=ids).update(stale_at=at)


def analyse_stale(*, limit: int = 500) -> int:
    """Compute titles that changed, the longest waiting first; returns how many were looked at."""
    waiting = TitleAnalysis.objects.exclude(stale_at=None).order_by("stale_at", "title_id")
    ids = list(waiting.values_list("title_id", flat=True)[:limit])
    _in_chunks(ids, serving_texts())
    return len(ids)


def analyse_after(*, last_id: int, limit: int) -> int | None:
    """Look at the next titles after an id, whatever is known of them; the id to go on from, None at the end."""
    ids = list(Title.objects.filter(pk__gt=last_id).order_by("pk").values_list("pk", flat=True)[:limit])
    _in_chunks(ids, serving_texts())
    return ids[-1] if len(ids) == limit else None


def analyse_all(*, progress: Callable[[int], None] | None = None) -> int:
    """Look at all titles at once; returns how many rows changed."""
    texts, last, written = serving_texts(), 0, 0
    titles = Title.objects.order_by("pk").values_list("pk", flat=True)
    while ids := list(titles.filter(pk__gt=last)[:CHUNK]):
        written += analyse_titles(title_ids=ids, texts=texts)
        last = ids[-1]
        if progress is not None:
            progress(len(ids))
    return written


def train_texts_if_due() -> bool:
    """Train the text model where reviews have grown enough; whether it was. One training of any kind at a time."""
    if not is_due():
        return False
    try:
        run = lease.start_run(kind=TextModel.name)
    except TrainingBusyError:
        return False
    try:
        with beating(run):
            version = train_texts()
    except NothingToLearnError as error:
        lease.fail_run(run, error)
        return False
    except BaseException as error:
        lease.fail_run(run, error)
        raise
    lease.finish_run(run, [version])
    return True


def serving_texts() -> tuple[str, TextModel]:
    """The model to read with, and its version; "" for one that was never trained."""
    found = active_text_model()
    return ("", untrained_model()) if found is None else (found[0].version, found[1])


@atomic_with_retry
def analyse_titles(*, title_ids: Collection[int], texts: tuple[str, TextModel] | None = None) -> int:
    """Compute some titles, and write those that differ; returns how many. The same inputs write nothing.

    Rows are locked before anything is read, so two workers at one title take turns and the later reads what the earlier
    could not know. Titles that are hidden lose what was said of them.
    """
    version, model = texts or serving_texts()
    known = Title.objects.filter(pk__in=set(title_ids)).order_by("pk").values_list("pk", flat=True)
    TitleAnalysis.objects.bulk_create([TitleAnalysis(title_id=pk) for pk in known], ignore_conflicts=True)
    rows = list(TitleAnalysis.objects.select_for_update().filter(title_id__in=set(title_ids)).order_by("title_id"))
    inputs = load_inputs([row.title_id for row in rows])
    changed, fresh = [], []
    for row in rows:
        found = inputs.get(row.title_id, TitleInputs(row.title_id, "", (), ()))
        digest = found.digest(METHOD, version)
        if row.digest == digest:
            if row.stale_at is not None:
                row.stale_at = None
                fresh.append(row)
            continue
        for name, value in _compute(found, model).items():
            setattr(row, name, value)
        row.digest, row.model_version = digest, version
        row.computed_at, row.stale_at = timezone.now(), None
        changed.append(row)
    TitleAnalysis.objects.bulk_update(changed, FIELDS, batch_size=100)
    TitleAnalysis.objects.bulk_update(fresh, ["stale_at"], batch_size=100)
    return len(changed)


def _in_chunks(ids: Sequence[int], texts: tuple[str, TextModel]) -> None:
    for start in range(0, len(ids), CHUNK):
        analyse_titles(title_ids=ids[start : start + CHUNK], texts=texts)


def _compute(inputs: TitleInputs, model: TextModel) -> dict[str, Any]:
    """Every part of one title."""
    by_words = model.chances([review.text for review in inputs.reviews])
    chances = [opinion(review.stars, words) for review, words in zip(inputs.reviews, by_words, strict=True)]
    shares = shares_of(chances)
    both = list(zip(inputs.reviews, chances, strict=True))
    open_ones = [(review, chance) for review, chance in both if not review.spoilers]
    quotes = summarise([Voice(one.id, one.author_id, one.text, chance) for one, chance in open_ones], shares)
    themes = find_themes(
        [Spoken(review.author_id, review.text, chance) for review, chance in open_ones],
        model.background,
        tags=[Tag(tag.kind, tag.slug, tag.name, tag.names) for tag in inputs.tags],
        without=inputs.names,
    )
    mood = combine_moods(
        {
            "genres": genre_mood([tag.slug for tag in inputs.own_tags("genre")]),
            "keywords": keyword_mood([tag.id for tag in inputs.own_tags("keyword")], model.leanings),
            "reviews": review_mood([review.text for review in inputs.reviews], model.background),
        }
    )
    words = sum(chance is not None for chance in by_words)
    stars = sum(review.stars is not None for review in inputs.reviews)
    return {
        "summary": [asdict(quote) for quote in quotes],
        "sentiment": {**_rounded(asdict(shares)), "from_stars": stars, "from_words": words} if shares.count else {},
        "themes": [asdict(theme) for theme in themes],
        "mood": asdict(mood),
        "review_count": len(inputs.reviews),
    }


def _rounded(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in parts.items()}
