"""Taking apart what is not one title, and saying so for good."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.dedup.fields import row_values
from catalog.dedup.normalise import make_slug, sort_title
from catalog.dedup.precedence import SourceFacts, resolve
from catalog.enums import MatchState, Provider
from catalog.exceptions import MatchDecidedError, MatchNotFoundError, RecordNotFoundError, SplitRefusedError
from catalog.models import ExternalId, SourceRecord, Title, TitleMatch, TitleStats
from catalog.selectors.provenance import facts_of
from catalog.services.ingest.projection import project_titles
from catalog.services.merging.facts import settle_match
from catalog.services.merging.registry import Pair
from catalog.services.search_index import index_titles
from catalog.services.stats import lock_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version


@atomic_with_retry
def split_record(*, record_id: int, actor: User | None) -> Title:
    """Give a record that is about something else a title of its own; what members did stays where they did it.

    Ids that only this record names go with it. The two count as told apart from then on. RecordNotFoundError, and
    SplitRefusedError for a title's only record.
    """
    found = SourceRecord.objects.filter(pk=record_id).first()
    if found is None:
        raise RecordNotFoundError
    old_id = found.title_id
    lock_many([old_id])
    record = SourceRecord.objects.select_for_update().get(pk=record_id)
    if record.title_id != old_id or not SourceRecord.objects.filter(title_id=old_id).exclude(pk=record_id).exists():
        raise SplitRefusedError
    before = facts_of([old_id])
    title = _new_title(record)
    SourceRecord.objects.filter(pk=record_id).update(title_id=title.pk)
    _give_ids(record, old_id, title.pk)
    project_titles([old_id, title.pk], before=before)
    settle_match(Pair(old_id, title.pk), state=MatchState.APART, actor=actor)
    transaction.on_commit(partial(index_titles, title_ids=[old_id, title.pk]))
    transaction.on_commit(partial(bump_version, "titles"))
    transaction.on_commit(partial(bump_version, "catalog"))
    return Title.objects.get(pk=title.pk)


def _new_title(record: SourceRecord) -> Title:
    """A title of what the record says of fields; what it says beyond them is written with its relations."""
    joined = resolve([SourceFacts(Provider(record.provider), record.facts)])
    known = {field.attname for field in Title._meta.concrete_fields}
    values: dict[str, Any] = {name: value for name, value in row_values(joined).items() if name in known}
    values.setdefault("title", str(record))
    values.setdefault("original_title", values["title"])
    values["sort_title"], values["slug"] = sort_title(values["title"]), make_slug(values["title"], values.get("year"))
    title = Title.objects.create(status=record.title.status, **values)
    TitleStats.objects.get_or_create(title=title)
    return title


def _give_ids(record: SourceRecord, old_id: int, new_id: int) -> None:
    """Move the ids that this record says and no other of the title's."""
    ours = _ids(record.facts)
    others = SourceRecord.objects.filter(title_id=old_id).exclude(pk=record.pk).values_list("facts", flat=True)
    kept = {pair for facts in others for pair in _ids(facts)}
    for source, value in sorted(ours - kept):
        ExternalId.objects.filter(title_id=old_id, source=source, value=value).update(title_id=new_id)


def _ids(facts: dict[str, Any]) -> set[tuple[str, str]]:
    return {(item["source"], item["value"]) for item in facts.get("external_ids", ())}


@atomic_with_retry
def keep_apart(*, match_id: int, actor: User | None) -> TitleMatch:
    """Say that two titles are two; it is not asked again. MatchNotFoundError, MatchDecidedError after a merge."""
    match = TitleMatch.objects.select_for_update().filter(pk=match_id).first()
    if match is None:
        raise MatchNotFoundError
    if match.state == MatchState.MERGED:
        raise MatchDecidedError
    if match.state == MatchState.OPEN:
        match.state, match.decided_by, match.decided_at = MatchState.APART, actor, timezone.now()
        match.save(update_fields=["state", "decided_by", "decided_at"])
    return match
