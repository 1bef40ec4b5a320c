"""`manage.py run_site`: what `make run` starts."""

from __future__ import annotations

import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from adminpanel.services.figures import count_days, take_sample
from adminpanel.services.roles import make_roles
from adminpanel.supervisor import run_services, site_services
from catalog.models import Title
from recommender.models import ModelVersion
from recommender.services.drift import measure_drift
from recommender.training.runner import SERVED

DEFAULT_SITE_URL = "http://127.0.0.1:8000"


class Command(BaseCommand):
    """Prepares the database, the demo and the models where they are missing, then runs web, worker and beat."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--empty", action="store_true", help="begin without the demo catalog and models")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and run until Ctrl-C."""
        host, port = options["host"], options["port"]
        self._require_free(host, port)
        self._say(f"data in {settings.DATA_DIR}")
        self._prepare(demo=not options["empty"])
        self._say(f"Marquee is at http://{host}:{port}/  (Ctrl-C stops it)")
        services = site_services(host=host, port=port, workers=options["workers"], events=bool(settings.EVENTS_URL))
        # What wallets sign and mails link to names the site; told nothing else, it is met where it listens.
        site_url = f"http://{host}:{port}" if settings.SITE_URL == DEFAULT_SITE_URL else settings.SITE_URL
        code = run_services(services, data_dir=settings.DATA_DIR, site_url=site_url, say=self._say)
        self._say("stopped")
        raise SystemExit(code)

    def _prepare(self, *, demo: bool) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("creating the database")
            call_command("migrate", verbosity=0)
            make_roles()
        if demo and not Title.objects.exists():
            self._say("writing the demo catalog: real titles, generated members")
            call_command("seed_demo")
        if demo and not ModelVersion.objects.filter(active_key__in=SERVED).exists():
            self._say("training the first models")
            call_command("train")
            measure_drift()
        # The schedule writes what the dashboard draws; its first round may be an hour or a night away.
        count_days()
        take_sample()

    def _require_free(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(f"Port {port} is taken. Choose another: make run PORT={port + 1}") from error

    def _say(self, message: str) -> None:
        self.stdout.write(f"==> {message}")
        self.stdout.flush()
