"""What members say of a title, by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.exceptions import TitleNotFoundError
from catalog.selectors.cards import cards_by_id, kept_card
from recommender.api.serializers import AnalysisSerializer
from recommender.models import ModelVersion
from recommender.selectors import ShownAnalysis, analysis_of

UNTRAINED = "Too few reviews to learn from."
PART_OF_ANOTHER = OpenApiResponse(description="It has become part of another title, which `Location` names")


def analysis_dict(found: ShownAnalysis) -> dict[str, Any]:
    """The promised shape."""
    return {
        "id": found.title_id,
        "summary": [
            {
                "text": quote.text,
                "author": quote.author,
                "author_username": quote.review.user.get_username(),
                "review_id": quote.review.pk,
                "url": quote.url,
                "language": quote.language,
                "polarity": quote.polarity,
            }
            for quote in found.quotes
        ],
        "sentiment": found.sentiment or None,
        "themes": found.themes,
        "mood": found.mood or None,
        "review_count": found.review_count,
        "model": _model(found.model),
        "computed_at": found.computed_at,
        "stale": found.stale,
    }


def _model(version: ModelVersion | None) -> dict[str, Any]:
    if version is None:
        return {"version": "", "reads_words": False, "reason": UNTRAINED, "reviews": 0, "metrics": {}}
    return {
        "version": version.version,
        "reads_words": not version.note,
        "reason": version.note,
        "reviews": version.interactions,
        "metrics": version.metrics,
    }


class AnalysisView(APIView):
    """Summary in members' own words, sentiment, themes and mood."""

    permission_classes = (AllowAny,)
    throttle_policy = "read"

    @extend_schema(responses={200: AnalysisSerializer, 301: PART_OF_ANOTHER})
    def get(self, request: Request, title_id: int) -> Response:
        """Quotes are those that the asker may read at this moment, so no answer is kept for others."""
        if title_id not in cards_by_id([title_id]):
            kept = kept_card(title_id)
            if kept is None:
                raise TitleNotFoundError
            return Response(status=301, headers={"Location": f"/api/movies/{kept.id}/analysis"})
        found = analysis_of(title_id, viewer_id=request.user.pk)
        return Response(AnalysisSerializer(analysis_dict(found)).data, headers={"Cache-Control": "private, no-cache"})
