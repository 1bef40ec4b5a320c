"""Pairs and votes by API. Visitors are known by a cookie that the first pair sets; everybody else by who they are."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Profile
from matchups.api.serializers import (
    ComparisonDetailSerializer,
    ComparisonSerializer,
    VoteHistorySerializer,
    VoteResultSerializer,
    VoteWriteSerializer,
)
from matchups.enums import VoteState
from matchups.models import Comparison, Vote
from matchups.selectors.results import Blind, Side, blind_pairs, result_of
from matchups.selectors.votes import votes_of
from matchups.services.comparisons import next_comparison, own_comparison
from matchups.services.voting import cast_vote, undo_vote
from matchups.visitors import enforce_daily, remember, voter_of
from moviesite.common.api.pagination import PageNumberPagination, read_bounded

_AFTER = OpenApiParameter("after", int, description="The pair that follows this comparison, to have it ready")


def _blind(pair: Blind) -> dict[str, Any]:
    row = pair.comparison
    return {
        "id": row.pk,
        "set_a": {"id": row.set_a_id, "movies": [card.as_dict() for card in pair.a]},
        "set_b": {"id": row.set_b_id, "movies": [card.as_dict() for card in pair.b]},
        "expires_at": row.expires_at,
    }


def _told(vote: Vote) -> dict[str, Any]:
    return {
        "id": vote.pk,
        "comparison": vote.comparison_id,
        "outcome": vote.outcome,
        "state": vote.state,
        "counted": vote.state == VoteState.COUNTED,
        "votes_a": vote.told_a,
        "votes_b": vote.told_b,
        "ties": vote.told_ties,
        "rating_change": {"a": vote.change, "b": -vote.change},
        "cast_at": vote.cast_at,
    }


def _side(side: Side) -> dict[str, Any]:
    owner = side.owner
    return {
        "id": side.set.pk,
        "movies": [card.as_dict() for card in side.cards],
        "owner": owner
        and {
            "username": owner.username,
            "display_name": getattr(owner, "profile", Profile()).display_name,
            "url": owner.get_absolute_url(),
        },
        "name": side.set.name,
        "url": side.set.get_absolute_url(),
        "percent": side.percent,
        "rating": side.rating,
        "interval": side.interval,
        "votes": side.votes,
        "provisional": side.is_provisional,
    }


def _detail(request: Request, comparison: Comparison) -> dict[str, Any]:
    result = result_of(comparison, request.user.pk)
    return {
        **_blind(blind_pairs([comparison])[0]),
        "vote": result and _told(result.vote),
        "result_a": result and _side(result.a),
        "result_b": result and _side(result.b),
    }


class NextComparisonView(APIView):
    """The pair to answer next."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="comparisons_next", responses=ComparisonSerializer, parameters=[_AFTER])
    def get(self, request: Request) -> Response:
        """The pair that is open for the asker, else a new one; 404 when nothing is left."""
        after = read_bounded(request, "after", default=0, low=1, high=2**63 - 1) or None
        comparison = next_comparison(voter=voter_of(request), after=after)
        response = Response(_blind(blind_pairs([comparison])[0]))
        remember(request, response)
        return response


class ComparisonView(APIView):
    """A pair that was offered to the asker."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=ComparisonDetailSerializer)
    def get(self, request: Request, comparison_id: int) -> Response:
        """Blind before the answer; with owners, ratings and tallies after it."""
        return Response(_detail(request, own_comparison(voter=voter_of(request), comparison_id=comparison_id)))


class VotesView(APIView):
    """Votes of the asker."""

    permission_classes = (AllowAny,)
    pagination_class = PageNumberPagination
    throttle_policy = {"POST": "vote"}

    @extend_schema(responses=VoteHistorySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The latest first; what was undone is not among them."""
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(votes_of(voter_of(request).key), request, self) or []
        pairs = blind_pairs([vote.comparison for vote in page])
        rows = [{**_told(vote), **_sets(pair)} for vote, pair in zip(page, pairs, strict=True)]
        return paginator.get_paginated_response(rows)

    @extend_schema(request=VoteWriteSerializer, responses={200: VoteResultSerializer, 201: VoteResultSerializer})
    def post(self, request: Request) -> Response:
        """Answer a pair: 201, or 200 with the first result when the same answer was sent before."""
        serializer = VoteWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        enforce_daily(request)
        cast = cast_vote(
            voter=voter_of(request),
            comparison_id=data["comparison"],
            outcome=data["outcome"],
            skip_reason=data.get("reason", ""),
        )
        return Response(_told(cast.vote), status=201 if cast.is_new else 200)


def _sets(pair: Blind) -> dict[str, Any]:
    found = _blind(pair)
    return {"set_a": found["set_a"], "set_b": found["set_b"]}


class VoteView(APIView):
    """One vote of the asker."""

    permission_classes = (AllowAny,)
    throttle_policy = {"DELETE": "vote"}

    @extend_schema(responses={200: ComparisonDetailSerializer})
    def delete(self, request: Request, vote_id: int) -> Response:
        """Take the last answer back: its pair is open again. 409 for any other."""
        return Response(_detail(request, undo_vote(voter=voter_of(request), vote_id=vote_id)))
