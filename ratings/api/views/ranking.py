"""The member's ranking by duels, by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from moviesite.common.api.pagination import PageNumberPagination
from ratings.api.ranking_serializers import (
    AnswerWriteSerializer,
    DuelSerializer,
    RankingPageSerializer,
    StarsPageSerializer,
    StarsUndoneSerializer,
    StarsWriteSerializer,
)
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import (
    Duel,
    StarsPlan,
    change_cards,
    next_duel,
    place_cards,
    places_of,
    settled_ranking,
    stars_plan,
)
from ratings.services.ranking import answer_question, undo_answer
from ratings.services.ranking_stars import turn_into_stars, undo_stars


def _body(duel: Duel) -> dict[str, Any]:
    return {
        "question": duel.question or None,
        "left": duel.left.as_dict() if duel.left else None,
        "right": duel.right.as_dict() if duel.right else None,
        "ranked": duel.ranked,
        "rated": duel.rated,
        "left_over": duel.left_over,
    }


class RankingView(APIView):
    """The ranking."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="user_ranking_list", responses=RankingPageSerializer)
    def get(self, request: Request) -> Response:
        """One page of it, best first."""
        paginator = PageNumberPagination()
        places = places_of(settled_ranking(request.user))  # type: ignore[arg-type]
        page: Any = paginator.paginate_queryset(places, request, self)
        rows = [
            {"rank": place.rank, "movie": card.as_dict(), "rating": place.stars} for place, card in place_cards(page)
        ]
        return paginator.get_paginated_response(rows)


class NextDuelView(APIView):
    """The next question."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=DuelSerializer)
    def get(self, request: Request) -> Response:
        """Two rated titles to compare; the same until it is answered, or the ratings change."""
        return Response(_body(next_duel(request.user)))  # type: ignore[arg-type]


class AnswersView(APIView):
    """Answers."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "rank"

    @extend_schema(request=AnswerWriteSerializer, responses={201: DuelSerializer, 200: DuelSerializer})
    def post(self, request: Request) -> Response:
        """Answer the question that is asked; what comes back is the next one.

        The same answer again is a 200. 409 `question_answered` for another one, `stale_question` for a question that is
        not asked (any more).
        """
        serializer = AnswerWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answered = answer_question(
            member=request.user,  # type: ignore[arg-type]
            question=serializer.validated_data["question"],
            outcome=Outcome(serializer.validated_data["answer"]),
        )
        return Response(_body(answered.duel), status=201 if answered.created else 200)


class LastAnswerView(APIView):
    """The last answer."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "rank"

    @extend_schema(responses=DuelSerializer)
    def delete(self, request: Request) -> Response:
        """Take it back; what comes back is asked now. 409 `nothing_to_undo` without one."""
        return Response(_body(undo_answer(member=request.user)))  # type: ignore[arg-type]


class RankingStarsView(APIView):
    """The ranking as stars."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=StarsWriteSerializer, responses=StarsPageSerializer)
    def post(self, request: Request) -> Response:
        """Say what would change, or change it. Each number of stars is given as often as before."""
        serializer = StarsWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        applied: bool = serializer.validated_data["apply"]
        member: Any = request.user
        plan: StarsPlan = turn_into_stars(member=member) if applied else stars_plan(settled_ranking(member))
        paginator = PageNumberPagination()
        page: Any = paginator.paginate_queryset(plan.changes, request, self)
        rows = [
            {"rank": change.rank, "movie": card.as_dict(), "before": change.before, "after": change.after}
            for change, card in change_cards(page)
        ]
        answer = paginator.get_paginated_response(rows)
        answer.data = {"applied": applied, "kept": plan.kept, **answer.data}
        return answer

    @extend_schema(responses=StarsUndoneSerializer)
    def delete(self, request: Request) -> Response:
        """Give back the stars from before the last time, once; titles rated anew since keep theirs."""
        undone = undo_stars(member=request.user)  # type: ignore[arg-type]
        return Response({"restored": undone.restored, "left": undone.left})
