"""Serializers that all apps build on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

if TYPE_CHECKING:
    _Base = serializers.Serializer[Any]
else:
    _Base = object


class StrictFieldsMixin(_Base):
    """Refuses fields it does not know, so that a typing mistake is told instead of ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """Validated values; each unknown field is an error of its own."""
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: [_("Unknown field.")] for name in unknown})
        return super().to_internal_value(data)


class StrictSerializer(StrictFieldsMixin, serializers.Serializer[Any]):
    """A serializer that refuses fields it does not know."""
