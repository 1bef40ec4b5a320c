"""What the desk of matches asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.utils.translation import gettext as _

from catalog.models import Title, TitleMatch


class BesideForm(forms.Form):
    """Two titles, by their numbers or looked up."""

    def __init__(self, site: AdminSite, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("first", _("One title, by its number")), ("second", _("The other"))):
            relation: Any = TitleMatch._meta.get_field(name).remote_field
            widget = ForeignKeyRawIdWidget(relation, site)
            self.fields[name] = forms.ModelChoiceField(
                Title.objects.filter(merged_into=None), widget=widget, label=label
            )

    def title_ids(self) -> tuple[int, int]:
        """Both numbers."""
        return self.cleaned_data["first"].pk, self.cleaned_data["second"].pk
