"""Shapes of the lists in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from ratings.enums import ListMemberState, ListVisibility


class TitleListSerializer(serializers.Serializer[Any]):
    """A list at a glance."""

    id = serializers.IntegerField(source="list.pk")
    name = serializers.CharField(source="list.name")
    description = serializers.CharField(source="list.description")
    owner = serializers.CharField(source="list.owner.username")
    visibility = serializers.ChoiceField(source="list.visibility", choices=ListVisibility.choices)
    is_public = serializers.BooleanField(source="list.is_public")
    is_ranked = serializers.BooleanField(source="list.is_ranked")
    count = serializers.IntegerField()
    updated_at = serializers.DateTimeField(source="list.updated_at")
    url = serializers.CharField(source="list.get_absolute_url")


class ListPageSerializer(serializers.Serializer[Any]):
    """A page of lists."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TitleListSerializer(many=True)


class ListEntrySerializer(serializers.Serializer[Any]):
    """A title's place in a list, counted from 0."""

    position = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    movie = TitleCardSerializer()


class ListEntryPageSerializer(serializers.Serializer[Any]):
    """A page of a list's titles."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ListEntrySerializer(many=True)


class ListWordsSerializer(StrictSerializer):
    """What a list says about itself. `is_public` is the short way to say who sees it."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(choices=ListVisibility.choices, required=False)
    is_public = serializers.BooleanField(required=False)
    is_ranked = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way to say who sees it."""
        is_public = attrs.pop("is_public", None)
        if is_public is not None:
            if "visibility" in attrs:
                raise serializers.ValidationError({"is_public": [_("Give either visibility or is_public.")]})
            attrs["visibility"] = ListVisibility.PUBLIC if is_public else ListVisibility.PRIVATE
        return attrs


class NewListEntrySerializer(StrictSerializer):
    """A title to add."""

    movie = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ListEntryUpdateSerializer(StrictSerializer):
    """Another place, counted from 0, or another note."""

    position = serializers.IntegerField(min_value=0, max_value=100_000, required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ListMemberSerializer(serializers.Serializer[Any]):
    """Somebody who works on a list or was asked to."""

    username = serializers.CharField(source="user.username")
    state = serializers.ChoiceField(choices=ListMemberState.choices)
    created_at = serializers.DateTimeField()


class ListMemberPageSerializer(serializers.Serializer[Any]):
    """A page of those who work on a list."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ListMemberSerializer(many=True)


class InvitationSerializer(StrictSerializer):
    """Whom to ask."""

    username = serializers.CharField(max_length=30)


class InvitationAnswerSerializer(StrictSerializer):
    """Yes or no."""

    accept = serializers.BooleanField()
