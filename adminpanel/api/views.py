"""Curation and analytics by API. Every action asks for its own permission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from adminpanel.api.serializers import (
    AnalyticsSerializer,
    CuratedPageSerializer,
    CuratedSerializer,
    CuratedTitleSerializer,
    CurateSerializer,
    FeaturedSlotSerializer,
    FeatureSerializer,
)
from adminpanel.selectors import overview
from adminpanel.selectors.analytics import SERIES, daily_series
from adminpanel.selectors.content import LACKS, missing_facts, titles_for_curators
from adminpanel.services.curation import allowed_steps, move_titles, undo_curation
from adminpanel.services.featured import feature_title
from catalog.enums import TitleStatus
from catalog.selectors.missed_searches import missed_searches
from moviesite.common.api.pagination import PageNumberPagination, read_bounded
from moviesite.common.vocabulary import LANGUAGES
from recommender.api.permissions import StaffPermission

LONGEST = 200
MOST_DAYS = 365
MISSED = 50


class ContentSearchView(APIView):
    """The catalog as curators see it."""

    permission_classes = (StaffPermission,)
    throttle_policy = "search"
    staff_permissions: ClassVar = {"GET": "catalog.view_title"}

    @extend_schema(
        operation_id="admin_content_search",
        parameters=[
            OpenApiParameter("query", str, description="Part of a name in any script, or an id"),
            OpenApiParameter("status", str, enum=TitleStatus.values),
            OpenApiParameter("language", str, description="Original language (ISO 639-1)"),
            OpenApiParameter("lacks", str, enum=list(LACKS), description="Only titles that lack this"),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=CuratedPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Titles of every status, the latest changed first, with what each lacks and where you may move it."""
        asker: Any = request.user
        found = titles_for_curators(
            request.query_params.get("query", "").strip()[:LONGEST],
            status=_one_of(request, "status", TitleStatus.values),
            language=_one_of(request, "language", LANGUAGES),
            lacks=_one_of(request, "lacks", LACKS),
        )
        pages = PageNumberPagination()
        titles = pages.paginate_queryset(found, request, view=self) or []
        missing = missing_facts(titles)
        for title in titles:
            title.__dict__["missing"] = missing.get(title.pk, [])
            title.__dict__["steps"] = [str(step) for step in allowed_steps(asker, title.status)]
        return pages.get_paginated_response(CuratedTitleSerializer(titles, many=True).data)


class CurateView(APIView):
    """Steps of the workflow."""

    permission_classes = (StaffPermission,)
    throttle_policy = "write"
    staff_permissions: ClassVar = {"POST": "catalog.view_title"}  # each step asks for its own permission

    @extend_schema(request=CurateSerializer, responses=CuratedSerializer)
    def post(self, request: Request) -> Response:
        """Move titles, or undo a decision. 403 without the permission for a step; then nothing moves."""
        wish = CurateSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        data, actor = wish.validated_data, _staff(request)
        if "undo" in data:
            done = undo_curation(actor=actor, curation_id=data["undo"])
        else:
            done = move_titles(actor=actor, title_ids=data["ids"], to_status=data["status"], reason=data["reason"])
        body = {
            "curation": done.curation.pk if done.curation else None,
            "moved": list(done.moved),
            "stayed": list(done.stayed),
        }
        return Response(CuratedSerializer(body).data)


class FeatureView(APIView):
    """Featured slots."""

    permission_classes = (StaffPermission,)
    throttle_policy = "write"
    staff_permissions: ClassVar = {"POST": "adminpanel.add_featuredslot"}

    @extend_schema(request=FeatureSerializer, responses={201: FeaturedSlotSerializer})
    def post(self, request: Request) -> Response:
        """Put a published title in front of an audience for a while."""
        wish = FeatureSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        values = dict(wish.validated_data)
        slot = feature_title(actor=_staff(request), title_id=values.pop("title"), **values)
        return Response(FeaturedSlotSerializer(slot).data, status=201)


class AnalyticsView(APIView):
    """The dashboard's figures as numbers."""

    permission_classes = (StaffPermission,)
    throttle_policy = "read"
    staff_permissions: ClassVar = {"GET": "adminpanel.view_dailyfigure"}

    @extend_schema(
        operation_id="admin_analytics",
        parameters=[OpenApiParameter("days", int, description=f"1 to {MOST_DAYS}, 28 by default")],
        responses=AnalyticsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Figures by day, the funnel, what was missed, gaps by language, models, and what waits."""
        span = read_bounded(request, "days", default=28, low=1, high=MOST_DAYS)
        now = timezone.now()
        days = [now.date() - timedelta(days=back) for back in reversed(range(span))]
        quality = overview.quality(now)
        body = {
            "days": days,
            "series": daily_series(days, SERIES),
            "funnel": overview.usage(now).funnel,
            "missed_searches": missed_searches(span, MISSED),
            "languages": quality.gaps,
            "models": quality.versions,
            "parts": overview.health(now).lamps,
            "waiting": overview.waiting(),
        }
        return Response(AnalyticsSerializer(body).data, headers={"Cache-Control": "private, no-store"})


def _staff(request: Request) -> User:
    asker: Any = request.user
    found: User = asker
    return found


def _one_of(request: Request, name: str, known: Any) -> str:
    value = request.query_params.get(name, "")
    if value and value not in known:
        raise ValidationError({name: [f"One of {', '.join(known)}."]})
    return str(value)
