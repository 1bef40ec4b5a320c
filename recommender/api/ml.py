"""Recommendations asked for with a body."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.exceptions import ProfileNotFoundError
from accounts.models import User
from catalog.exceptions import LanguageNotFoundError
from moviesite.common.vocabulary import LANGUAGES
from recommender.api.ml_serializers import (
    GenrePicksSerializer,
    GenreWishSerializer,
    MoodPicksSerializer,
    PicksSerializer,
    RegionalPicksSerializer,
    SimilarSerializer,
    wish_of,
)
from recommender.api.serializers import SlateSerializer
from recommender.api.views import slate_dict
from recommender.services.recommend import get_recommendations, similar_titles
from recommender.services.trending import trending_titles
from recommender.serving.context import Slate

SUPPORT = "recommender.view_recommendation"  # staff who may see what others are recommended


def _answer(slate: Slate) -> Response:
    return Response(slate_dict(slate), headers={"Cache-Control": "private, no-store"})


def _asker(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None


class PicksView(APIView):
    """Open to all; a member's own history counts, and what they saw, sent away or muted stays out."""

    permission_classes = (AllowAny,)
    throttle_policy = "recommend"


class UserPicksView(PicksView):
    """One member's picks."""

    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]

    @extend_schema(request=PicksSerializer, responses=SlateSerializer)
    def post(self, request: Request, user_id: int) -> Response:
        """One's own; staff with the permission may ask for anybody's. For all others nobody else exists."""
        wish = wish_of(PicksSerializer, request.data)
        return _answer(get_recommendations(member=_whose(request, user_id), **wish))


def _whose(request: Request, user_id: int) -> User:
    asker = _asker(request)
    if asker is not None and asker.pk == user_id:
        return asker
    if asker is not None and asker.is_staff and asker.has_perm(SUPPORT):
        found = User.objects.filter(pk=user_id, is_active=True).first()
        if found is not None:
            return found
    raise ProfileNotFoundError


class SimilarView(PicksView):
    """What is near a title."""

    @extend_schema(request=SimilarSerializer, responses=SlateSerializer)
    def post(self, request: Request, content_id: int) -> Response:
        """Nearest first, each caused by the title that was asked about."""
        wish = wish_of(SimilarSerializer, request.data)
        return _answer(similar_titles(title_id=content_id, member=_asker(request), **wish))


class TrendingView(PicksView):
    """What many are active about."""

    @extend_schema(request=GenreWishSerializer, responses=SlateSerializer)
    def post(self, request: Request) -> Response:
        """Most activity first; `score` is the share of the first one's."""
        return _answer(trending_titles(member=_asker(request), **wish_of(GenreWishSerializer, request.data)))


class GenreView(PicksView):
    """Picks of some genres."""

    @extend_schema(request=GenrePicksSerializer, responses=SlateSerializer)
    def post(self, request: Request) -> Response:
        """Titles of any of the genres."""
        return _answer(get_recommendations(member=_asker(request), **wish_of(GenrePicksSerializer, request.data)))


class MoodView(PicksView):
    """Picks for a mood."""

    @extend_schema(request=MoodPicksSerializer, responses=SlateSerializer)
    def post(self, request: Request) -> Response:
        """Titles that suit it, and the member."""
        return _answer(get_recommendations(member=_asker(request), **wish_of(MoodPicksSerializer, request.data)))


class RegionalView(PicksView):
    """Picks in one language."""

    @extend_schema(request=RegionalPicksSerializer, responses=SlateSerializer)
    def post(self, request: Request, language: str) -> Response:
        """Titles of a language (ISO 639-1); 404 for none that the site knows."""
        if language not in LANGUAGES:
            raise LanguageNotFoundError
        wish = wish_of(RegionalPicksSerializer, request.data)
        return _answer(get_recommendations(member=_asker(request), languages=[language], **wish))
