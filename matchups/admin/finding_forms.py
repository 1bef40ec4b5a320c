"""What curators fill in at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import identifier_key
from matchups.models import Lineup

NOTE = 300


class DecisionForm(forms.Form):
    """Uphold or dismiss, and why."""

    decision = forms.ChoiceField(choices=(("uphold", _("Uphold")), ("dismiss", _("Dismiss"))))
    note = forms.CharField(max_length=NOTE, required=False, label=_("Why"))

    def clean(self) -> dict[str, Any]:
        """Upholding needs a reason."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("decision") == "uphold" and not values.get("note"):
            self.add_error("note", _("Say why these votes are made void."))
        return values


class MarkForm(forms.Form):
    """A voter by username or a line-up by its number, and why."""

    username = forms.CharField(
        max_length=30, required=False, label=_("Voter"), help_text=_("All their votes are held.")
    )
    lineup = forms.IntegerField(
        min_value=1,
        required=False,
        label=_("Line-up"),
        help_text=_("Its number. Votes that prefer it are held, but those of long-standing accounts."),
    )
    note = forms.CharField(max_length=NOTE, label=_("Why"))

    def clean_username(self) -> User | None:
        """The member of this name."""
        name = self.cleaned_data["username"]
        if not name:
            return None
        member = User.objects.filter(username_key=identifier_key(name)).first()
        if member is None:
            raise ValidationError(_("Nobody has this name."))
        return member

    def clean_lineup(self) -> Lineup | None:
        """The line-up of this number."""
        number = self.cleaned_data["lineup"]
        if not number:
            return None
        lineup = Lineup.objects.filter(pk=number).first()
        if lineup is None:
            raise ValidationError(_("There is no such line-up."))
        return lineup
