"""Which title of the catalog a record means, and which titles may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from catalog.dedup.matching import DESK, MARGIN, MERGE, Facts, Reason, compare, name_keys, people_keys, split_year
from catalog.enums import CreditRole, MatchState
from catalog.exceptions import PairRefusedError
from catalog.models import Title, TitleMatch
from catalog.providers.records import TitleRecord
from catalog.selectors.likeness import CAST, MAKERS, batches, load_facts, titles_like
from moviesite.common.transactions import atomic_with_retry

BATCH = 250
ASKED = "asked by a curator"


@dataclass(frozen=True, slots=True)
class Match:
    """The title a record most likely means. `certain` means that nobody need be asked."""

    title_id: int
    score: float
    reasons: tuple[Reason, ...]
    certain: bool


def match_records(records: Sequence[TitleRecord]) -> list[Match | None]:
    """For each record the title it means, None where nothing comes near. A dozen queries for each 250 records."""
    return [match for part in batches(records, BATCH) for match in _match_batch(part)]


def _match_batch(records: Sequence[TitleRecord]) -> list[Match | None]:
    wanted = [facts_of_record(record) for record in records]
    candidates = titles_like(wanted)
    there = load_facts(pk for pks in candidates for pk in pks)
    found = [_choose(facts, {pk: there[pk] for pk in pks}) for facts, pks in zip(wanted, candidates, strict=True)]
    return _one_each(wanted, found)


def _choose(facts: Facts, titles: Mapping[int, Facts]) -> Match | None:
    """The best of the candidates; certain only where the next one is clearly worse."""
    verdicts = {pk: compare(facts, title) for pk, title in titles.items()}
    ranked = sorted(verdicts, key=lambda pk: (-verdicts[pk].score, pk))
    if not ranked or verdicts[ranked[0]].score < DESK:
        return None
    best = verdicts[ranked[0]]
    rival = verdicts[ranked[1]].score if len(ranked) > 1 else 0.0
    return Match(ranked[0], best.score, best.reasons, best.score >= MERGE and best.score - rival >= MARGIN)


def _one_each(wanted: Sequence[Facts], found: list[Match | None]) -> list[Match | None]:
    """Two records of one source never mean one title: the better match stays certain, of two equal ones neither."""
    claims: dict[tuple[str, int], dict[int, Match]] = defaultdict(dict)
    for index, match in enumerate(found):
        if match is not None and match.certain:
            for space, _ in wanted[index].ids:
                claims[space, match.title_id][index] = match
    settled = list(found)
    for (space, _), rivals in claims.items():
        values = {value for index in rivals for name, value in wanted[index].ids if name == space}
        scores = sorted((match.score for match in rivals.values()), reverse=True)
        if len(values) < 2 or len(scores) < 2:
            continue
        for index, match in rivals.items():
            if match.score < scores[0] or scores[1] == scores[0]:
                settled[index] = replace(match, certain=False)
    return settled


def facts_of_record(record: TitleRecord) -> Facts:
    """What of a record is compared."""
    bare, year = split_year(record.title)
    names = (bare, record.original_title, *(item.name for item in record.names))
    makers = (item.name for item in record.credits if item.role in MAKERS)
    cast = sorted((item.position, item.name) for item in record.credits if item.role == CreditRole.ACTOR)[:CAST]
    return Facts(
        names=name_keys(filter(None, names)),
        kind=str(record.kind),
        year=record.year or year,
        runtime=record.runtime,
        language=record.language,
        countries=frozenset(record.countries),
        genres=frozenset(record.genres),
        makers=people_keys(makers),
        cast=people_keys(name for _, name in cast),
        ids=frozenset((str(item.source), item.value) for item in record.external_ids),
    )


def suspect(title_ids: Iterable[int]) -> int:
    """Put pairs of these titles with others that may be the same on the curators' desk; returns how many are new.

    Asked again it changes nothing: a pair that was decided stays decided, one that waits gets its present score.
    """
    return sum(_suspect_batch(part) for part in batches(sorted(set(title_ids)), BATCH))


@atomic_with_retry
def suspect_pair(*, title_ids: tuple[int, int]) -> TitleMatch:
    """Put two titles on the desk that a curator wants to see side by side; a pair that was decided is open again.

    PairRefusedError for a title and itself, one that is not there, and one that is part of another already.
    """
    first, second = sorted(title_ids)
    there = Title.objects.filter(pk__in=title_ids, merged_into=None)
    facts = load_facts(there.values_list("pk", flat=True))
    if facts.keys() != {first, second} or first == second:
        raise PairRefusedError
    verdict = compare(facts[first], facts[second])
    likeness = {"score": verdict.score, "reasons": [*map(list, verdict.reasons), [ASKED, 0.0]]}
    either = Q(first_id=first, second_id=second) | Q(first_id=second, second_id=first)
    match = TitleMatch.objects.select_for_update().filter(either).first()
    if match is None:
        return TitleMatch.objects.get_or_create(first_id=first, second_id=second, defaults=likeness)[0]
    match.state, match.decided_by, match.decided_at = MatchState.OPEN, None, None
    match.score, match.reasons = verdict.score, likeness["reasons"]
    match.save()
    return match


@transaction.atomic
def _suspect_batch(title_ids: Sequence[int]) -> int:
    own = load_facts(title_ids)
    wanted = list(own.values())
    candidates = titles_like(wanted)
    there = own | load_facts({pk for pks in candidates for pk in pks} - own.keys())
    fresh: dict[tuple[int, int], TitleMatch] = {}
    for title_id, pks in zip(own, candidates, strict=True):
        for other in pks:
            pair = (min(title_id, other), max(title_id, other))
            if other == title_id or pair in fresh:
                continue
            verdict = compare(there[pair[0]], there[pair[1]])
            if verdict.score >= DESK:
                reasons = [list(reason) for reason in verdict.reasons]
                fresh[pair] = TitleMatch(first_id=pair[0], second_id=pair[1], score=verdict.score, reasons=reasons)
    return _write_matches(fresh)


def _write_matches(fresh: Mapping[tuple[int, int], TitleMatch]) -> int:
    rows = TitleMatch.objects.filter(first_id__in={first for first, _ in fresh}).order_by("pk")
    known = {(row.first_id, row.second_id): row for row in rows}
    turned = TitleMatch.objects.filter(second_id__in={first for first, _ in fresh}).order_by("pk")
    known |= {(row.second_id, row.first_id): row for row in turned}
    waiting: list[TitleMatch] = []
    for pair, match in fresh.items():
        row = known.get(pair)
        if (
            row is not None
            and row.state == MatchState.OPEN
            and (row.score, row.reasons) != (match.score, match.reasons)
        ):
            row.score, row.reasons = match.score, match.reasons
            waiting.append(row)
    TitleMatch.objects.bulk_update(waiting, ["score", "reasons"], batch_size=200)
    new = [match for pair, match in fresh.items() if pair not in known]
    TitleMatch.objects.bulk_create(new, ignore_conflicts=True)  # two who suspect the same pair at once
    return len(new)
