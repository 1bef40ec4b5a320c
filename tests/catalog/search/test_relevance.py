"""Search finds what is meant, as judged over the demo catalog; see `benchmarks.search_relevance`."""

from __future__ import annotations

import pytest

from benchmarks.search_relevance import demo_ids, judge, mean_score, read_judgements
from catalog.services.ingest.demo import seed_demo_titles

FLOOR = 0.97  # measured: .992
HALF_FLOOR = 0.96


@pytest.mark.slow
@pytest.mark.django_db
def test_judged_queries_find_their_titles() -> None:
    seed_demo_titles()

    outcomes = judge(read_judgements(), demo_ids())

    held_out = [outcome for outcome in outcomes if not outcome.judgement.tuned_on]
    assert [outcome.judgement.query for outcome in outcomes if not outcome.found_any] == []
    assert (mean_score(outcomes) >= FLOOR, mean_score(held_out) >= HALF_FLOOR) == (True, True)


def test_the_set_is_wide() -> None:
    judgements = read_judgements()

    assert len({judgement.query for judgement in judgements}) == len(judgements) >= 150
    assert len({judgement.group for judgement in judgements}) == 12
