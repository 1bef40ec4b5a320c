"""Shapes of the account API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Profile, User
from accounts.services.profiles import EDITABLE
from moviesite.common.api.serializers import StrictFieldsMixin, StrictSerializer


class UserSerializer(serializers.ModelSerializer[User]):
    """The member as the member sees it."""

    display_name = serializers.CharField(source="profile.display_name", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = User
        fields = ("id", "username", "email", "display_name", "date_joined", "url")
        read_only_fields = fields


class TokenPairSerializer(serializers.Serializer[Any]):
    """An access token, its refresh token and whose they are."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserSerializer()


class RefreshedPairSerializer(serializers.Serializer[Any]):
    """The next pair."""

    access = serializers.CharField()
    refresh = serializers.CharField()


class RegisterSerializer(StrictSerializer):
    """What joining takes."""

    username = serializers.CharField(max_length=30)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    password = serializers.CharField(max_length=256, write_only=True, trim_whitespace=False)


class LoginSerializer(StrictSerializer):
    """Either identifier and the password."""

    username = serializers.CharField(max_length=254, required=False)
    email = serializers.CharField(max_length=254, required=False)
    password = serializers.CharField(max_length=256, write_only=True, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one identifier."""
        if ("username" in attrs) == ("email" in attrs):
            raise serializers.ValidationError({"username": ["Give either username or email."]})
        attrs["identifier"] = attrs.get("username") or attrs.get("email") or ""
        return attrs


class RefreshSerializer(StrictSerializer):
    """A refresh token to exchange."""

    refresh = serializers.CharField(max_length=400)


class LogoutSerializer(StrictSerializer):
    """Optionally the refresh token of the login to end; without it, the one of the bearer token ends."""

    refresh = serializers.CharField(max_length=400, required=False)


class ProfileSerializer(StrictFieldsMixin, serializers.ModelSerializer[Profile]):
    """The member's own profile."""

    username = serializers.CharField(source="user.username", read_only=True)
    content_languages = serializers.ListField(child=serializers.CharField(max_length=8), required=False)
    muted_languages = serializers.ListField(child=serializers.CharField(max_length=8), required=False)

    class Meta:
        model = Profile
        fields = ("username", *EDITABLE)


class PublicProfileSerializer(serializers.ModelSerializer[Profile]):
    """A profile as others see it."""

    username = serializers.CharField(source="user.username", read_only=True)
    url = serializers.CharField(source="user.get_absolute_url", read_only=True)
    joined = serializers.DateTimeField(source="user.date_joined", read_only=True)

    class Meta:
        model = Profile
        fields = ("username", "display_name", "bio", "content_languages", "region", "joined", "url")
        read_only_fields = fields
