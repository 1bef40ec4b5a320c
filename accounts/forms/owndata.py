"""Forms of a member's own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moviesite.common.forms import ServiceForm


class RestoreForm(ServiceForm):
    """An export to be read back."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("The ZIP that you took along here or on another site of this kind."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )


class EraseForm(ServiceForm):
    """Typing one's own name, so that nobody leaves by a slip."""

    username = forms.CharField(
        label=_("Your username"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class OtherAccountForm(ServiceForm):
    """What opens the other account."""

    identifier = forms.CharField(
        label=_("Username or e-mail of the other account"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Its password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    otp = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Where that account asks for one: of its authenticator app, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
