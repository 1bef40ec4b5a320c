"""Shapes of the account API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Profile, User
from accounts.services.profiles import EDITABLE, MOST_SERVICES
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
    otp = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        write_only=True,
        help_text="Code of the authenticator app or a recovery code, where `second_factor_required` was answered",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one identifier."""
        if ("username" in attrs) == ("email" in attrs):
            raise serializers.ValidationError({"username": [_("Give either username or email.")]})
        attrs["identifier"] = attrs.get("username") or attrs.get("email") or ""
        return attrs


class RefreshSerializer(StrictSerializer):
    """A refresh token to exchange."""

    refresh = serializers.CharField(max_length=400)


class LogoutSerializer(StrictSerializer):
    """Optionally the refresh token of the login to end; without it, the one of the bearer token ends."""

    refresh = serializers.CharField(max_length=400, required=False)


class ProofSerializer(StrictSerializer):
    """One way to show who is there."""

    password = serializers.CharField(max_length=256, required=False, write_only=True, trim_whitespace=False)
    otp = serializers.CharField(max_length=40, required=False, write_only=True)
    message = serializers.CharField(max_length=2048, required=False, write_only=True, trim_whitespace=False)
    signature = serializers.CharField(max_length=16_386, required=False, write_only=True, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one way."""
        if set(attrs) not in ({"password"}, {"otp"}, {"message", "signature"}):
            raise serializers.ValidationError({"password": [_("Give a password, an otp, or message and signature.")]})
        return attrs


class ResetSerializer(StrictSerializer):
    """Whose password was lost."""

    email = serializers.EmailField(max_length=254)


class ResetConfirmSerializer(StrictSerializer):
    """Both parts of the link, and the new password."""

    uid = serializers.CharField(max_length=64)
    token = serializers.CharField(max_length=128)
    password = serializers.CharField(max_length=256, write_only=True, trim_whitespace=False)


class LoginSessionSerializer(serializers.Serializer[Any]):
    """One login. `kind` is `browser` or `api`; `id` ends it."""

    id = serializers.CharField()
    kind = serializers.CharField()
    device = serializers.CharField()
    method = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2, empty if unknown")
    network = serializers.CharField()
    started_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()


class FactorsSerializer(serializers.Serializer[Any]):
    """What the member can log in with; `ways` counts what opens the door alone."""

    has_password = serializers.BooleanField()
    email = serializers.CharField()
    email_confirmed = serializers.BooleanField()
    ways = serializers.IntegerField()
    has_totp = serializers.SerializerMethodField()
    passkeys = serializers.SerializerMethodField()
    recovery_codes_left = serializers.IntegerField(source="codes_left")

    def get_has_totp(self, factors: Any) -> bool:
        """Whether an authenticator app is asked for."""
        return factors.totp is not None

    def get_passkeys(self, factors: Any) -> list[str]:
        """Names of the passkeys."""
        return [passkey.name for passkey in factors.passkeys]


class ProfileSerializer(StrictFieldsMixin, serializers.ModelSerializer[Profile]):
    """The member's own profile."""

    username = serializers.CharField(source="user.username", read_only=True)
    content_languages = serializers.ListField(child=serializers.CharField(max_length=8), required=False)
    muted_languages = serializers.ListField(child=serializers.CharField(max_length=8), required=False)

    favorite_genres = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    services = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        max_length=MOST_SERVICES,
        help_text="Slugs of platforms that the member uses",
    )
    avatar = serializers.CharField(source="avatar_url", read_only=True)

    class Meta:
        model = Profile
        fields = ("username", "avatar", *EDITABLE)


class PublicProfileSerializer(serializers.ModelSerializer[Profile]):
    """A profile as others see it."""

    username = serializers.CharField(source="user.username", read_only=True)
    url = serializers.CharField(source="user.get_absolute_url", read_only=True)
    avatar = serializers.CharField(source="avatar_url", read_only=True)
    joined = serializers.DateTimeField(source="user.date_joined", read_only=True)

    class Meta:
        model = Profile
        fields = (
            "username",
            "display_name",
            "bio",
            "content_languages",
            "favorite_genres",
            "region",
            "avatar",
            "joined",
            "url",
        )
        read_only_fields = fields
