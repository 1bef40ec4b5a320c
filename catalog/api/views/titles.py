"""Single titles and people."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.serializers import PersonDetailSerializer, PersonPageSerializer, TitleDetailSerializer
from catalog.api.views.parameters import NO_SUCH_PAGE, PAGING
from catalog.exceptions import TitleNotFoundError
from catalog.selectors.cards import kept_card
from catalog.selectors.extensions import own_ratings_of
from catalog.selectors.people import PersonCard, get_person, people
from catalog.services.titles import get_movie_details
from moviesite.common.api.caching import CachedAnswerMixin
from moviesite.common.api.pagination import PageNumberPagination

PART_OF_ANOTHER = OpenApiResponse(description="It has become part of another title, which `Location` names")


class MovieView(CachedAnswerMixin):
    """One title."""

    permission_classes = (AllowAny,)
    is_personal = True

    @extend_schema(responses={200: TitleDetailSerializer, 301: PART_OF_ANOTHER})
    def get(self, request: Request, title_id: int) -> Response:
        """Everything about it; `own_rating` is the asking member's."""
        try:
            body = get_movie_details(title_id)
        except TitleNotFoundError:
            kept = kept_card(title_id)
            if kept is None:
                raise
            return Response(status=301, headers={"Location": f"{request.path.rpartition('/')[0]}/{kept.id}"})
        return Response({**body, "own_rating": own_ratings_of(request.user.pk, [title_id]).get(title_id)})


class ContentDetailView(MovieView):
    """One title, under the path of the content API."""


class PeopleView(CachedAnswerMixin):
    """People with titles in the catalog."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="people_list",
        parameters=[OpenApiParameter("q", str, description="How a word of the name begins; any script"), *PAGING],
        responses={200: PersonPageSerializer, **NO_SUCH_PAGE},
    )
    def get(self, request: Request) -> Response:
        """Those of most titles first."""
        paginator = PageNumberPagination()
        rows: Any = paginator.paginate_queryset(people(request.query_params.get("q", "")[:200]), request, self)
        cards = [PersonCard(row.pk, row.name, row.slug, row.titles) for row in rows]
        return paginator.get_paginated_response(
            [{"id": card.id, "name": card.name, "titles": card.titles, "url": card.url} for card in cards]
        )


class PersonView(CachedAnswerMixin):
    """One person."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=PersonDetailSerializer)
    def get(self, request: Request, person_id: int) -> Response:
        """Their titles by role, latest first."""
        person = get_person(person_id)
        by_role = {role: [card.as_dict() for card in cards] for role, cards in person.credits.items()}
        return Response(
            {"id": person.id, "name": person.name, "names": person.names, "url": person.url, "credits": by_role}
        )
