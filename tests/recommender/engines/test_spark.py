"""The engine with a made-up job, the job's own script without Spark, and all of it with Spark where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from catalog.models import Title
from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import MissingPackageError
from recommender.dataset import synthetic
from recommender.engines import spark
from recommender.engines.base import LOCAL, EngineError
from recommender.engines.spark import SparkEngine, SparkOptions, spark_settings
from recommender.enums import RunStatus
from recommender.evaluation.backtest import ndcg_at_10
from recommender.evaluation.splits import last_n
from recommender.exceptions import TrainingCancelledError
from recommender.models import ModelVersion, TrainingRun
from recommender.services.training import run_training
from recommender.serving.models import serving_model
from recommender.training.engines import engine_of

FAKE = Path(__file__).with_name("fake_job.py")
NEEDS_SPARK = pytest.mark.skipif(not site.SPARK_PYTHON, reason="SPARK_PYTHON names no interpreter with pyspark")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SparkEngine:
    """One whose job is made up."""
    monkeypatch.setattr(spark, "SCRIPT", FAKE)
    return SparkEngine(SparkOptions(sys.executable, "local[2]", tmp_path / "spark", timeout=60))


def test_settings_follow_from_those_of_our_own_model() -> None:
    config = AlsConfig(factors=8, iterations=3, regularization=0.01, unobserved=0.1, seed=7)

    found = spark_settings(config, n_users=2, n_items=4, n_positives=4)

    # c = 11; the ridge of a member with the mean of 2 titles is .01 * 11 * (2 + .1 * 4)
    assert found.pop("regularization") == pytest.approx(0.264 / 2)
    assert found.pop("alpha") == pytest.approx(10.0)
    assert found == {"rank": 8, "iterations": 3, "seed": 7}


def test_both_engines_regularise_all_members_and_all_titles_alike() -> None:
    config, users, items, positives = AlsConfig(), 50, 20, 300
    rng = np.random.default_rng(0)
    per_user = rng.multinomial(positives, np.full(users, 1 / users))
    per_item = rng.multinomial(positives, np.full(items, 1 / items))

    scale = float(spark_settings(config, users, items, positives)["regularization"])

    for counts, others in ((per_user, items), (per_item, users)):
        ours = sum(config.objective.ridge(float(count), others) for count in counts)
        assert scale * counts.sum() == pytest.approx(ours)


def test_the_factors_of_the_job_become_an_als(engine: SparkEngine) -> None:
    data = synthetic.taste_groups(30, 20)
    heard: list[str] = []

    model = engine.fit("als", AlsConfig(factors=4), data, progress=lambda done, message: heard.append(message))

    state = model.state()
    rated = data.item_counts() > 0
    expected = np.where(rated[:, None], np.arange(1.0, 5.0) / (np.arange(20)[:, None] + 1.0), 0.0)
    np.testing.assert_array_equal(state["covered"], rated)
    np.testing.assert_allclose(state["item_factors"], expected, rtol=1e-6)
    assert model.config == AlsConfig(factors=4)
    assert engine.facts == {"spark": "made-up", "items": int(rated.sum())}
    assert list(dict.fromkeys(heard)) == ["writing ratings for Spark", "starting", f"{data.n_ratings} ratings"]
    assert list(engine.options.folder.iterdir()) == []


def test_only_liked_titles_are_learnt_from_when_the_settings_say_so(engine: SparkEngine) -> None:
    data = synthetic.taste_groups(30, 20)

    model = engine.fit("als", AlsConfig(factors=4, min_rating=4.0), data)

    np.testing.assert_array_equal(model.state()["covered"], data.at_least(4.0).item_counts() > 0)


def test_nothing_to_learn_from_needs_no_job(engine: SparkEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "SCRIPT", FAKE.with_name("none.py"))

    model = engine.fit("als", AlsConfig(factors=4), synthetic.empty(2, 3))

    assert not model.state()["covered"].any()


@pytest.mark.parametrize(
    ("python", "algorithms", "kind", "reason"),
    [
        (sys.executable, ("als", "ease"), EngineError, "^Spark fits als alone; ease need the local engine.$"),
        ("", ("als",), MissingPackageError, "^SPARK_PYTHON names no interpreter"),
        ("/none/python", ("als",), MissingPackageError, "^SPARK_PYTHON: /none/python is no program"),
    ],
)
def test_what_cannot_be_done_is_said_first(
    tmp_path: Path, python: str, algorithms: tuple[str, ...], kind: type[Exception], reason: str
) -> None:
    with pytest.raises(kind, match=reason):
        SparkEngine(SparkOptions(python, "local[2]", tmp_path)).check(algorithms)


def run_script(folder: Path, **environment: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and lines of the real script in an interpreter without pyspark."""
    spec = folder / "job.json"
    spec.write_text("{}")
    read, write = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, str(spark.SCRIPT), str(spec)],
            stdin=read,
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
        )
    finally:
        os.close(read)
        os.close(write)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_script_says_that_java_is_missing(tmp_path: Path) -> None:
    status, lines = run_script(tmp_path, PATH=str(tmp_path))

    message = "Java is missing: Spark 4 needs Java 17 or later, on the PATH or in JAVA_HOME"
    assert (status, lines) == (1, [{"error": "missing", "message": message}])


def test_the_script_says_that_pyspark_is_missing(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)

    status, lines = run_script(tmp_path, JAVA_HOME=str(tmp_path))

    message = f"pyspark is missing in {sys.executable}: pip install -r requirements-spark.txt"
    assert (status, lines) == (1, [{"error": "missing", "message": message}])


def test_the_script_ends_with_its_caller(tmp_path: Path) -> None:
    text = f"import sys; sys.path.insert(0, {str(spark.SCRIPT.parent)!r})\n"
    text += "import spark_job, threading\n"
    text += "threading.Thread(target=spark_job.end_with_caller, daemon=True).start()\n"
    text += "print('up', flush=True); threading.Event().wait(60)"
    with subprocess.Popen(
        [sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as job:
        assert job.stdout is not None
        assert job.stdin is not None
        assert job.stdout.readline() == "up\n"

        job.stdin.close()

        assert job.wait(30) == 1


@pytest.fixture
def fake_spark(engine: SparkEngine, settings: Settings) -> Settings:
    """The site's own settings, with a made-up job."""
    settings.SPARK_PYTHON, settings.SPARK_FOLDER = sys.executable, engine.options.folder
    return settings


def test_the_command_trains_als_on_spark_and_it_serves(camps: list[list[Title]], fake_spark: Settings) -> None:
    out = StringIO()

    call_command("train", "--engine", "spark", "--spark-master", "local[1]", verbosity=0, stdout=out)

    version = ModelVersion.objects.get()
    serving = serving_model("als")
    assert serving is not None
    assert (version.algorithm, version.status, serving.version) == ("als", "active", version)
    assert isinstance(serving.model, Als)
    assert serving.model.state()["item_factors"].shape == (28, AlsConfig().factors)
    run = TrainingRun.objects.get()
    assert (run.status, run.options) == (RunStatus.DONE, {"algorithms": ["als"], "force": False, "engine": "spark"})
    assert out.getvalue().startswith(f"als {version.version}: hr@10 ")


@pytest.mark.django_db
def test_the_command_refuses_before_a_run_begins(fake_spark: Settings) -> None:
    with pytest.raises(CommandError, match=r"^Spark fits als alone; ease need the local engine\.$"):
        call_command("train", "ease", "--engine", "spark", verbosity=0)

    assert TrainingRun.objects.count() == 0


@pytest.mark.django_db
def test_options_win_over_settings(settings: Settings) -> None:
    settings.SPARK_PYTHON, settings.SPARK_MASTER = "/a/python", "local[*]"

    found = engine_of("spark", spark_master="spark://host:7077", spark_python="/b/python")
    plain = engine_of("spark")

    assert isinstance(found, SparkEngine)
    assert isinstance(plain, SparkEngine)
    assert (found.options.python, found.options.master) == ("/b/python", "spark://host:7077")
    assert (plain.options.python, plain.options.master) == ("/a/python", "local[*]")
    assert engine_of("local") is LOCAL


def test_a_job_that_fails_fails_the_run(camps: list[list[Title]], engine: SparkEngine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text('print(\'{"error": "failed", "message": "out of memory"}\'); raise SystemExit(1)')
    spark.SCRIPT = broken  # the fixture puts it back

    with pytest.raises(EngineError, match=r"^out of memory$"):
        run_training(algorithms=("als",), engine=engine)

    run = TrainingRun.objects.get()
    assert (run.status, run.error, run.lease_key) == (RunStatus.FAILED, "EngineError: out of memory", None)
    assert ModelVersion.objects.count() == 0


def test_a_wish_to_cancel_ends_the_job(camps: list[list[Title]], engine: SparkEngine, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text('print(\'{"done": 0.1, "message": "up"}\', flush=True)\nimport time; time.sleep(600)')
    spark.SCRIPT = endless  # the fixture puts it back

    def wish(done: float, message: str) -> None:
        if message == "als: up":
            TrainingRun.objects.update(cancel_requested_at="2030-01-01T00:00Z")

    with pytest.raises(TrainingCancelledError):
        run_training(algorithms=("als",), engine=engine, progress=wish)

    assert TrainingRun.objects.get().status == RunStatus.CANCELLED
    assert list(engine.options.folder.iterdir()) == []


@NEEDS_SPARK
@pytest.mark.slow
def test_spark_finds_what_we_find(tmp_path: Path) -> None:
    split = last_n(synthetic.taste_groups(120, 60, per_user=16), 2)
    config = AlsConfig(factors=8, iterations=6)
    here = LOCAL.fit("als", config, split.train)

    there = SparkEngine(SparkOptions(site.SPARK_PYTHON, "local[2]", tmp_path, "1g", 300)).fit(
        "als", config, split.train
    )

    assert ndcg_at_10(there, split) == pytest.approx(ndcg_at_10(here, split), rel=0.1)
