"""`manage.py rebuild_ratings`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import F

from matchups.models import Lineup, Refit, Top4Set
from tests.matchups.world import lineup_id, make_sets, make_voter, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def sets() -> list[Top4Set]:
    made = make_sets(2)
    vote(make_voter("first"), *made)
    vote(make_voter("second"), *made)
    return made


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_ratings", *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def test_both_are_worked_out_anew(sets: list[Top4Set]) -> None:
    before = list(Lineup.objects.order_by("pk").values_list("rating", flat=True))
    Lineup.objects.update(rating=1000, strength=1000)

    said = run()

    assert said == "Live ratings rebuilt from 2 votes.\nBoard fitted: 2 votes, 2 line-ups, 8 titles.\n"
    assert list(Lineup.objects.order_by("pk").values_list("rating", flat=True)) == before
    strengths = [Lineup.objects.get(pk=lineup_id(row)).strength for row in sets]
    assert strengths[0] > 1500 > strengths[1]


def test_either_alone(sets: list[Top4Set]) -> None:
    assert run("--live-only") == "Live ratings rebuilt from 2 votes.\n"
    assert Refit.objects.count() == 0
    assert run("--board-only") == "Board fitted: 2 votes, 2 line-ups, 8 titles.\n"
    assert Refit.objects.count() == 1


def test_a_check_finds_what_the_ledger_did_not_move(sets: list[Top4Set]) -> None:
    assert run("--check") == "2 changes, largest gap 0.00e+00 points.\n"
    Lineup.objects.filter(pk=lineup_id(sets[0])).update(rating=F("rating") + 0.5)

    with pytest.raises(CommandError) as caught:
        run("--check")

    assert (str(caught.value), caught.value.returncode) == ("The live ratings are not what the ledger says.", 1)
    assert Refit.objects.count() == 0


def test_two_at_once_are_refused(sets: list[Top4Set]) -> None:
    cache.add("matchups:refit", "another", 60)

    with pytest.raises(CommandError, match="fitted already"):
        run("--board-only")
