"""What a member changes about themselves."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from accounts.extensions import known_genres, known_services
from accounts.models import Profile, User
from accounts.services.visibility import tell_visibility
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line, plain_text
from moviesite.common.vocabulary import LANGUAGES

EDITABLE = (
    "display_name",
    "bio",
    "ui_language",
    "content_languages",
    "muted_languages",
    "favorite_genres",
    "services",
    "region",
    "time_zone",
    "show_adult",
    "is_private",
    "diary_visibility",
)
MOST_SERVICES = 50
_WORDS = {"display_name": one_line, "bio": plain_text}


def _language_errors(codes: Any) -> list[str]:
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        return ["A list of language codes."]
    unknown = sorted(set(codes) - set(LANGUAGES))
    return [f"Unknown language: {code}." for code in unknown]


def _genre_errors(slugs: Any) -> list[str]:
    if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
        return ["A list of genres."]
    unknown = sorted(set(slugs) - {slug for slug, _name in known_genres()})
    return [f"Unknown genre: {slug[:40]}." for slug in unknown]


def _service_errors(slugs: Any) -> list[str]:
    if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
        return ["A list of services."]
    if len(slugs) > MOST_SERVICES:
        return [f"At most {MOST_SERVICES} services."]
    unknown = sorted(set(slugs) - {slug for slug, _name in known_services()})
    return [f"Unknown service: {slug[:40]}." for slug in unknown]


@transaction.atomic
def update_profile(*, user: User, changes: Mapping[str, Any]) -> Profile:
    """Apply the editable fields in `changes`; DomainError names each one that is not acceptable."""
    profile, _ = Profile.objects.get_or_create(user=user)
    was_private = profile.is_private
    errors: dict[str, list[str]] = {}
    for field in ("content_languages", "muted_languages"):
        if field in changes and (messages := _language_errors(changes[field])):
            errors[field] = messages
    if "favorite_genres" in changes and (messages := _genre_errors(changes["favorite_genres"])):
        errors["favorite_genres"] = messages
    if "services" in changes and (messages := _service_errors(changes["services"])):
        errors["services"] = messages
    region = str(changes.get("region") or "")
    if region and not (len(region) == 2 and region.isascii() and region.isalpha()):
        errors["region"] = [gettext("A country code of two letters.")]
    zone = str(changes.get("time_zone") or "")
    if zone and zone not in zoneinfo.available_timezones():
        errors["time_zone"] = [gettext("A time zone such as Asia/Kolkata.")]
    for field in EDITABLE:
        if field in changes:
            setattr(profile, field, _WORDS[field](changes[field]) if field in _WORDS else changes[field])
    for field in ("content_languages", "muted_languages", "favorite_genres", "services"):
        if field not in errors:
            setattr(profile, field, list(dict.fromkeys(getattr(profile, field))))
    profile.region = profile.region.upper()
    try:
        profile.full_clean(exclude=[*errors, "user"])
    except ValidationError as error:
        errors = error.message_dict | errors
    if errors:
        raise DomainError(gettext("Some fields are not valid."), errors=errors)
    if profile.is_private != was_private:
        tell_visibility(user.pk)  # before the profile is written: whoever merges accounts locks in this order, too
    profile.save()
    return profile
