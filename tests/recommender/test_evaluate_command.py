"""`manage.py evaluate`."""

import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Title
from ratings.models import Rating


def evaluated(*arguments: str, **options: object) -> list[list[str]]:
    """The words of every line that was written."""
    out = StringIO()
    call_command("evaluate", *arguments, verbosity=0, stdout=out, **options)
    return [line.split() for line in out.getvalue().splitlines()]


def spread_over_days() -> None:
    """A rating a day, title by title, so that there is a past and a future."""
    ratings = list(Rating.objects.order_by("title_id", "user_id"))
    for day, rating in enumerate(ratings):
        rating.updated_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    Rating.objects.bulk_update(ratings, ["updated_at"])


def test_each_algorithm_has_a_line_of_figures(
    camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    spread_over_days()
    plot, told = tmp_path / "plot.svg", StringIO()
    columns = ["hr@10", "ndcg@10", "recall@20", "ndcg@20", "coverage", "novelty", "diversity", "ndcg@10_se"]

    for protocol in ("last-n", "loo", "temporal", "strong"):
        lines = evaluated("popularity", "user_knn", "neural_cf", "svd", protocol=protocol, plot=plot, stderr=told)

        assert lines[1][: 1 + len(columns)] == ["model", *columns]
        assert [line[0] for line in lines[3:]] == ["popularity", "user_knn", "svd"]
        assert plot.read_text().startswith("<svg")
    assert told.getvalue().count("neural_cf is left out: Training a neural model needs torch") == 4
    with pytest.raises(CommandError, match="nobody"):
        evaluated("nobody")


def test_too_few_ratings_are_refused(db: None) -> None:
    with pytest.raises(CommandError, match="too few ratings"):
        evaluated("svd")
