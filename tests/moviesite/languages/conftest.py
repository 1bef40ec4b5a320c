"""A site that is read in all its languages, whatever is translated."""

from __future__ import annotations

import pytest
from django.utils.translation import trans_real
from pytest_django.fixtures import Settings

from tests.moviesite.languages.pseudo import Bracketed


@pytest.fixture
def five_languages(settings: Settings) -> None:
    """Every language is offered."""
    settings.LANGUAGES = settings.INTERFACE_LANGUAGES


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch, five_languages: None) -> None:
    """Telugu is the language in brackets."""
    monkeypatch.setitem(trans_real._translations, "te", Bracketed())
