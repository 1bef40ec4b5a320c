"""The form of a profile."""

from __future__ import annotations

import zoneinfo
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.enums import Audience
from accounts.extensions import known_genres, known_services
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


def _spoken() -> list[tuple[str, str]]:
    return [(code, language.own_name) for code, language in LANGUAGES.items() if code != "xx"]


class ProfileForm(ServiceForm):
    """The settings that make up a profile."""

    display_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    bio = forms.CharField(
        label=_("About you"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ui_language = forms.ChoiceField(label=_("Language of the site"), choices=settings.LANGUAGES)
    content_languages = forms.MultipleChoiceField(
        label=_("Languages you watch"),
        choices=_spoken,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    muted_languages = forms.MultipleChoiceField(
        label=_("Languages to leave out of picks and rows"),
        choices=_spoken,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    favorite_genres = forms.MultipleChoiceField(
        label=_("Genres you love"), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=_("Services you use"), required=False, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ChoiceField(label=_("Country"), choices=REGIONS, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[("", "—"), *((zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones()))],
        required=False,
    )
    show_adult = forms.BooleanField(label=_("Show titles for adults"), required=False)
    diary_visibility = forms.ChoiceField(
        label=_("Who reads your diary"),
        choices=[
            (Audience.PUBLIC, _("Everyone")),
            (Audience.FOLLOWERS, _("Your followers")),
            (Audience.PRIVATE, _("Only you")),
        ],
        required=False,
    )
    is_private = forms.BooleanField(label=_("Only I see my profile and ratings"), required=False)

    def __init__(self, *args: Any, profile: Profile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["favorite_genres"]).choices = known_genres()
        services = _services_for(profile or Profile())
        if services:
            cast(forms.MultipleChoiceField, self.fields["services"]).choices = services
        else:
            del self.fields["services"]
        if len(settings.LANGUAGES) == 1:  # one language is no choice
            del self.fields["ui_language"]

    @classmethod
    def of(cls, profile: Profile) -> ProfileForm:
        """The form filled with what is stored."""
        initial: dict[str, Any] = {field: getattr(profile, field) for field in cls.base_fields}
        return cls(initial=initial, profile=profile)

    def clean(self) -> dict[str, Any]:
        """A page from before there was a choice of readers leaves them as they are."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("diary_visibility"):
            data.pop("diary_visibility", None)
        return data


def _services_for(profile: Profile) -> list[tuple[str, str]]:
    """What can be watched on where the member lives, and what they chose elsewhere."""
    here = known_services(profile.country)
    offered = {slug for slug, _name in here}
    kept = set(profile.services) - offered
    return here + [choice for choice in known_services() if choice[0] in kept] if kept else here
