"""As whom a curator wants to look at the site."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils import timezone

from adminpanel.enums import Audience
from moviesite.common.regions import COUNTRIES


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class ViewAsForm(forms.Form):
    """Every field has a value of its own when nothing is said."""

    path = forms.CharField(max_length=200, required=False, label="Page", initial="/")
    language = forms.ChoiceField(choices=_languages, required=False, label="Reading in")
    region = forms.ChoiceField(
        choices=[("IN", COUNTRIES["IN"]), *sorted(COUNTRIES.items(), key=lambda pair: pair[1])],
        required=False,
        label="From",
    )
    who = forms.ChoiceField(
        choices=[choice for choice in Audience.choices if choice[0] != Audience.EVERYBODY], required=False, label="As"
    )
    at = forms.DateTimeField(
        required=False, label="At", widget=forms.DateTimeInput({"type": "datetime-local"}), help_text="Empty is now"
    )

    def clean_path(self) -> str:
        """A path of this site."""
        path = self.cleaned_data["path"] or "/"
        if not path.startswith("/") or path.startswith("//"):
            raise forms.ValidationError("A path of this site, such as /regional/te/.")
        return str(path)

    def clean_at(self) -> object:
        """Now, unless said."""
        return self.cleaned_data["at"] or timezone.now()
