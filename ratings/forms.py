"""Forms of the rating pages; the rules live in the services."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moviesite.common.forms import ServiceForm
from ratings.models.review import MAX_LENGTH
from ratings.services.lists import MAX_DESCRIPTION, MAX_NAME

HALF_STEPS = [(f"{step / 2:g}", f"{step / 2:g}") for step in range(1, 11)]


class RateForm(ServiceForm):
    """Half a star to five, or nothing to take the rating back."""

    rating = forms.TypedChoiceField(
        choices=[("", ""), *HALF_STEPS],
        coerce=float,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Half a star to five, in half steps.")},
    )


class ReviewForm(ServiceForm):
    """A review."""

    text = forms.CharField(
        label=_("Your review"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something.")},
    )
    contains_spoilers = forms.BooleanField(label=_("It gives away the story"), required=False)


class ListForm(ServiceForm):
    """What a list says about itself."""

    name = forms.CharField(label=_("Name"), max_length=MAX_NAME)
    description = forms.CharField(
        label=_("Description"), max_length=MAX_DESCRIPTION, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_ranked = forms.BooleanField(label=_("The order is a ranking"), required=False)
    is_public = forms.BooleanField(label=_("Anyone may see it"), required=False, initial=True)


class AddToListForm(ServiceForm):
    """A title to add: what the suggestions filled in, or what was typed."""

    title = forms.CharField(label=_("Add a title"), max_length=200)
    title_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """A place in a list, counted from 1."""

    to = forms.IntegerField(min_value=1, max_value=100_000)
