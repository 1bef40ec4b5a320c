"""`manage.py evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from recommender.algorithms.base import MissingPackageError
from recommender.algorithms.registry import UnknownAlgorithmError, registry
from recommender.evaluation.backtest import judge
from recommender.evaluation.choosing import choose_settings
from recommender.evaluation.report import bar_plot, main_figures, text_table
from recommender.evaluation.splits import Split, Splitter, last_n, leave_one_out, popular_enough, strong, temporal
from recommender.fusion.default import DefaultConfig
from recommender.loaders.interactions import load_dataset

PROTOCOLS: dict[str, Splitter] = {
    "last-n": last_n,
    "loo": leave_one_out,
    "temporal": temporal,
    "strong": strong,
}
LEAST_PER_TITLE = 5


class Command(BaseCommand):
    """Compares algorithms on the site's own ratings, some of them held out."""

    help = __doc__
    _base: DefaultConfig | None = None  # what was chosen for the base, which the hybrid need not choose again

    def add_arguments(self, parser: CommandParser) -> None:
        """What to compare and how."""
        parser.add_argument("algorithms", nargs="*", help=f"of: {', '.join(registry)} (default: all)")
        parser.add_argument("--protocol", choices=tuple(PROTOCOLS), default="last-n")
        parser.add_argument("--plot", type=Path, help="write a comparison of NDCG@10 as SVG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fit and judge each in turn."""
        data = popular_enough(load_dataset(), LEAST_PER_TITLE)
        split = PROTOCOLS[options["protocol"]](data)
        if not split.users.size:
            raise CommandError("There are too few ratings to hold some out.")
        rows: dict[str, dict[str, float]] = {}
        names = options["algorithms"] or list(registry)
        for name in tqdm(names, unit="model", disable=options["verbosity"] < 1):
            try:
                rows[name] = self._judge(name, split, PROTOCOLS[options["protocol"]])
            except UnknownAlgorithmError as error:
                raise CommandError(str(error)) from error
            except MissingPackageError as error:
                self.stderr.write(f"{name} is left out: {error}")
        self.stdout.write(
            f"{split.name}: {split.users.size} members, {data.n_items} titles with at least {LEAST_PER_TITLE} ratings"
        )
        self.stdout.write(text_table({name: main_figures(row) for name, row in rows.items()}))
        if options["plot"]:
            values, errors = ({name: row[key] for name, row in rows.items()} for key in ("ndcg@10", "ndcg@10_se"))
            plot = bar_plot(f"NDCG@10, {split.name}", values, errors)
            options["plot"].write_text(plot, encoding="utf-8")

    def _judge(self, name: str, split: Split, splitter: Splitter) -> dict[str, float]:
        choice = choose_settings(name, split.train, base=self._base, splitter=splitter)
        if isinstance(choice.config, DefaultConfig):
            self._base = choice.config
        return judge(registry.create(name, choice.config).fit(split.train), split).to_json()
