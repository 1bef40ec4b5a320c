"""Forms of joining and logging in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moviesite.common.forms import ServiceForm


class LoginForm(ServiceForm):
    """Username or e-mail address, and the password."""

    identifier = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RegisterForm(ServiceForm):
    """What joining takes."""

    username = forms.CharField(
        label=_("Username"),
        max_length=30,
        help_text=_("Letters, digits, - and _. This is your address here: /@name/"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only for getting back in."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        help_text=_("At least 10 characters. A sentence is easier to remember than symbols."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
