"""Profiles by API: the member's own, and everybody's as others see them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import ProfileSerializer, PublicProfileSerializer
from accounts.exceptions import ForeignProfileError
from accounts.models import Profile, User
from accounts.selectors import profile_of, public_profiles
from accounts.selectors.people import known_member, visible_member
from accounts.services.owndata import erase_account
from accounts.services.profiles import update_profile
from accounts.services.proof import require_fresh_proof

EDITORS = "accounts.change_profile"


class OwnProfileView(generics.RetrieveUpdateAPIView[Profile]):
    """The member's own profile."""

    serializer_class = ProfileSerializer
    permission_classes = (IsAuthenticated,)

    def get_object(self) -> Profile:
        """The profile of whoever asks."""
        return profile_of(self.request.user)  # type: ignore[arg-type]

    def perform_update(self, serializer: Any) -> None:
        """Change it through the service, which checks what the database cannot."""
        serializer.instance = update_profile(user=self.request.user, changes=serializer.validated_data)  # type: ignore[arg-type]


class ProfileListView(generics.ListAPIView[Profile]):
    """Public profiles, newest member first."""

    serializer_class = PublicProfileSerializer
    permission_classes = (AllowAny,)

    def get_queryset(self) -> Any:
        """Only whom the asker comes across."""
        return public_profiles(self.request.user.pk)


class ProfileDetailView(APIView):
    """One profile: read by whoever may see it, changed by its member or by staff who may change profiles."""

    def get_permissions(self) -> list[BasePermission]:
        """By method."""
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]

    @extend_schema(responses=PublicProfileSerializer)
    def get(self, request: Request, username: str) -> Response:
        """As others see it; 404 for one that the asker may not see."""
        member = visible_member(username=username, viewer_id=request.user.pk)
        body = PublicProfileSerializer(profile_of(member)).data
        return Response(body, headers={"Cache-Control": "private, no-cache"})

    @extend_schema(request=ProfileSerializer, responses=ProfileSerializer)
    def put(self, request: Request, username: str) -> Response:
        """Everything anew."""
        return self._change(request, username, partial=False)

    @extend_schema(request=ProfileSerializer(partial=True), responses=ProfileSerializer)
    def patch(self, request: Request, username: str) -> Response:
        """Some of it."""
        return self._change(request, username, partial=True)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, username: str) -> Response:
        """The member's own account, with all that is theirs; it takes a fresh proof of who they are."""
        asker: Any = request.user
        member = visible_member(username=username, viewer_id=asker.pk)
        if member.pk != asker.pk:
            raise ForeignProfileError
        require_fresh_proof(request)
        erase_account(user=member)
        return Response(status=204)

    def _change(self, request: Request, username: str, *, partial: bool) -> Response:
        """403 for somebody else's profile that the asker may see, 404 for one that they may not."""
        member = _changeable(request.user, username)
        serializer = ProfileSerializer(profile_of(member), data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        changed = update_profile(user=member, changes=serializer.validated_data)
        return Response(ProfileSerializer(changed).data, headers={"Cache-Control": "no-store"})


def _changeable(asker: Any, username: str) -> User:
    if asker.is_staff and asker.has_perm(EDITORS):
        return known_member(username)
    member = visible_member(username=username, viewer_id=asker.pk)
    if member.pk != asker.pk:
        raise ForeignProfileError
    return member
