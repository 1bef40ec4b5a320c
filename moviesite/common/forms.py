"""What the forms of all apps share."""

from __future__ import annotations

from django import forms

from moviesite.common.errors import DomainError


class ServiceForm(forms.Form):
    """A form that can show the field errors of a service beside its fields."""

    def add_domain_error(self, error: DomainError) -> None:
        """Attach each message to its field; what belongs to no field stands above the form."""
        for field, messages in error.errors.items():
            self.add_error(field if field in self.fields else None, list(messages))
        if not error.errors:
            self.add_error(None, error.detail)
