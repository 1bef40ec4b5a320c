"""A real Chromium against the site on the test database; skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Title
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from tests.camps import make_camps

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)} is on the path")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would otherwise refuse the tests' own queries.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def camps(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[list[list[Title]]]:
    """A small site with a trained model of its own."""
    settings.MODEL_DIR = tmp_path / "models"
    serving_models.forget()
    found = make_camps()
    run_training()
    yield found
    serving_models.forget()


class Visit:
    """Somebody's browser: its page, and everything that went wrong in it."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, path: str) -> None:
        """Open an address and wait for what it fetches on its own."""
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")

    def sign_in(self, member: User) -> None:
        """Be `member` from now on."""
        client = Client()
        client.force_login(member)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base}])


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """A fresh visitor with a wide screen who likes things calm."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
    with chromium.new_context(**options) as context:
        yield Visit(context, live_server.url)
