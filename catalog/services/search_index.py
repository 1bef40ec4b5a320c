"""Keeping the search index in step with the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Count, Q

from catalog.enums import TitleStatus
from catalog.models import Credit, Person, PersonKey, SearchDocument, SearchWord, Title
from catalog.search.documents import build_documents, weight_of
from catalog.search.folding import fold_words
from catalog.search.registry import get_backend
from catalog.search.subjects import Subject, register_subject
from catalog.search.vocabulary import drop_vocabulary
from moviesite.common.versions import bump_version

BATCH = 500
NOTABLE = 5  # a smaller step of a title's weight, about three ratings in a hundred, is not worth a write
_STANDING = ("weight", "is_open", "is_adult")


def register_titles() -> None:
    """Let titles be indexed by name of the subject."""
    register_subject(
        Subject(
            "titles",
            count=Title.objects.count,
            index=lambda title_ids: index_titles(title_ids=title_ids),
            rebuild=lambda progress: rebuild_index(progress=progress),
        )
    )


def index_titles(*, title_ids: Iterable[int]) -> int:
    """Write the search documents of some titles and the keys of their people; returns how many titles exist."""
    wanted = sorted(set(title_ids))
    count = 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        documents = build_documents(batch)
        get_backend().index(documents)
        people = Credit.objects.filter(title_id__in=batch).order_by().values_list("person_id", flat=True).distinct()
        index_people(person_ids=people)
        count += len(documents)
    if wanted:
        bump_version("titles")
    return count


def forget_titles(*, title_ids: Iterable[int]) -> None:
    """Let engines outside the database forget titles that are gone; the documents went with them."""
    get_backend().refresh(list(title_ids))


@transaction.atomic
def index_people(*, person_ids: Iterable[int]) -> None:
    """Write the beginnings by which people are suggested."""
    people = (
        Person.objects.filter(pk__in=list(person_ids))
        .annotate(weight=Count("credits__title", distinct=True, filter=Q(credits__title__status=TitleStatus.PUBLISHED)))
        .order_by("pk")
    )
    rows = [PersonKey(person=person, key=key, weight=person.weight) for person in people for key in _beginnings(person)]
    kept = {(row.person_id, row.key) for row in rows}
    stale = [
        pk
        for pk, person_id, key in PersonKey.objects.filter(person__in=people).values_list("pk", "person_id", "key")
        if (person_id, key) not in kept
    ]
    PersonKey.objects.filter(pk__in=stale).delete()
    target = ["person", "key"] if connection.features.supports_update_conflicts_with_target else None
    PersonKey.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["weight"], unique_fields=target, batch_size=BATCH
    )


def _beginnings(person: Person) -> list[str]:
    """A person's folded names, written without blanks, from each of their words on."""
    keys: dict[str, None] = {}
    for name in (person.name, *person.names.values()):
        words = fold_words(str(name))
        keys |= dict.fromkeys("".join(words[index:])[:160] for index in range(len(words)))
    return list(keys)


def rebuild_index(*, progress: Callable[[int], None] | None = None) -> int:
    """Build the whole index anew, without a moment in which search finds nothing; returns how many titles it holds."""
    title_ids: Sequence[int] = list(Title.objects.order_by("pk").values_list("pk", flat=True))
    SearchDocument.objects.exclude(title__in=Title.objects.all()).delete()
    count = 0
    words: set[str] = set()
    for start in range(0, len(title_ids), BATCH):
        batch = title_ids[start : start + BATCH]
        documents = build_documents(batch)
        get_backend().index(documents)
        words.update(word for document in documents for word in document.vocabulary)
        count += len(documents)
        if progress is not None:
            progress(len(batch))
    person_ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(person_ids), BATCH):
        index_people(person_ids=person_ids[start : start + BATCH])
    _forget_words(words)
    get_backend().rebuild()
    bump_version("titles")
    return count


def refresh_weights() -> int:
    """Bring popularity and visibility of all documents up to date; returns how many had changed.

    What is rated changes all the time and is indexed from time to time: popularity by the logarithm changes seldom.
    """
    last, changed = 0, 0
    while rows := list(
        SearchDocument.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", *_STANDING, "title__stats__rating_count", "title__status", "title__is_adult")[: 4 * BATCH]
    ):
        last = rows[-1][0]
        stale = []
        for pk, weight, is_open, is_adult, count, status, adult in rows:
            now = (weight_of(count), status == TitleStatus.PUBLISHED, adult)
            if now[1:] != (is_open, is_adult) or abs(now[0] - weight) >= NOTABLE:
                stale.append(SearchDocument(pk=pk, **dict(zip(_STANDING, now, strict=True))))
        SearchDocument.objects.bulk_update(stale, list(_STANDING), batch_size=BATCH)
        get_backend().refresh([row.pk for row in stale])
        changed += len(stale)
    if changed:
        bump_version("titles")
    return changed


def _forget_words(words: set[str]) -> None:
    gone = [word for word in SearchWord.objects.values_list("word", flat=True) if word not in words]
    for start in range(0, len(gone), BATCH):
        SearchWord.objects.filter(word__in=gone[start : start + BATCH]).delete()
    if gone:
        drop_vocabulary()
