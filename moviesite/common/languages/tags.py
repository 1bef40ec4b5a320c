"""Tags for pages that are read in several languages; load with `{% load languages %}`."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context

from moviesite.common.languages.choosing import asked_by_address, in_language

register = template.Library()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a page is read: its own address, those of its languages, and the one that lets the browser choose."""

    canonical: str
    languages: tuple[tuple[str, str], ...]
    default: str


@register.simple_tag(takes_context=True)
def addresses_of(context: Context, path: str) -> Addresses:
    """`{% addresses_of "/browse/" as page %}`: absolute addresses; a page asked for in a language is one of its own."""
    default = settings.SITE_URL + path
    request = context.get("request")
    asked = asked_by_address(request) if request is not None else ""
    languages = tuple((code, in_language(default, code)) for code, _name in settings.LANGUAGES)
    return Addresses(in_language(default, asked) if asked else default, languages, default)
