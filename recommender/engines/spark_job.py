"""Implicit ALS by Spark's MLlib: a script for the environment that has pyspark. It imports nothing of this project.

    PYTHON recommender/engines/spark_job.py SPEC.json

SPEC names the folder of ratings (CSV parts of user, item, weight), the folder for the answer, the master and the
settings of ``pyspark.ml.recommendation.ALS``. Standard output has one JSON object per line: {"done", "message"}, or
{"error", "message"} before an exit with status 1. The answer is items.npy (int64[n], increasing), factors.npy
(float32[n, rank]) and facts.json, which is written last. The script ends as soon as its standard input is closed, so
that it does not outlive whoever started it.

Source: Hu, Koren, Volinsky 2008; Zhou et al. 2008 for the regularisation by counts, as in MLlib.
"""

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

POLL = 0.5  # seconds between two looks at how many Spark jobs are done
FIT_STARTS, FIT_ENDS = 0.1, 0.95
LOCAL = "127.0.0.1"


class JobError(Exception):
    """What the caller is told in one line; ``kind`` is "missing" for software that is not there."""

    def __init__(self, message: str, kind: str = "failed") -> None:
        super().__init__(message)
        self.kind = kind


def say(**facts: Any) -> None:
    """One line to the caller."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def end_with_caller() -> None:
    """Leave when standard input is closed; the virtual machine, whose input we hold, leaves with us."""
    while os.read(0, 4096):  # not through a buffer, which a thread may hold when the interpreter ends
        pass
    os._exit(1)


def require_java() -> None:
    """JobError unless there is a Java to start."""
    home = os.environ.get("JAVA_HOME")  # noqa: TID251 - a script of its own, without settings
    if shutil.which(str(Path(home) / "bin" / "java") if home else "java") is None:
        raise JobError("Java is missing: Spark 4 needs Java 17 or later, on the PATH or in JAVA_HOME", "missing")


def start_spark(spec: dict[str, Any]) -> Any:
    """The session; JobError when it does not start."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(spec["master"]).appName("marquee-als")
    options = {
        "spark.driver.memory": spec["memory"],
        "spark.executor.memory": spec["memory"],
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(Path(spec["output"]) / "scratch"),
        # Three lines of a plan are enough; a large lineage is cut by checkpoints.
        "spark.sql.debug.maxToStringFields": "3",
    }
    if spec["master"].startswith("local"):
        # Otherwise Spark looks up the machine's name, and listens to the whole network.
        options |= {"spark.driver.host": LOCAL, "spark.driver.bindAddress": LOCAL}
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise JobError(f"Spark did not start: {_first_line(error)}") from error
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(Path(spec["output"]) / "checkpoints"))
    return session


def tell_progress(context: Any, expected: int, over: threading.Event) -> None:
    """Say how many of the expected Spark jobs are done, until ``over``."""
    tracker = context.statusTracker()
    before = -1
    while not over.wait(POLL):
        done = sum(tracker.getJobInfo(job).status == "SUCCEEDED" for job in tracker.getJobIdsForGroup())
        if done != before:
            share = min(1.0, done / expected)
            say(done=FIT_STARTS + (FIT_ENDS - FIT_STARTS) * share, message=f"Spark: {done} jobs of about {expected}")
            before = done


def fit(session: Any, spec: dict[str, Any]) -> Any:
    """The fitted ALSModel."""
    from pyspark.ml.recommendation import ALS

    ratings = session.read.csv(spec["ratings"], schema="user INT, item INT, weight FLOAT")
    als = ALS(
        rank=spec["rank"],
        maxIter=spec["iterations"],
        regParam=spec["regularization"],
        alpha=spec["alpha"],
        implicitPrefs=True,
        numUserBlocks=spec["blocks"],
        numItemBlocks=spec["blocks"],
        checkpointInterval=10,
        seed=spec["seed"],
        userCol="user",
        itemCol="item",
        ratingCol="weight",
    )
    over = threading.Event()
    # Each half of an iteration needs the other side's Gram matrix, which is a job of its own.
    watched = (session.sparkContext, 2 * spec["iterations"] + 3, over)
    watcher = threading.Thread(target=tell_progress, args=watched, daemon=True)
    watcher.start()
    try:
        return als.fit(ratings)
    finally:
        over.set()
        watcher.join()


def write_answer(model: Any, output: Path) -> int:
    """Save ids and factors of the items; answers how many there are."""
    import numpy as np

    rows = model.itemFactors.orderBy("id").collect()
    np.save(output / "items.npy", np.array([row.id for row in rows], dtype=np.int64))
    factors = np.array([row.features for row in rows], dtype=np.float32).reshape(len(rows), model.rank)
    np.save(output / "factors.npy", factors)
    return len(rows)


def work(spec: dict[str, Any]) -> None:
    """All steps in turn."""
    require_java()
    try:
        import numpy  # noqa: F401 - only whether it is there
        import pyspark
    except ImportError as error:
        message = f"{error.name} is missing in {sys.executable}: pip install -r requirements-spark.txt"
        raise JobError(message, "missing") from error
    say(done=0.0, message=f"starting Spark {pyspark.__version__}")
    session = start_spark(spec)
    try:
        say(done=FIT_STARTS, message="Spark reads the ratings")
        began = time.monotonic()
        model = fit(session, spec)
        seconds = time.monotonic() - began
        say(done=FIT_ENDS, message="Spark hands over the factors")
        output = Path(spec["output"])
        items = write_answer(model, output)
        facts = {"spark": pyspark.__version__, "fit_seconds": round(seconds, 1), "items": items}
        (output / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        say(done=1.0, message="Spark is done")
    finally:
        session.stop()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


def main() -> int:
    """Exit status 0, or 1 after a line with the error."""
    threading.Thread(target=end_with_caller, daemon=True).start()
    try:
        work(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    except JobError as error:
        say(error=error.kind, message=str(error))
        return 1
    except Exception as error:  # noqa: BLE001 - whatever Spark raises, in one line; the trace goes to standard error
        say(error="failed", message=f"Spark failed: {type(error).__name__}: {_first_line(error)}")
        import traceback

        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
