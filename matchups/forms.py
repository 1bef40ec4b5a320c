"""Forms of the matchup pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.selectors.cards import TitleCard
from catalog.selectors.picking import find_title
from matchups.enums import Outcome, SkipReason
from matchups.models.top4 import SIZE
from moviesite.common.forms import ServiceForm

PLACES = (_("First"), _("Second"), _("Third"), _("Fourth"))
_MOVE = re.compile(r"([1-4])-([1-4])")


class TopFourForm(ServiceForm):
    """Four titles: each by what was typed, or by the id that the suggestions filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, SIZE + 1):
            self.fields[f"title_{place}"] = forms.CharField(
                label=PLACES[place - 1], max_length=200, error_messages={"required": _("Choose a title.")}
            )
            self.fields[f"title_id_{place}"] = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
        self.fields["source"] = forms.CharField(max_length=1000, required=False)

    @classmethod
    def of(cls, cards: Sequence[TitleCard], *, source: str = "") -> TopFourForm:
        """The form filled with what is chosen now, or was read; `source` proves where."""
        initial: dict[str, Any] = {"source": source}
        for place, card in enumerate(cards, start=1):
            initial |= {f"title_{place}": card.title, f"title_id_{place}": card.id}
        return cls(initial=initial)

    @classmethod
    def moved(cls, data: Mapping[str, str]) -> TopFourForm:
        """The form as it was sent, with two places exchanged by `move`, "2-1"; nothing is checked or saved yet."""
        order = list(range(1, SIZE + 1))
        if match := _MOVE.fullmatch(data.get("move", "")):
            one, other = int(match[1]), int(match[2])
            order[one - 1], order[other - 1] = other, one
        initial: dict[str, Any] = {"source": data.get("source", "")[:1000]}
        for place, was in enumerate(order, start=1):
            initial[f"title_{place}"] = data.get(f"title_{was}", "")[:200]
            initial[f"title_id_{place}"] = _whole(data.get(f"title_id_{was}", ""))
        return cls(initial=initial)

    def chosen_ids(self) -> list[int | None]:
        """The id in each place, before anything was looked up."""
        return [_whole(self[f"title_id_{place}"].value()) for place in range(1, SIZE + 1)]

    def pickers(self) -> Iterator[dict[str, Any]]:
        """What each of the four fields shows."""
        for place in range(1, SIZE + 1):
            words, chosen = self[f"title_{place}"], self[f"title_id_{place}"]
            yield {"id": f"top-{place}", "words": words, "name": words.html_name, "id_name": chosen.html_name,
                   "value": words.value(), "chosen": chosen.value(), "place": place,
                   "up": place - 1 if place > 1 else None, "down": place + 1 if place < SIZE else None}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Find each title; `titles` lists their ids."""
        data: dict[str, Any] = super().clean() or {}
        found: list[int] = []
        for place in range(1, SIZE + 1):
            words = data.get(f"title_{place}")
            if words is None:
                continue
            title_id = find_title(words, chosen=data.get(f"title_id_{place}"))
            if title_id is None:
                self.add_error(f"title_{place}", _("No title of this name here. Try its search."))
            elif title_id in found:
                self.add_error(f"title_{place}", _("This one is there already."))
            else:
                found.append(title_id)
        data["titles"] = found
        return data


def _whole(value: Any) -> int | None:
    """An id that a hidden field may hold; None for anything else."""
    words = str(value or "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


class ReaderForm(ServiceForm):
    """Whose page to read."""

    username = forms.CharField(
        label=_("Your username there"), max_length=100, error_messages={"required": _("Type your username.")}
    )
    is_mine = forms.BooleanField(
        label=_("This is my own page"), error_messages={"required": _("Only your own page is read.")}
    )


class VoteForm(forms.Form):
    """An answer from the page."""

    comparison = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    outcome = forms.ChoiceField(choices=[*Outcome.choices, ("unknown", "")])

    @property
    def answer(self) -> tuple[int, str, str]:
        """The comparison, the outcome and, of a skip, why."""
        outcome = self.cleaned_data["outcome"]
        if outcome == SkipReason.UNKNOWN:
            return self.cleaned_data["comparison"], Outcome.SKIP, SkipReason.UNKNOWN
        return self.cleaned_data["comparison"], outcome, ""
