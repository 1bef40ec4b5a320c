import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.recommenders.__main__ import main
from benchmarks.recommenders.files import FileError, Names, read_facts, read_negatives, read_rows
from benchmarks.recommenders.tasks import from_files, from_ratings
from recommender.dataset import IdMap, Interactions
from recommender.dataset.facts import TagKind
from recommender.dataset.synthetic import taste_groups
from recommender.evaluation.splits import leave_one_out


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def ratings_file(path: Path, data: Interactions, separator: str = ",") -> Path:
    rows = zip(data.rows, data.columns, data.matrix.data, data.timestamps, strict=True)
    return written(path, "".join(separator.join(map(str, row)) + "\n" for row in rows))


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    return ratings_file(tmp_path / "ratings.csv", taste_groups(60, 30, seed=2))


@pytest.mark.parametrize(
    "text",
    [
        "userId,movieId,rating,timestamp\n1,31,2.5,1260\n1,32,5.0,1261\n",
        "1::31::2.5::1260\n1::32::5::1261\n",
        "1\t31\t2.5\t1260\n\n1\t32\t5\t1261\n",
        "  1 31 2.5 1260 more\n1 32 5 1261 more\n",
        '\ufeff"user";"item";"stars";"when"\n"1";"31";"2.5";"1260"\n"1";"32";"5";"1261"\n',
        "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t31\t2.5\t1260.0\n1\t32\t5\t1261.0\n",
        "1,31,5,1260\n1,32,10,1261\n",
        "1,31,50,1260\n1,32,100,1261\n",
    ],
)
def test_every_form_of_a_line_is_read(tmp_path: Path, text: str) -> None:
    rows = read_rows(written(tmp_path / "file", text), Names(), Names())

    assert (rows.users.tolist(), rows.items.tolist()) == ([1, 1], [31, 32])
    assert (rows.ratings.tolist(), rows.seconds.tolist()) == ([2.5, 5.0], [1260, 1261])
    assert (rows.rated, rows.timed) == (True, True)


@pytest.mark.parametrize("text", ["1 31\n1 32\n", "1,31,1\n1,32,1\n", "1::31::1::7\n1::32::1::8\n"])
def test_viewings_without_stars_count_as_liked(tmp_path: Path, text: str) -> None:
    rows = read_rows(written(tmp_path / "file", text), Names(), Names())

    assert rows.ratings.tolist() == [5.0, 5.0]
    assert rows.rated is False


def test_stars_can_be_set_aside(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path / "file", "1 31 1\n1 32 4000\n"), Names(), Names(), implicit=True)

    assert rows.ratings.tolist() == [5.0, 5.0]


def test_words_are_ids_too_and_mean_the_same_in_every_file(tmp_path: Path) -> None:
    users, items = Names(), Names()
    first = read_rows(written(tmp_path / "a", "ann alien 4\nbob up 3\n"), users, items)
    second = read_rows(written(tmp_path / "b", "bob,alien,2\n7,up,5\n"), users, items)
    negatives = read_negatives(written(tmp_path / "c", "ann\tup\n"), users, items)

    assert first.users[1] == second.users[0]
    assert second.users[1] == 7
    assert first.items.tolist() == second.items.tolist()
    assert {user: found.tolist() for user, found in negatives.items()} == {int(first.users[0]): [int(first.items[1])]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rating"),
        ("userId,movieId\n", "no rating"),
        ("1\n2\n", "line 1: expected"),
        ("1,2,5,10\n1,3,4\n", "line 2: '1,3,4' is not user, item, rating, timestamp"),
        ("1,2,5\n1,3,good\n", "line 2"),
        ("1,2,5\n1,,4\n", "line 2"),
        ("1,2,5\n1,3,nan\n", "line 2"),
        ("1,2,-1\n1,3,4\n", "ratings from -1 to 4"),
        ("1,2,1\n1,3,400\n", "--implicit"),
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path / "file", text)

    with pytest.raises(FileError, match=message) as refused:
        read_rows(path, Names(), Names())
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


def test_missing_and_foreign_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\xfe")

    for name, message in (("nowhere", "No such file"), ("picture", "UTF-8"), ("", "directory")):
        with pytest.raises(FileError, match=message):
            read_rows(tmp_path / name, Names(), Names())


def test_negatives_are_read_in_both_forms(tmp_path: Path) -> None:
    pairs = written(tmp_path / "pairs", "(0,25)\t1064\t174\n(1, 133)\t5\t5\n")
    plain = written(tmp_path / "plain", "user negatives\n0 1064 174\n1,5\n1,6\n")

    found = [read_negatives(path, Names(), Names()) for path in (pairs, plain)]

    assert [{user: items.tolist() for user, items in each.items()} for each in found] == [
        {0: [174, 1064], 1: [5]},
        {0: [174, 1064], 1: [5, 6]},
    ]


@pytest.mark.parametrize(("text", "message"), [("", "nobody"), ("3\n", "line 1: expected a user")])
def test_other_negatives_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        read_negatives(written(tmp_path / "file", text), Names(), Names())


def test_genres_and_decades_become_tags(tmp_path: Path) -> None:
    text = (
        'movieId,title,genres\n1,"Alien, The (1979)",Horror|Sci-Fi\n5,Short (no year),(no genres listed)\n'
        "9,Up (2009),Animation\n7,Elsewhere (1999),Drama\n"
    )

    facts = read_facts(written(tmp_path / "movies.csv", text), Names(), IdMap.from_ids([1, 5, 9, 11]))

    assert facts.texts == ("Alien, The", "Short (no year)", "Up", "")
    assert facts.of_kind(TagKind.GENRE).toarray().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert facts.of_kind(TagKind.DECADE).toarray().tolist() == [[1, 0], [0, 0], [0, 1], [0, 0]]


def test_positives_are_ranked_among_their_negatives_without_themselves_and_the_seen(tmp_path: Path) -> None:
    train = written(tmp_path / "train", "1 10 4 1\n1 11 4 2\n2 10 4 1\n3 12 4 1\n")
    test = written(tmp_path / "test", "1 12 5 9\n2 77 5 9\n3 12 5 9\n4 10 5 9\n")
    negatives = written(tmp_path / "negatives", "(1,12)\t12\t10\t13\t77\n(2,77)\t11\t12\n")
    heard: list[str] = []

    task = from_files(train, test, negatives, seed=0, facts=None, implicit=False, note=heard.append)

    names = task.split.train.items.to_external
    assert task.split.users.tolist() == [0, 1]
    assert [names(found).tolist() for found in task.split.held_out] == [[12], [77]]
    assert [names(found).tolist() for found in task.split.candidates or []] == [[12, 13, 77], [77, 11, 12]]
    assert [text.split(":")[0] for text in heard[:-1]] == ["2 users of the test are left out"]


@pytest.mark.parametrize(
    ("train", "test", "choice"),
    [
        ("1 1 5 10\n1 2 4 20\n2 1 3 5\n", "1 3 5 30\n2 2 5 40\n", "the newest 1"),
        ("1 1 5 10\n1 2 4 20\n2 1 3 50\n", "1 3 5 15\n2 2 5 40\n", "random 1"),
        ("1 1\n1 2\n2 1\n", "1 3\n2 2\n", "random 1"),
    ],
)
def test_settings_are_chosen_the_way_the_test_was_made(tmp_path: Path, train: str, test: str, choice: str) -> None:
    files = written(tmp_path / "train", train), written(tmp_path / "test", test)
    heard: list[str] = []

    from_files(*files, None, seed=0, facts=None, implicit=False, note=heard.append)

    assert heard == [f"settings are chosen on {choice} training ratings of each user"]


def test_files_give_the_figures_of_the_protocol_they_were_split_by(tmp_path: Path, ratings: Path) -> None:
    whole = from_ratings(ratings, "loo", min_ratings=1, clock="exact", seed=0, facts=None, implicit=False).split.train
    split = leave_one_out(taste_groups(60, 30, seed=2))
    train = ratings_file(tmp_path / "train", split.train, "\t")
    lines = [f"{user} {int(wanted[0])}" for user, wanted in zip(split.users, split.held_out, strict=True)]
    test = written(tmp_path / "test", "\n".join(lines))
    figures = []
    for source in (["--ratings", ratings, "--protocol", "loo", "--min-ratings", 1], ["--train", train, "--test", test]):
        path = tmp_path / "out.json"
        assert main([*map(str, source), "--models", "ease", "--json", str(path)]) == 0
        figures.append(json.loads(path.read_text())["models"]["ease"])

    assert whole.n_ratings == split.train.n_ratings
    names = ("hr@10", "ndcg@10", "recall@20", "novelty", "diversity", "ndcg@10_warm")
    assert [figures[0][name] for name in names] == [figures[1][name] for name in names]


def test_figures_are_written_and_compared_with_the_yardstick(tmp_path: Path, ratings: Path) -> None:
    out, plot = tmp_path / "out.json", tmp_path / "out.svg"

    status = main(["--ratings", str(ratings), "--models", "popularity", "--json", str(out), "--plot", str(plot)])

    facts = json.loads(out.read_text())
    row = facts["models"]["popularity"]
    assert status == 0
    assert list(facts["models"]) == ["implicit", "popularity"]
    assert (facts["protocol"], facts["users"], facts["seed"]) == ("last-n", 60, 0)
    assert facts["models"]["implicit"]["ratio_cpu"] == facts["models"]["implicit"]["ratio_ndcg"] == 1.0
    assert row["ratio_ndcg"] == pytest.approx(row["ndcg@10"] / facts["models"]["implicit"]["ndcg@10"])
    wanted = {"hr@10", "ndcg@10", "recall@20", "coverage", "novelty", "diversity", "fit_cpu_s", "peak_mb", "settings"}
    assert wanted <= set(row)
    assert plot.read_text().startswith("<svg")


@pytest.mark.parametrize("protocol", ["last-n", "loo", "temporal", "strong"])
def test_every_protocol_judges(ratings: Path, protocol: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--ratings", str(ratings), "--protocol", protocol, "--models", "ease", "--history", "3", "--users", "5"]

    assert main(command) == 0
    assert capsys.readouterr().out.startswith(f"{protocol}: 5 users judged, 30 items")


def test_data_without_stars_and_times_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = taste_groups(60, 30, seed=2)
    text = "".join(f"{user} {item}\n" for user, item in zip(data.rows, data.columns, strict=True))
    path = written(tmp_path / "viewings", text)

    assert main(["--ratings", str(path), "--protocol", "strong", "--models", "als"]) == 0
    assert capsys.readouterr().out.startswith("strong: 12 users judged, 30 items")


def test_a_model_that_cannot_be_trained_is_left_out(
    ratings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    out = tmp_path / "out.json"

    assert main(["--ratings", str(ratings), "--models", "neural_cf,svd", "--json", str(out)]) == 1
    facts = json.loads(out.read_text())
    assert list(facts["models"]) == ["implicit", "svd"]
    assert "requirements-neural.txt" in facts["left_out"]["neural_cf"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--train and --test are needed"),
        (["--ratings", "{ratings}", "--test", "{ratings}"], "goes without"),
        (["--ratings", "nowhere.csv"], "nowhere.csv: No such file"),
        (["--ratings", "{ratings}", "--models", "nobody"], "unknown models: nobody"),
        (["--ratings", "{ratings}", "--json", "/nowhere/out.json"], "/nowhere: no such directory"),
        (["--ratings", "{viewings}"], "needs a timestamp"),
        (["--ratings", "{lonely}", "--min-ratings", "1"], "too few ratings"),
        (["--train", "{viewings}", "--test", "{lonely}"], "nobody in it can be judged"),
        (["--ratings", "{ratings}", "--facts", "{viewings}"], "expected id, title and genres"),
    ],
)
def test_wrong_options_and_files_end_with_one_line(
    arguments: list[str], message: str, ratings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "ratings": ratings,
        "viewings": written(tmp_path / "viewings", "1 2\n1 3\n2 3\n"),
        "lonely": written(tmp_path / "lonely", "9,2,5,10\n"),
    }

    status = main([argument.format(**files) for argument in arguments])

    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert message in said.err


def test_ids_beyond_the_map_of_training_keep_their_place(tmp_path: Path) -> None:
    train, test = written(tmp_path / "a", "1 5\n1 6\n2 5\n"), written(tmp_path / "b", "1 9\n2 6\n")

    task = from_files(train, test, None, seed=0, facts=None, implicit=False, note=lambda text: None)

    assert task.split.train.items.ids.tolist() == [5, 6, 9]
    assert np.diff(task.split.train.matrix.indptr).tolist() == [2, 1]
