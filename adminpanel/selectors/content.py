"""Titles as curators look for them: whatever their status, and by what they lack."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.dedup.normalise import sort_title
from catalog.models import Credit, Offer, SearchDocument, Title, Trailer
from catalog.search.folding import fold_text

#: What a title can lack, and the condition that says so.
LACKS: Mapping[str, Q] = {
    "overview": Q(overview=""),
    "year": Q(year=None),
    "runtime": Q(runtime=None, kind="movie"),
    "poster": Q(poster_url=""),
    "people": ~Q(Exists(Credit.objects.filter(title=OuterRef("pk")))),
    "trailer": ~Q(Exists(Trailer.objects.filter(title=OuterRef("pk")))),
    "offers": ~Q(Exists(Offer.objects.filter(title=OuterRef("pk")))),
}


def titles_for_curators(query: str = "", *, status: str = "", language: str = "", lacks: str = "") -> QuerySet[Title]:
    """The latest changed first. `query` is part of a name, in any script and spelling, or an id."""
    titles = Title.objects.filter(merged_into=None)
    if query:
        words = Q(title__icontains=query) | Q(original_title__icontains=query) | Q(names__name__icontains=query)
        if begins := sort_title(query):  # on MariaDB names are compared to the letter; this one is folded
            words |= Q(sort_title__contains=begins)
        if key := fold_text(query):
            words |= Q(Exists(SearchDocument.objects.filter(title=OuterRef("pk"), names__contains=key)))
        if query.isascii() and query.isdigit() and len(query) < 19:
            words |= Q(pk=int(query))
        titles = titles.filter(pk__in=Title.objects.filter(words).order_by().values("pk"))
    if status:
        titles = titles.filter(status=status)
    if language:
        titles = titles.filter(language=language)
    if lacks:
        titles = titles.filter(LACKS[lacks])
    return titles.order_by("-updated_at", "-pk")


def missing_facts(titles: list[Title]) -> dict[int, list[str]]:
    """What each of some titles lacks, in the order of LACKS; one query for all."""
    ids = [title.pk for title in titles]
    rows = Title.objects.filter(pk__in=ids).order_by()
    found = rows.annotate(**{f"lacks_{name}": Q(condition) for name, condition in LACKS.items()})
    flags = found.values_list("pk", *(f"lacks_{name}" for name in LACKS))
    return {pk: [name for name, lacking in zip(LACKS, rest, strict=True) if lacking] for pk, *rest in flags}
