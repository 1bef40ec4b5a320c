"""The benchmark of questions for newcomers, on a small file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.onboarding import PROTOCOLS, answer_of, asked_by, main
from recommender.dataset import Interactions
from recommender.onboarding.interview import Answer, Interview


@pytest.fixture(scope="module")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty users of two camps."""
    chance = np.random.default_rng(3)
    lines = [
        f"{user},{item},{4.5 if chance.random() < 0.8 else 2.0},{item}"
        for user in range(40)
        for item in range(60)
        if item % 2 == user % 2 and chance.random() < 0.7
    ]
    path = tmp_path_factory.mktemp("ratings") / "ratings.csv"
    path.write_text("userId,movieId,rating,timestamp\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_all_protocols_and_ways_of_asking_are_compared(
    ratings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.onboarding.CALLS", 2)
    report = tmp_path / "report.json"

    status = main(["--ratings", str(ratings), "--folds", "4", "--only", "0,1", "--json", str(report)])

    figures = json.loads(report.read_text())["protocols"]
    assert status == 0
    assert list(figures) == list(PROTOCOLS)
    for ways in figures.values():
        assert list(ways) == ["popular", "random", "interview", "interview-6"]
        assert (ways["popular"]["ratio"], ways["popular"]["newcomers"]) == (1.0, 20)
    assert capsys.readouterr().out.count("interview-6") == len(PROTOCOLS)


@pytest.mark.parametrize("extra", [["--folds", "1"], ["--only", "7"], ["--only", "x"], ["--ratings", "nowhere.csv"]])
def test_wrong_options_end_with_one_line(ratings: Path, extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ratings", str(ratings), *extra]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_newcomers_answer_what_they_rated() -> None:
    profile = {1: 3.5, 2: 3.0}

    assert [answer_of(profile, title) for title in (1, 2, 3)] == [Answer.LIKED, Answer.NOT_LIKED, Answer.NOT_SEEN]


@pytest.mark.parametrize("table", [1, 6])
def test_ten_titles_are_asked_each_once(table: int) -> None:
    rows = [(user, item, 4.0, 0) for user in range(20) for item in range(30) if (user + item) % 3]
    interview = Interview.fit(Interactions.from_triples(*zip(*rows, strict=True)))

    asked = asked_by(interview, {0: 4.0, 5: 2.0}, table)

    assert len(asked) == len(set(asked)) == 10
