"""Looking at words by the rules that are switched on, and trying rules that are not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone

from accounts.services.notifications import notify
from adminpanel.automod_patterns import PatternError, capitals_share, compile_pattern, count_links
from adminpanel.enums import AutomodAction, AutomodMatch, ReportedKind
from adminpanel.models import AutomodHit, AutomodRule, ModerationCase
from adminpanel.selectors.moderation_targets import Target, find_target, targets_of
from adminpanel.services.moderation.cases import open_case, weigh
from adminpanel.services.moderation.effects import as_text, read_state, write_state
from adminpanel.services.moderation.telling import MODERATED
from moviesite.common.transactions import atomic_with_retry
from ratings.services.hiding import hidden_since

log = structlog.get_logger(__name__)

TRIED_DAYS = 30
TRIED_MOST = 5000  # texts of each kind, the latest
LETTERS_NEEDED = 20  # before the share of capitals says anything


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have caught: of `looked_at` texts, `caught`, the latest first."""

    looked_at: int
    caught: list[Target]


def matches(rule: AutomodRule, target: Target, *, now: datetime) -> bool:
    """Whether a text meets all conditions of a rule that are filled in; False where none is.

    A pattern that no longer compiles matches nothing and is logged.
    """
    text = target.text
    answers: list[bool] = []
    if rule.language:
        answers.append(target.language == rule.language)
    if rule.max_account_days is not None:
        answers.append(now - target.owner.date_joined < timedelta(days=rule.max_account_days))
    if rule.min_links is not None:
        answers.append(count_links(text) >= rule.min_links)
    if rule.min_capitals is not None:
        share, letters = capitals_share(text)
        answers.append(letters >= LETTERS_NEEDED and share * 100 >= rule.min_capitals)
    if rule.pattern and all(answers):
        try:
            found = compile_pattern(rule.pattern, is_regex=rule.match == AutomodMatch.REGEX).search(text)
        except PatternError as error:
            log.warning("automod.pattern_refused", rule=rule.pk, error=str(error))
            return False
        answers.append(found is not None)
    return bool(answers) and all(answers)


def look_at(*, kind: str, object_id: int, now: datetime | None = None) -> int:
    """Look at a review or list by every rule that is switched on; how many caught it.

    The same text is caught by a rule once, however often this runs, and staff are not looked at.
    """
    rules = list(AutomodRule.objects.filter(is_active=True).order_by("pk"))
    target = find_target(kind, object_id) if rules else None
    if target is None or target.owner.is_staff:
        return 0
    now = now or timezone.now()
    caught = [rule for rule in rules if matches(rule, target, now=now)]
    return _act(target, caught, now) if caught else 0


@atomic_with_retry
def _act(target: Target, caught: Iterable[AutomodRule], now: datetime) -> int:
    digest = hashlib.sha256(target.text.encode()).hexdigest()
    known = AutomodHit.objects.filter(kind=target.kind, object_id=target.object_id, digest=digest)
    seen = set(known.values_list("rule_id", flat=True))
    new = [rule for rule in caught if rule.pk not in seen]
    if not new:
        return 0
    case = open_case(target, now=now)
    for rule in new:
        AutomodHit.objects.create(
            rule=rule, case=case, kind=target.kind, object_id=target.object_id, digest=digest, created_at=now
        )
        AutomodRule.objects.filter(pk=rule.pk).update(hits=F("hits") + 1, last_hit_at=now)
    # What is hidden already was hidden by a moderator, and stays theirs.
    if any(rule.action == AutomodAction.HOLD for rule in new) and read_state(case).get("hidden_at") is None:
        _hold(case, digest, now)
    weigh(case)
    return len(new)


def _hold(case: ModerationCase, digest: str, now: datetime) -> None:
    write_state(case, {"hidden_at": as_text(hidden_since(now=now))})
    case.is_held = True
    case.save(update_fields=["is_held"])
    notify(
        recipient_id=case.owner_id,
        kind=MODERATED,
        data={"action": "held", "about": case.kind},
        dedupe_key=f"held:{case.pk}:{digest[:16]}",
    )


def try_rule(rule: AutomodRule, *, now: datetime | None = None) -> Trial:
    """What a rule would have caught of the last 30 days; nothing is written."""
    now = now or timezone.now()
    since = Q(updated_at__gte=now - timedelta(days=TRIED_DAYS))
    looked_at, caught = 0, list[Target]()
    for kind in (ReportedKind.REVIEW, ReportedKind.LIST):
        targets = targets_of(kind, since, TRIED_MOST)
        looked_at += len(targets)
        caught += [target for target in targets if not target.owner.is_staff and matches(rule, target, now=now)]
    return Trial(looked_at, caught)
