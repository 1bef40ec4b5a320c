"""What was offered, what was answered and what it moved: to be read."""

from __future__ import annotations

from django.contrib import admin

from matchups.models import Comparison, PairTally, RatingChange, Vote
from moviesite.common.admin import ReadOnlyAdmin


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin[Comparison]):
    """Pairs by voter."""

    list_display = ("id", "voter", "lineup_a", "lineup_b", "reason", "offered_at", "answered_at")
    list_filter = ("reason", ("answered_at", admin.EmptyFieldListFilter))
    search_fields = ("=voter_key", "=voter__username")
    list_select_related = ("voter", "lineup_a", "lineup_b")
    show_full_result_count = False


@admin.register(PairTally)
class PairTallyAdmin(ReadOnlyAdmin[PairTally]):
    """The score of each pair, among votes that count."""

    list_display = ("pair_low", "pair_high", "wins_low", "ties", "wins_high")
    search_fields = ("=pair_low", "=pair_high")
    show_full_result_count = False


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin[Vote]):
    """Answers with their state; a finding decides what becomes of them."""

    list_display = ("id", "voter", "comparison", "outcome", "state", "void_reason", "weight", "change", "cast_at")
    list_filter = ("state", "outcome", "void_reason")
    search_fields = ("=voter_key", "=voter__username", "=network")
    list_select_related = ("voter", "comparison")
    date_hierarchy = "cast_at"
    show_full_result_count = False


@admin.register(RatingChange)
class RatingChangeAdmin(ReadOnlyAdmin[RatingChange]):
    """The ledger of the live ratings."""

    list_display = ("id", "vote", "kind", "lineup_a", "lineup_b", "change", "title_change", "made_at")
    list_filter = ("kind",)
    search_fields = ("=vote__id", "=lineup_a__key", "=lineup_b__key")
    list_select_related = ("vote", "lineup_a", "lineup_b")
    show_full_result_count = False
