"""Recommendations by API."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.selectors import profile_of, visible_member
from catalog.selectors.cards import genre_tags
from catalog.selectors.offers import titles_on
from moviesite.common.api.pagination import read_bounded
from moviesite.common.vocabulary import LANGUAGES
from recommender.algorithms.registry import registry
from recommender.api.ml_serializers import MOST_NAMES
from recommender.api.serializers import DismissalWriteSerializer, ServingVersionSerializer, SlateSerializer
from recommender.enums import DismissalKind
from recommender.rerank.moods import MOODS
from recommender.rerank.occasions import OCCASIONS
from recommender.selectors.models import active_versions
from recommender.services.blend import recommend_together
from recommender.services.dismissals import dismiss_title, undo_dismissal
from recommender.services.recommend import get_recommendations
from recommender.services.versions import serving_algorithm
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT, Slate


def slate_dict(slate: Slate) -> dict[str, Any]:
    """The promised shape."""
    return {
        "personalized": slate.personalized,
        "model": slate.model,
        "results": [
            {
                "movie": pick.card.as_dict(),
                "score": pick.score,
                "because": [
                    {"movie": {"id": reason.title_id, "title": reason.title}, "share": reason.share}
                    for reason in pick.because
                ],
            }
            for pick in slate.results
        ],
    }


def _named(request: Request, name: str) -> list[str]:
    """Values of a parameter that may be repeated, or hold several with commas between."""
    return [part for value in request.query_params.getlist(name) for part in value.split(",") if part]


def _languages(request: Request) -> list[str]:
    codes = _named(request, "language")
    if unknown := [code for code in codes if code not in LANGUAGES]:
        raise ValidationError({"language": [_("Unknown language: %(name)s.") % {"name": unknown[0][:20]}]})
    return codes


def _genres(request: Request) -> list[str]:
    slugs = _named(request, "genre")
    known = {tag.slug for tag in genre_tags().values()} if slugs else set()
    if unknown := [slug for slug in slugs if slug not in known]:
        raise ValidationError({"genre": [_("Unknown genre: %(name)s.") % {"name": unknown[0][:40]}]})
    if len(slugs) > MOST_NAMES:
        raise ValidationError({"genre": [_("At most %(names)s genres.") % {"names": MOST_NAMES}]})
    return slugs


def _watchable(request: Request) -> frozenset[int] | None:
    """Titles on the member's services, if the request keeps to them."""
    raw = request.query_params.get("mine", "")
    if raw not in ("", "true", "false"):
        raise ValidationError({"mine": [_("true or false.")]})
    if raw != "true":
        return None
    if not isinstance(request.user, User):
        raise ValidationError({"mine": [_("Only members have services: log in first.")]})
    profile = profile_of(request.user)
    return titles_on(profile.services, profile.country)


def _adventure(request: Request) -> float:
    raw = request.query_params.get("adventure")
    if raw is None or raw == "":
        return DEFAULT_ADVENTURE
    try:
        value = float(raw)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise ValidationError({"adventure": [_("A number from 0 (familiar) to 1 (adventurous).")]})
    return value


class RecommendationsView(APIView):
    """Picks with reasons: personal for members with a rating, collective for everybody else."""

    permission_classes = (AllowAny,)
    throttle_policy = "recommend"

    @extend_schema(
        responses=SlateSerializer,
        parameters=[
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 20}),
            OpenApiParameter("mood", {"type": "string", "enum": list(MOODS)}),
            OpenApiParameter("language", str, many=True, description="ISO 639-1; repeatable"),
            OpenApiParameter("adventure", {"type": "number", "minimum": 0, "maximum": 1, "default": DEFAULT_ADVENTURE}),
            OpenApiParameter("max_runtime", {"type": "integer", "minimum": 1, "maximum": 1000}, description="Minutes"),
            OpenApiParameter("genre", str, many=True, description="Slug, any of them; repeatable"),
            OpenApiParameter("occasion", {"type": "string", "enum": list(OCCASIONS)}),
            OpenApiParameter(
                "mine",
                bool,
                description="Only what the member's services show in their country; for members, see `services` of "
                "their profile",
            ),
            OpenApiParameter(
                "algorithm",
                {"type": "string", "enum": list(registry)},
                description="A model by name; one that is not trained gives way to the site's own",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """The present picks; a rating or dismissal changes the next answer."""
        slate = get_recommendations(
            member=request.user if isinstance(request.user, User) else None,
            limit=read_bounded(request, "limit", default=20, low=1, high=MAX_LIMIT),
            languages=_languages(request),
            mood=request.query_params.get("mood", ""),
            adventure=_adventure(request),
            max_runtime=read_bounded(request, "max_runtime", default=0, low=1, high=1000) or None,
            genres=_genres(request),
            occasion=request.query_params.get("occasion", ""),
            watchable=_watchable(request),
            algorithm=request.query_params.get("algorithm", ""),
        )
        return Response(slate_dict(slate), headers={"Cache-Control": "private, no-store"})


class TogetherView(APIView):
    """Picks that the asker and another member would both like."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "recommend"

    @extend_schema(
        responses=SlateSerializer,
        parameters=[OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 20})],
    )
    def get(self, request: Request, username: str) -> Response:
        """Best for both first; 404 for a member whom the asker may not see."""
        viewer: Any = request.user
        limit = read_bounded(request, "limit", default=20, low=1, high=MAX_LIMIT)
        other = visible_member(username=username, viewer_id=viewer.pk)
        slate = recommend_together(member=viewer, other=other, limit=limit)
        return Response(slate_dict(slate), headers={"Cache-Control": "private, no-store"})


class DismissalView(APIView):
    """Picks that the member does not want to see."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=DismissalWriteSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Send a title away."""
        serializer = DismissalWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        dismiss_title(member=request.user, title_id=data["content_id"], kind=DismissalKind(data["kind"]))  # type: ignore[arg-type]
        return Response(status=204)

    @extend_schema(parameters=[OpenApiParameter("content_id", int, required=True)], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take that back; 204 also if it had not been sent away."""
        title_id = read_bounded(request, "content_id", default=0, low=1, high=2**63 - 1)
        if not title_id:
            raise ValidationError({"content_id": [_("This field is required.")]})
        undo_dismissal(member=request.user, title_id=title_id)  # type: ignore[arg-type]
        return Response(status=204)


class ModelStatusView(APIView):
    """What serves."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=ServingVersionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The active versions with their figures."""
        active = active_versions()
        context = {"serving": serving_algorithm(active)}
        return Response(ServingVersionSerializer(active, many=True, context=context).data)
