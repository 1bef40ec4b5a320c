"""Analytics by API: one's own habits, how picks are received, what is watched where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.cache import caches
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.exceptions import ProfileNotFoundError
from accounts.models import User
from moviesite.common.api.pagination import PageNumberPagination, read_bounded
from recommender.api.analytics_serializers import (
    PerformancePageSerializer,
    PerformanceSerializer,
    RegionalTrendsSerializer,
    UserPatternsSerializer,
    patterns_dict,
)
from recommender.api.permissions import StaffPermission
from recommender.selectors.analytics import (
    LEAST_MEMBERS,
    TREND_DAYS,
    patterns_of,
    performance_of,
    shown_titles,
    trends_by,
)

SUPPORT = "ratings.view_rating"  # staff who may see what others rate
TRENDS_TTL = 600


class UserPatternsView(APIView):
    """When and what a member rates."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "read"

    @extend_schema(
        parameters=[OpenApiParameter("user_id", int, description="Staff with the permission to view ratings")],
        responses=UserPatternsSerializer,
    )
    def get(self, request: Request) -> Response:
        """One's own; for others than staff nobody else exists."""
        member = _whose(request)
        body = UserPatternsSerializer(patterns_dict(member.pk, patterns_of(member, timezone.now()))).data
        return Response(body, headers={"Cache-Control": "private, no-store"})


def _whose(request: Request) -> User:
    asker: Any = request.user
    wanted = read_bounded(request, "user_id", default=asker.pk, low=1, high=2**63 - 1)
    if wanted == asker.pk:
        found: User = asker
        return found
    other = User.objects.filter(pk=wanted, is_active=True).first()
    if other is None or not (asker.is_staff and asker.has_perm(SUPPORT)):
        raise ProfileNotFoundError
    return other


class ContentPerformanceView(APIView):
    """What became of titles among picks."""

    permission_classes = (StaffPermission,)
    throttle_policy = "read"
    staff_permissions: ClassVar = {"GET": "recommender.view_impression"}

    @extend_schema(
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=PerformancePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Most shown first."""
        pages = PageNumberPagination()
        rows = pages.paginate_queryset(shown_titles(), request, view=self) or []
        found = [
            {
                "movie": row.card.as_dict(),
                "impressions": row.impressions,
                "members": row.members,
                "clicks": row.clicks,
                "ratings": row.ratings,
                "mean": row.mean,
            }
            for row in performance_of(rows)
        ]
        return pages.get_paginated_response(PerformanceSerializer(found, many=True).data)


class RegionalTrendsView(APIView):
    """What is rated in which language, and where."""

    permission_classes = (AllowAny,)
    throttle_policy = "read"

    @extend_schema(responses=RegionalTrendsSerializer)
    def get(self, request: Request) -> Response:
        """The last 30 days beside the 30 before; groups of fewer than five members are not shown. Kept ten minutes."""
        body = caches["local"].get_or_set("recommender:trends", _trends, TRENDS_TTL)
        return Response(body, headers={"Cache-Control": f"public, max-age={TRENDS_TTL}"})


def _trends() -> dict[str, Any]:
    now = timezone.now()
    found = RegionalTrendsSerializer(
        {
            "days": TREND_DAYS,
            "least_members": LEAST_MEMBERS,
            "languages": trends_by("title__language", now),
            "regions": trends_by("user__profile__region", now),
        }
    ).data
    return dict(found)
