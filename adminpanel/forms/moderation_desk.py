"""Forms of the moderators' desk and of the block list."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

from adminpanel.automod_patterns import PatternError, compile_pattern
from adminpanel.enums import AutomodMatch, ModerationAction
from adminpanel.models import AutomodRule
from adminpanel.services.blocking import MAX_REASON as MAX_BLOCK_REASON
from adminpanel.services.moderation.decisions import MAX_DAYS, MAX_REASON
from moviesite.common.forms import ServiceForm


class DecisionForm(ServiceForm):
    """A decision, its reason, and the version of the case that was looked at."""

    action = forms.ChoiceField(choices=ModerationAction.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=MAX_REASON,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The member reads it: name the rule.",
    )
    days = forms.IntegerField(
        min_value=1, max_value=MAX_DAYS, required=False, help_text="How long a suspension lasts; empty for good"
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: list[ModerationAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(action.value, action.label) for action in actions]


class AnswerForm(ServiceForm):
    """The answer to an appeal."""

    answer = forms.CharField(
        max_length=MAX_REASON, widget=forms.TextInput(attrs={"class": "vTextField"}), help_text="The member reads it."
    )
    outcome = forms.ChoiceField(choices=[("grant", "Grant: undo the decision"), ("deny", "The decision stands")])


class AutomodRuleForm(forms.ModelForm[AutomodRule]):
    """A rule that can be carried out."""

    class Meta:
        model = AutomodRule
        fields = (
            "name", "match", "pattern", "min_links", "max_account_days", "min_capitals", "language", "action",
            "is_active",
        )  # fmt: skip
        widgets: ClassVar = {"pattern": forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"})}

    def clean(self) -> dict[str, Any]:
        """The pattern compiles, no text is caught by nothing at all, and percents are percents."""
        values = super().clean() or {}
        pattern = values.get("pattern") or ""
        if pattern:
            try:
                compiled = compile_pattern(pattern, is_regex=values.get("match") == AutomodMatch.REGEX)
            except PatternError as error:
                self.add_error("pattern", f"RE2 refuses this: {error}.")
            else:
                if compiled.search("") is not None:
                    self.add_error("pattern", "This matches every text.")
        conditions = ("min_links", "max_account_days", "min_capitals")
        if not pattern and not values.get("language") and all(values.get(name) is None for name in conditions):
            raise forms.ValidationError("Fill in at least one condition.")
        if (values.get("min_capitals") or 0) > 100:
            self.add_error("min_capitals", "A percentage is at most 100.")
        return values


class _BlocksForm(ServiceForm):
    """What blocks have in common."""

    reason = forms.CharField(max_length=MAX_BLOCK_REASON, widget=forms.TextInput(attrs={"class": "vTextField"}))
    expires_at = forms.SplitDateTimeField(
        required=False, widget=AdminSplitDateTime, help_text="Empty: until it is removed (UTC)"
    )
    confirmed = forms.BooleanField(required=False, label="Even if I shut myself or very many people out")


class BlockForm(_BlocksForm):
    """One block."""

    network = forms.CharField(
        max_length=60, help_text="An address or a network: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32"
    )
    field_order = ("network", "reason", "expires_at", "confirmed")


class ManyBlocksForm(_BlocksForm):
    """Several at once."""

    lines = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text="One address or network on each line; what follows a # is passed over.",
    )
    field_order = ("lines", "reason", "expires_at", "confirmed")
