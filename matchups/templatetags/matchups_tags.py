"""How points are written."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def points(value: float) -> str:
    """A whole number of points."""
    return str(round(value))


@register.filter
def signed(value: float) -> str:
    """A change of points, with its sign; a true minus, as typeset numbers have it."""
    rounded = round(value)
    if rounded == 0:
        return "±0"
    return f"+{rounded}" if rounded > 0 else f"\u2212{-rounded}"
