"""`manage.py train`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from moviesite.common.errors import DomainError
from recommender.algorithms.als import Als
from recommender.algorithms.base import MissingPackageError
from recommender.algorithms.registry import UnknownAlgorithmError, registry
from recommender.engines.base import LOCAL, EngineError
from recommender.exceptions import LeaseLostError, TrainingCancelledError
from recommender.services.batch import score_all
from recommender.services.training import run_training
from recommender.training.engines import ENGINES, engine_of
from recommender.training.runner import SERVED


class Command(BaseCommand):
    """Trains models on all ratings, judges them on held-out ones and promotes what is good enough."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to train."""
        parser.add_argument("algorithms", nargs="*", help=f"of: {', '.join(registry)} (default: {' '.join(SERVED)})")
        parser.add_argument("--engine", choices=ENGINES, default=LOCAL.name, help="spark fits als on a cluster")
        parser.add_argument("--spark-master", default="", help="local[n] or spark://host:port; else SPARK_MASTER")
        parser.add_argument("--spark-python", default="", help="interpreter that has pyspark; else SPARK_PYTHON")
        parser.add_argument("--score-all", action="store_true", help="then compute the picks of all members")
        parser.add_argument("--force", action="store_true", help="promote even what the quality gate refuses")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        engine = engine_of(
            options["engine"], spark_master=options["spark_master"], spark_python=options["spark_python"]
        )
        algorithms = tuple(options["algorithms"]) or (SERVED if engine is LOCAL else (Als.name,))
        with tqdm(total=100, unit="%", disable=options["verbosity"] < 1, bar_format="{l_bar}{bar}| {elapsed}") as bar:

            def progress(done: float, message: str) -> None:
                bar.set_description(message[:48])
                bar.update(round(done * 100) - bar.n)

            try:
                run, outcomes = run_training(
                    algorithms=algorithms, force=options["force"], progress=progress, engine=engine
                )
            except (DomainError, UnknownAlgorithmError, MissingPackageError, EngineError) as error:
                raise CommandError(str(error)) from error
            except TrainingCancelledError as error:
                raise CommandError("The training was cancelled; what served before goes on.") from error
            except LeaseLostError as error:
                raise CommandError("The training was silent for too long, and another has begun.") from error
        for outcome in outcomes:
            metrics = outcome.version.metrics
            figures = ", ".join(
                f"{name} {metrics[name]:.4f}" for name in ("hr@10", "ndcg@10", "coverage") if name in metrics
            )
            state = "serves now" if outcome.promoted else f"refused: {outcome.version.note}"
            self.stdout.write(f"{outcome.version}: {figures or 'not judged'} in {outcome.seconds:.1f} s; {state}")
        run.refresh_from_db()
        if run.error:
            self.stderr.write(f"left out: {run.error}")
        if options["score_all"]:
            self._score_all(quiet=options["verbosity"] < 1)

    def _score_all(self, *, quiet: bool) -> None:
        with tqdm(total=100, unit="%", disable=quiet, bar_format="{l_bar}{bar}| {elapsed}", desc="all members") as bar:
            report = score_all(progress=lambda done: bar.update(round(done * 100) - bar.n) and None)
        self.stdout.write(f"Picks of {report.members} members; {report.computed} computed anew.")
