"""Forms of the rating pages; the rules live in the services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.enums import TitleKind
from moviesite.common.forms import ServiceForm
from moviesite.common.languages.names import decade_name
from moviesite.common.vocabulary import language_name
from ratings.enums import DuelOutcome, ImportPolicy, ListVisibility
from ratings.models.diary import MAX_PLACE
from ratings.models.ranking import MAX_QUESTION
from ratings.models.review import MAX_LENGTH
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import Place
from ratings.services.lists.entries import MAX_NOTE
from ratings.services.lists.words import MAX_DESCRIPTION, MAX_NAME

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
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=ListVisibility.choices, initial=ListVisibility.PUBLIC, widget=forms.RadioSelect
    )


class AddToListForm(ServiceForm):
    """A title to add: what the suggestions filled in, or what was typed."""

    title = forms.CharField(label=_("Add a title"), max_length=200)
    title_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)


class InviteForm(ServiceForm):
    """Somebody to work on a list."""

    username = forms.CharField(
        label=_("Username"),
        max_length=31,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )


class NoteForm(ServiceForm):
    """A few words on a title of a list."""

    note = forms.CharField(label=_("Note"), max_length=MAX_NOTE, required=False)


class MoveForm(forms.Form):
    """A place in a list, counted from 1."""

    to = forms.IntegerField(min_value=1, max_value=100_000)


class TagsField(forms.CharField):
    """Tags between commas, as a list."""

    def clean(self, value: Any) -> list[str]:
        """The words; what becomes of them is the service's business."""
        return [tag for tag in super().clean(value).split(",") if tag.strip()]

    def prepare_value(self, value: Any) -> Any:
        """A list as the line that it was typed as."""
        return ", ".join(value) if isinstance(value, list) else value


class ViewingForm(ServiceForm):
    """A viewing for the diary. `with_review` is there where the member has written about the title."""

    watched_on = forms.DateField(
        label=_("Watched on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    rating = forms.TypedChoiceField(
        label=_("Rating then"),
        choices=[("", "–"), *reversed(HALF_STEPS)],
        coerce=float,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Half a star to five, in half steps.")},
    )
    is_rewatch = forms.BooleanField(label=_("I had seen it before"), required=False)
    tags = TagsField(
        label=_("Tags"), max_length=400, required=False, help_text=_("Between commas, such as: cinema, with Amma")
    )
    place = forms.CharField(label=_("Where"), max_length=MAX_PLACE, required=False)
    with_review = forms.BooleanField(label=_("Show my review with it"), required=False)

    def __init__(self, *args: Any, has_review: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_review:
            del self.fields["with_review"]


class UploadForm(ServiceForm):
    """A file to import."""

    file = forms.FileField(
        label=_("Your file"),
        widget=forms.FileInput(attrs={"accept": ".zip,.csv,.json,.xml,.gz,.tsv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        """Too large a file is refused before any of it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(_("At most %(n)d MB.") % {"n": settings.IMPORT_MAX_BYTES // 1024**2})
        return file


class ApplyForm(ServiceForm):
    """What becomes of ratings that are here already."""

    policy = forms.ChoiceField(
        label=_("Where you have rated a title already"),
        choices=[(ImportPolicy.MINE, _("Keep what is here")), (ImportPolicy.THEIRS, _("Take what the file says"))],
        widget=forms.RadioSelect,
    )


class FixForm(ServiceForm):
    """The title that a line means: one of those offered, or one found by its name."""

    candidate = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    title = forms.CharField(max_length=200, required=False)
    title_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def chosen(self) -> int | None:
        """The id that was chosen from what was offered or suggested."""
        found: int | None = self.cleaned_data["candidate"] or self.cleaned_data["title_id"]
        return found


class DuelForm(ServiceForm):
    """An answer to a duel."""

    question = forms.CharField(max_length=MAX_QUESTION)
    answer = forms.TypedChoiceField(choices=DuelOutcome.choices, coerce=Outcome)


class RankingFilterForm(ServiceForm):
    """Which part of a ranking to show: only choices that are in it, and fields only where there is a choice."""

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Counter(place.kind for place in places)
        languages = Counter(place.language for place in places if place.language)
        decades = sorted({place.decade for place in places if place.decade is not None}, reverse=True)
        self._offer("kind", _("Kind"), [(kind.value, str(kind.label)) for kind in TitleKind if kind.value in kinds])
        self._offer(
            "language", _("Language"), [(code, language_name(code)) for code, _count in languages.most_common()]
        )
        self._offer("decade", _("Decade"), [(str(decade), decade_name(decade)) for decade in decades])

    def _offer(self, name: str, label: Any, choices: list[tuple[str, str]]) -> None:
        if len(choices) > 1:
            self.fields[name] = forms.ChoiceField(label=label, choices=[("", _("Any")), *choices], required=False)
