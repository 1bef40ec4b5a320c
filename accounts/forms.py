"""Forms of the account pages; the rules live in the services."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from moviesite.common.forms import ServiceForm
from moviesite.common.vocabulary import LANGUAGES

REGIONS = (
    ("", "—"),
    ("IN", _("India")),
    ("US", _("United States")),
    ("GB", _("United Kingdom")),
    ("CA", _("Canada")),
    ("AU", _("Australia")),
    ("AE", _("United Arab Emirates")),
    ("SG", _("Singapore")),
    ("MY", _("Malaysia")),
    ("DE", _("Germany")),
    ("FR", _("France")),
    ("JP", _("Japan")),
    ("KR", _("South Korea")),
)


SPOKEN = [(code, language.own_name) for code, language in LANGUAGES.items() if code != "xx"]


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


class ProfileForm(ServiceForm):
    """The settings that make up a profile."""

    display_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    bio = forms.CharField(
        label=_("About you"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ui_language = forms.ChoiceField(label=_("Language of the site"), choices=settings.LANGUAGES)
    content_languages = forms.MultipleChoiceField(
        label=_("Languages you watch"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    muted_languages = forms.MultipleChoiceField(
        label=_("Languages to leave out of picks and rows"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(label=_("Country"), choices=REGIONS, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[("", "—"), *((zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones()))],
        required=False,
    )
    show_adult = forms.BooleanField(label=_("Show titles for adults"), required=False)
    is_private = forms.BooleanField(label=_("Only I see my profile and ratings"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:  # one language is no choice
            del self.fields["ui_language"]

    @classmethod
    def of(cls, profile: Profile) -> ProfileForm:
        """The form filled with what is stored."""
        initial: dict[str, Any] = {field: getattr(profile, field) for field in cls.base_fields}
        return cls(initial=initial)


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
