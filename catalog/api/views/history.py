"""The member's own searches."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.serializers import SearchHistorySerializer
from catalog.models import SearchHistoryEntry
from catalog.selectors.search_history import search_history
from catalog.services.search_history import clear_search_history, forget_search


class SearchHistoryView(generics.ListAPIView[SearchHistoryEntry]):
    """What the member searched for, the latest first."""

    serializer_class = SearchHistorySerializer
    permission_classes = (IsAuthenticated,)

    def get_queryset(self) -> Any:
        """Nobody sees another's."""
        return search_history(self.request.user.pk or 0)

    @extend_schema(operation_id="user_search_history_clear", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget all of it."""
        clear_search_history(user_id=request.user.pk or 0)
        return Response(status=204)


class SearchHistoryEntryView(APIView):
    """One search of the member's."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, entry_id: int) -> Response:
        """Forget it."""
        forget_search(user_id=request.user.pk or 0, entry_id=entry_id)
        return Response(status=204)
