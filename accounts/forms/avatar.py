"""The form of a picture."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moviesite.common.forms import ServiceForm


class AvatarForm(ServiceForm):
    """A picture to upload; what it is, the service finds out."""

    file = forms.FileField(
        label=_("Your picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
