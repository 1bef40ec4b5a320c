"""Forms of members: reporting, and appealing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.enums import ReportReason
from adminpanel.models.moderation import MAX_APPEAL, MAX_NOTE
from moviesite.common.forms import ServiceForm


class ReportForm(ServiceForm):
    """What is wrong, and in one's own words why."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=ReportReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Anything else the moderators should know"),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only they read it. Whom you report is not told who you are."),
    )


class AppealForm(ServiceForm):
    """What was wrong about a decision."""

    text = forms.CharField(
        label=_("What was wrong about it?"),
        max_length=MAX_APPEAL,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Somebody else than who decided reads this. You can write once."),
        error_messages={"required": _("Say what was wrong about it.")},
    )
