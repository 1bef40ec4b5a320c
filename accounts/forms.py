"""Forms of the account pages; the rules live in the services."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Profile
from moviesite.common.errors import DomainError
from moviesite.common.vocabulary import LANGUAGES

REGIONS = (
    ("", "—"),
    ("IN", "India"),
    ("US", "United States"),
    ("GB", "United Kingdom"),
    ("CA", "Canada"),
    ("AU", "Australia"),
    ("AE", "United Arab Emirates"),
    ("SG", "Singapore"),
    ("MY", "Malaysia"),
    ("DE", "Germany"),
    ("FR", "France"),
    ("JP", "Japan"),
    ("KR", "South Korea"),
)


class ServiceForm(forms.Form):
    """A form that can show the field errors of a service beside its fields."""

    def add_domain_error(self, error: DomainError) -> None:
        """Attach each message to its field; what belongs to no field stands above the form."""
        for field, messages in error.errors.items():
            self.add_error(field if field in self.fields else None, list(messages))
        if not error.errors:
            self.add_error(None, error.detail)


class LoginForm(ServiceForm):
    """Username or e-mail address, and the password."""

    identifier = forms.CharField(
        label="Username or e-mail",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        max_length=256, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class RegisterForm(ServiceForm):
    """What joining takes."""

    username = forms.CharField(
        max_length=30,
        help_text="Letters, digits, - and _. This is your address here: /@name/",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="Optional. Only for getting back in.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        max_length=256,
        strip=False,
        help_text="At least 10 characters. A sentence is easier to remember than symbols.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProfileForm(ServiceForm):
    """The settings that make up a profile."""

    display_name = forms.CharField(max_length=60, required=False)
    bio = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    ui_language = forms.ChoiceField(label="Language of the site", choices=settings.LANGUAGES)
    content_languages = forms.MultipleChoiceField(
        label="Languages you watch",
        choices=[(code, language.endonym) for code, language in LANGUAGES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    muted_languages = forms.MultipleChoiceField(
        label="Languages to leave out of picks and rows",
        choices=[(code, language.endonym) for code, language in LANGUAGES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(choices=REGIONS, required=False)
    time_zone = forms.ChoiceField(
        choices=[("", "—"), *((zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones()))],
        required=False,
    )
    show_adult = forms.BooleanField(label="Show titles for adults", required=False)
    is_private = forms.BooleanField(label="Only I see my profile and ratings", required=False)

    @classmethod
    def of(cls, profile: Profile) -> ProfileForm:
        """The form filled with what is stored."""
        initial: dict[str, Any] = {field: getattr(profile, field) for field in cls.base_fields}
        return cls(initial=initial)


class PasswordForm(ServiceForm):
    """Changing the password."""

    current = forms.CharField(
        label="Current password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
