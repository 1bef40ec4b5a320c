"""Template filters behind `templates/components`; load with `{% load ui %}`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from moviesite.common import ui
from moviesite.common.vocabulary import language_name, own_name

register = template.Library()

# Codes of our vocabulary that the language registry spells otherwise: Cantonese, and no language at all.
_TAGS = {"cn": "yue", "xx": "zxx"}

_STAR_WORDS = (
    _("Half a star"),
    _("One star"),
    _("One and a half stars"),
    _("Two stars"),
    _("Two and a half stars"),
    _("Three stars"),
    _("Three and a half stars"),
    _("Four stars"),
    _("Four and a half stars"),
    _("Five stars"),
)


@dataclass(frozen=True, slots=True)
class HalfStar:
    """One radio of the rating control."""

    value: str
    words: Any
    side: str


HALF_STARS = tuple(
    HalfStar(f"{(i + 1) / 2:g}", words, "left" if i % 2 == 0 else "right") for i, words in enumerate(_STAR_WORDS)
)


@register.simple_tag
def half_stars() -> tuple[HalfStar, ...]:
    """The ten steps of the rating control."""
    return HALF_STARS


@register.filter
def bars(counts: Sequence[int] | None, own: float | None = None) -> list[ui.Bar]:
    """`counts|bars:own`: the bars of a rating histogram, ten halves from 0.5 to 5."""
    return ui.histogram_bars(counts or [], own)


@register.filter
def columns(counts: Sequence[int] | None) -> list[ui.Bar]:
    """`counts|columns`: bars numbered 1, 2, 3 …, for charts that are not of stars; the tallest is lit."""
    values = counts or []
    tallest = values.index(max(values)) + 1 if values else None
    return ui.histogram_bars(values, tallest, step=1)


@register.filter
def curve(counts: Sequence[int] | None, own: float | None = None) -> list[ui.Bar]:
    """`counts|curve:own`: like `bars`, in a 420 x 134 box."""
    return ui.histogram_bars(counts or [], own, width=420, height=134)


@register.filter
def with_columns(parts: Sequence[Any] | None) -> list[tuple[Any, ui.Bar]]:
    """`parts|with_columns`: each part, which has a `count`, with a standing bar in a 420 x 108 box; the tallest lit."""
    found = list(parts or ())
    counts = [int(_of(part, "count") or 0) for part in found]
    tallest = counts.index(max(counts)) + 1 if counts else None
    return list(zip(found, ui.histogram_bars(counts, tallest, step=1, width=420, height=108, gap=6), strict=True))


@register.filter
def with_rows(parts: Sequence[Any] | None) -> list[tuple[Any, ui.ChartRow]]:
    """`parts|with_rows`: each part, which has a `count`, with its lying bar in a 420 x 150 box."""
    found = list(parts or ())
    return list(zip(found, ui.chart_rows([int(_of(part, "count") or 0) for part in found]), strict=True))


@register.filter
def sparkline(values: Sequence[float] | None) -> ui.Line | None:
    """`values|sparkline`: the path of a line chart in a 320 x 64 box."""
    return ui.sparkline(values or [])


@register.filter
def share_bar(reasons: Iterable[Mapping[str, Any]] | None) -> list[ui.Share]:
    """`reasons|share_bar`: stretches of reasons with a `share` from 0 to 1, and of the rest."""
    return ui.share_bar([float(_of(reason, "share") or 0) for reason in reasons or ()])


@register.filter
def percent(share: float | None) -> int:
    """`0.413|percent` is 41."""
    return round(100 * float(share or 0))


@register.filter
def star_width(value: float | None) -> int:
    """`4.5|star_width`: how far to show the row of five stars."""
    return ui.star_width(float(value or 0))


@register.filter
def stars_label(value: float | None) -> str:
    """`4.5|stars_label` is "4.5 of 5 stars"."""
    return str(_("%(value)s of 5 stars") % {"value": f"{float(value or 0):g}"})


@register.filter
def rating(value: float | None) -> str:
    """`4.0|rating` is "4", `4.5|rating` is "4.5", None is empty."""
    return "" if value is None else f"{float(value):g}"


@register.filter
def guess(value: float | None) -> str:
    """A predicted or average rating with one digit; None is empty."""
    return "" if value is None else f"{float(value):.1f}"


@register.filter
def avatar(who: Any) -> ui.Avatar:
    """`member|avatar` or `"meera"|avatar`: inks, shape and letter of the drawn avatar."""
    username = getattr(who, "username", None)
    if username is None:
        return ui.avatar_of(str(who))
    return ui.avatar_of(username, getattr(getattr(who, "profile", None), "display_name", ""))


@register.filter
def language(code: str | None) -> str:
    """`"te"|language` is "Telugu"."""
    return language_name(code) if code else ""


@register.filter
def language_tag(code: str | None) -> str:
    """`"cn"|language_tag` is "yue": our codes as `lang` attributes want them (BCP 47)."""
    return _TAGS.get(code or "", code or "")


@register.filter
def own_language(code: str | None) -> str:
    """`"te"|own_language` is "తెలుగు"; "ja" is "Japanese", for want of a face."""
    return own_name(code) if code else ""


@register.filter
def own_language_tag(code: str | None) -> str:
    """The `lang` of what `own_language` says."""
    if not code:
        return ""
    return "en" if own_name(code) == language_name(code) else language_tag(code)


@register.filter
def as_json(value: Any) -> str:
    """`words|as_json`: for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def duration(minutes: int | None) -> str:
    """`145|duration` is "2 h 25"; nothing for an unknown runtime."""
    if not minutes:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return str(ngettext("%(n)d min", "%(n)d min", rest) % {"n": rest})
    said = _("%(hours)s h %(minutes)s") if rest else _("%(hours)s h")
    return str(said) % {"hours": hours, "minutes": f"{rest:02d}"}


def _of(item: Any, name: str) -> Any:
    """`name` of a mapping or an object."""
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
