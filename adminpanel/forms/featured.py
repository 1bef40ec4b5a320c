"""A featured slot as curators fill it in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from adminpanel.models import FeaturedSlot
from adminpanel.services.featured import check_slot
from moviesite.common.errors import DomainError
from moviesite.common.regions import COUNTRIES
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES


def _languages() -> list[tuple[str, str]]:
    first = [code for code in HOME_LANGUAGES if code in LANGUAGES]
    rest = sorted(set(LANGUAGES) - set(first), key=lambda code: LANGUAGES[code].name)
    return [(code, LANGUAGES[code].name) for code in (*first, *rest)]


class FeaturedSlotForm(forms.ModelForm[FeaturedSlot]):
    """Choices instead of codes, and the same rules as the API's."""

    languages = forms.MultipleChoiceField(choices=_languages, required=False, widget=forms.SelectMultiple({"size": 8}))
    regions = forms.MultipleChoiceField(
        choices=[(code, COUNTRIES[code]) for code in sorted(COUNTRIES, key=COUNTRIES.__getitem__)],
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )

    class Meta:
        model = FeaturedSlot
        fields: ClassVar = [
            "title", "placement", "headline", "blurb", "starts_at", "ends_at", "audience", "languages", "regions",
            "position", "is_active", "announce",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        """Beside each field what is wrong with it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_slot({name: data.get(name) for name in self._meta.fields or ()})
            except DomainError as error:
                for field, found in error.errors.items():
                    for message in found:
                        self.add_error(field, message)
        return data
