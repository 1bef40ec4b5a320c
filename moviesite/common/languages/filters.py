"""`{% load humanize %}`: Django's filters of that name that pages use, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.humanize.templatetags import humanize
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moviesite.common.languages.names import grouped as _grouped
from moviesite.common.languages.names import how_long_ago, reader_locale

register = template.Library()


@register.filter(is_safe=True)
def intcomma(value: Any) -> str:
    """`1234567|intcomma` is "12,34,567" for readers of the four, and "1,234,567" in English."""
    return _grouped(value) if reader_locale() and isinstance(value, int) else str(humanize.intcomma(value))


@register.filter(is_safe=True)
def ordinal(value: Any) -> str:
    """`3|ordinal` is "3rd" in English; the other languages say it with the words around the number."""
    return str(value) if reader_locale() else str(humanize.ordinal(value))


@register.filter(expects_localtime=True)
def naturalday(value: Any, style: str | None = None) -> Any:
    """`day|naturalday` is "today", "yesterday" or "tomorrow" where it is one of these, else the date."""
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        return value
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return words.get((day - timezone.localdate()).days) or date_format(day, style)


@register.filter
def naturaltime(value: Any) -> str:
    """`moment|naturaltime` is "3 hours ago", in the reader's language."""
    told = how_long_ago(value) if isinstance(value, datetime) else ""
    return told or str(humanize.naturaltime(value))
