"""Making a personal API token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.scopes import Scope
from moviesite.common.forms import ServiceForm

LIFETIMES = [("90", _("90 days")), ("30", _("30 days")), ("365", _("A year")), ("0", _("Until I revoke it"))]


class ApiTokenForm(ServiceForm):
    """What it is for, what it may do and how long it lives."""

    name = forms.CharField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.TypedChoiceField(
        label=_("It works for"), choices=LIFETIMES, coerce=lambda days: int(days) or None, initial="90"
    )
