"""A language is offered once the interface speaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.forms import ProfileForm
from moviesite.common.interface import offered_languages


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    offered_languages.cache_clear()
    yield
    offered_languages.cache_clear()


def _compile(settings: Settings, folder: Path, *codes: str) -> None:
    for code in codes:
        catalog = folder / code / "LC_MESSAGES" / "django.mo"
        catalog.parent.mkdir(parents=True)
        catalog.touch()
    settings.LOCALE_PATHS = [folder]


def test_a_compiled_catalog_offers_its_language(settings: Settings, tmp_path: Path) -> None:
    _compile(settings, tmp_path, "te", "kn")

    assert offered_languages() == (("en", "English"), ("te", "తెలుగు"), ("kn", "ಕನ್ನಡ"))
    assert [code for code, _ in ProfileForm().fields["ui_language"].choices] == ["en", "te", "kn"]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_one_language_is_no_choice(client: Client, settings: Settings, tmp_path: Path) -> None:
    _compile(settings, tmp_path)

    assert "ui_language" not in ProfileForm().fields
    assert 'name="language"' not in client.get("/login/").content.decode()
