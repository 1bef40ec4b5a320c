"""Forms of what proves who a member is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moviesite.common.forms import ServiceForm


def _password(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=256, strip=False, widget=widget)


def _code(label: Any, help_text: Any = "") -> forms.CharField:
    hints = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "inputmode": "text"}
    return forms.CharField(label=label, max_length=40, help_text=help_text, widget=forms.TextInput(attrs=hints))


class ConfirmPasswordForm(ServiceForm):
    """The password, to show who is there."""

    password = _password(_("Password"), "current-password")


class CodeForm(ServiceForm):
    """A one-time password or a recovery code."""

    otp = _code(_("Code"), _("Of your authenticator app, or a recovery code."))


class TotpForm(ServiceForm):
    """The first code of a new authenticator app."""

    code = _code(_("Code from the app"))


class EmailForm(ServiceForm):
    """An e-mail address."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(ServiceForm):
    """A password for somebody who proved otherwise who they are."""

    new = _password(_("New password"), "new-password")


class ResetForm(ServiceForm):
    """The password at the end of a reset link."""

    password = _password(_("New password"), "new-password")


class PasskeyForm(ServiceForm):
    """What to call a passkey, and what the browser made."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("To tell it apart, such as “Phone”."))
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class PasswordForm(ServiceForm):
    """Changing the password."""

    current = forms.CharField(
        label=_("Current password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
