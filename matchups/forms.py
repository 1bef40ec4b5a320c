"""Forms of the matchup pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.selectors.cards import TitleCard
from catalog.selectors.picking import find_title
from matchups.models.top4 import SIZE
from moviesite.common.forms import ServiceForm

PLACES = (_("First"), _("Second"), _("Third"), _("Fourth"))


class TopFourForm(ServiceForm):
    """Four titles: each by what was typed, or by the id that the suggestions filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, SIZE + 1):
            self.fields[f"title_{place}"] = forms.CharField(
                label=PLACES[place - 1], max_length=200, error_messages={"required": _("Choose a title.")}
            )
            self.fields[f"title_id_{place}"] = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    @classmethod
    def of(cls, cards: Sequence[TitleCard]) -> TopFourForm:
        """The form filled with what is chosen now."""
        initial: dict[str, Any] = {}
        for place, card in enumerate(cards, start=1):
            initial |= {f"title_{place}": card.title, f"title_id_{place}": card.id}
        return cls(initial=initial)

    def pickers(self) -> Iterator[dict[str, Any]]:
        """What each of the four fields shows."""
        for place in range(1, SIZE + 1):
            words, chosen = self[f"title_{place}"], self[f"title_id_{place}"]
            yield {"id": f"top-{place}", "words": words, "name": words.html_name, "id_name": chosen.html_name,
                   "value": words.value(), "chosen": chosen.value()}  # fmt: skip

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
