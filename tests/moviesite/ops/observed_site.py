"""Run as a process of its own: the site with everything that watches it, asked with secrets in every place.

What watches is started once per process and cannot be stopped again, so the tests run it here. The last line of its
output is its metrics, as one JSON string.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.test")


def main(canary: str) -> None:
    """Answer a page, a search, a failed login, a refused token and a failure; then a task that fails."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from moviesite.celery import app
    from moviesite.ops.metrics import exposition
    from moviesite.ops.observing import observe_process
    from moviesite.ops.tracing import flush_traces

    setup_test_environment()
    call_command("migrate", verbosity=0)
    observe_process("web")
    client = Client(raise_request_exception=False)
    client.get("/")
    client.get("/search/", {"q": "eega", "token": canary, "api_key": canary})
    client.post("/login/", {"login": f"{canary}@mail.example", "username": "x\r\nforged=1", "password": canary})
    client.post("/api/auth/login", {"email": f"{canary}@mail.example", "password": canary}, "application/json")
    client.get("/api/user/profile", headers={"Authorization": f"Bearer {canary}", "Cookie": f"sessionid={canary}"})
    _break_home(canary)
    client.get("/", {"signature": canary}, headers={"X-Api-Key": canary})

    @app.task(name="tests.fails")
    def fails(password: str) -> None:
        raise RuntimeError(f"https://api.example/?api_key={password}")

    fails.apply(kwargs={"password": canary}, throw=False)
    flush_traces()
    import sentry_sdk

    sentry_sdk.flush(5)
    sys.stdout.write(json.dumps(exposition().decode()) + "\n")


def _break_home(canary: str) -> None:
    """From now on the home page fails, with a secret in its locals and in what the error says."""
    from catalog.views import home

    def broken(*args: object, **kwargs: object) -> None:
        password = canary
        raise RuntimeError(f"Authorization: Bearer {password}")

    home.visitor_home = broken  # type: ignore[assignment]


if __name__ == "__main__":
    main(sys.argv[1])
