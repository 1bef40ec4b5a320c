"""Shapes of what members are to each other."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class MemberCardSerializer(serializers.Serializer[Any]):
    """A member at a glance."""

    username = serializers.CharField()
    display_name = serializers.CharField(source="profile.display_name", default="")
    avatar = serializers.CharField(source="profile.avatar_url", default="", help_text='"" where none was uploaded')
    url = serializers.CharField(source="get_absolute_url")


class ActivitySerializer(serializers.Serializer[Any]):
    """An entry of the feed. `movie` is a title card or null; what `detail` holds depends on `kind`."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    actor = MemberCardSerializer()
    movie = serializers.DictField(allow_null=True)
    detail = serializers.DictField()
    created_at = serializers.DateTimeField()
