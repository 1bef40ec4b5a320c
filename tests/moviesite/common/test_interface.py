"""A language is offered once the interface speaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.forms import ProfileForm
from moviesite.settings.parts.languages import spoken_languages


def test_a_compiled_catalog_offers_its_language(tmp_path: Path) -> None:
    for code in ("te", "kn"):
        catalog = tmp_path / code / "LC_MESSAGES" / "django.mo"
        catalog.parent.mkdir(parents=True)
        catalog.touch()

    assert spoken_languages([tmp_path]) == [("en", "English"), ("te", "తెలుగు"), ("kn", "ಕನ್ನಡ")]


@pytest.mark.django_db
def test_one_language_is_no_choice(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English")]

    assert "ui_language" not in ProfileForm().fields
    assert 'name="language"' not in client.get("/login/").content.decode()


@pytest.mark.django_db
def test_a_page_says_the_language_it_is_written_in(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = spoken_languages(settings.LOCALE_PATHS)
    spoken = {code for code, _ in settings.LANGUAGES}

    page = client.get("/login/", headers={"accept-language": "te"}).content.decode()

    assert f'<html lang="{"te" if "te" in spoken else "en"}"' in page
