"""The language in which the site speaks to a browser."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from accounts.models import Profile, User
from accounts.selectors import profile_of
from moviesite.common.languages.choosing import remember_language


def speak_to(response: HttpResponseBase, user: User) -> None:
    """From this response on, the browser that gets it is spoken to in the member's language."""
    remember_language(response, profile_of(user).ui_language)


def choose_language(*, user: User, language: str) -> None:
    """Note a language, which the site must speak, as the one that a member reads, here and in letters."""
    Profile.objects.update_or_create(user=user, defaults={"ui_language": language})
