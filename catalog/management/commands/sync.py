"""`manage.py sync`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog.enums import Provider, RunState
from catalog.exceptions import BadKeyError, SyncRunBusyError, SyncRunLostError
from catalog.models import SyncRun
from catalog.providers.registry import all_providers, get_provider
from catalog.services.crawling.plans import PLANS
from catalog.services.crawling.sync import left_in_queue, run_sync
from catalog.services.crawling.wishes import Wish, WishError, make_wish

PATIENCE = 65.0  # seconds that are waited for a budget: longer than a minute's, far shorter than a day's


class Command(BaseCommand):
    """Asks providers about titles and writes what they say. Run again, it goes on where it was cut off."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom to ask, and what about."""
        parser.add_argument("provider", choices=[provider.value for provider in PLANS])
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--ids", help="keys between commas, such as 603,tv/1399; a plain number of TMDB is a film")
        what.add_argument("--queue", action="store_true", help="what waits in the queue")
        what.add_argument("--missing", action="store_true", help="titles of which it has not spoken (not TMDB)")
        what.add_argument("--changes", action="store_true", help="what has changed (TMDB)")
        what.add_argument("--trending", nargs="?", const="day", choices=("day", "week"), help="what is trending (TMDB)")
        what.add_argument("--discover", metavar="LANG", help="the best known titles of a language (TMDB)")
        what.add_argument("--bootstrap", metavar="FILE", help="a daily file of all ids (TMDB)")
        parser.add_argument("--since", help="with --changes: a day, such as 2026-01-31; else since the last time")
        parser.add_argument("--region", default="", help="with --discover: a country, such as IN")
        parser.add_argument("--pages", type=_count, default=1, help="of a list, 1 unless told")
        parser.add_argument(
            "--kind", choices=("movie", "tv"), help="with --bootstrap, where the file's name is another"
        )
        parser.add_argument("--min-popularity", type=float, default=0.0, help="with --bootstrap")
        parser.add_argument("--limit", type=_count, help="how many at most")
        parser.add_argument("--json", action="store_true", help="say what came of it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        provider = Provider(options["provider"])
        _require_on(provider)
        try:
            wish = make_wish(provider, options)
            run = self._run(wish, hide=options["json"] or options["verbosity"] < 1)
        except (WishError, BadKeyError) as error:
            raise CommandError(str(error)) from error
        except SyncRunBusyError as error:
            raise CommandError(f"Another process is at it: {provider.label}, {wish.mode}.") from error
        except SyncRunLostError as error:
            raise CommandError("Another process has taken this run over.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted. The same command goes on from here.") from error
        self._tell(run, provider, as_json=options["json"])
        if run.state != RunState.FINISHED:
            raise CommandError(f"{run.error} The same command goes on from here.")

    def _run(self, wish: Wish, *, hide: bool) -> SyncRun:
        with tqdm(total=wish.total, desc=f"{wish.provider.label}: {wish.mode}", unit="title", disable=hide) as bar:
            return run_sync(
                provider=wish.provider,
                mode=wish.mode,
                source=wish.source,
                reason=wish.reason,
                given=wish.given,
                bounds=wish.bounds(PATIENCE),
                progress=bar.update,
            )

    def _tell(self, run: SyncRun, provider: Provider, *, as_json: bool) -> None:
        names = ("created", "updated", "unchanged", "skipped")
        sums = {name: getattr(run, name) for name in names} | {
            "gone": run.cursor.get("gone", 0),
            "left in the queue": left_in_queue(provider),
        }
        if as_json:
            facts = {"run": run.pk, "provider": run.provider, "mode": run.mode, "state": run.state, "error": run.error}
            self.stdout.write(json.dumps(facts | {name.replace(" ", "_"): value for name, value in sums.items()}))
        else:
            self.stdout.write(", ".join(f"{value} {name}" for name, value in sums.items()) + ".")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


def _require_on(provider: Provider) -> None:
    """CommandError with the way to switch the provider on, where it is off."""
    source = get_provider(provider.value)
    if source.is_on():
        return
    words = [f"{message.msg} {message.hint or ''}".strip() for message in source.check_config()]
    others = [other.name.label for other in all_providers() if other.is_on()]
    known = f" Switched on: {', '.join(others)}." if others else ""
    raise CommandError((" ".join(words) or f"{provider.label} is switched off.") + known)
