"""Indexing by API, for staff."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.index_serializers import IndexedSerializer, IndexRequestSerializer, IndexRunSerializer
from catalog.search.subjects import get_subject
from catalog.services.index_runs import ask_for_rebuild, get_run
from catalog.tasks import queue_index_run

_SUBJECTS = {"title_ids": "titles", "review_ids": "reviews"}


class IndexView(APIView):
    """A few titles or reviews at once."""

    permission_classes = (IsAdminUser,)
    throttle_policy = "index"

    @extend_schema(request=IndexRequestSerializer, responses=IndexedSerializer)
    def post(self, request: Request) -> Response:
        """Index them now; ids that do not exist (any more) are counted, not refused."""
        serializer = IndexRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        (field, ids), *_ = serializer.validated_data.items()
        wanted = sorted(set(ids))
        count = get_subject(_SUBJECTS[field]).index(wanted)
        return Response({"subject": _SUBJECTS[field], "asked": len(wanted), "indexed": count})


class ReindexView(APIView):
    """All of a kind, in the background."""

    permission_classes = (IsAdminUser,)
    throttle_policy = "reindex"
    subject = "titles"

    @extend_schema(request=None, responses={202: IndexRunSerializer})
    def post(self, request: Request) -> Response:
        """Build the index anew while search goes on; a run that is on its way answers for a second request."""
        run, fresh = ask_for_rebuild(subject=self.subject, by=request.user)  # type: ignore[arg-type]
        if fresh:
            queue_index_run(run.pk)
        return Response(IndexRunSerializer(run).data, status=202)


class ReindexMoviesView(ReindexView):
    """All titles."""


class ReindexReviewsView(ReindexView):
    """All reviews."""

    subject = "reviews"


class IndexRunView(APIView):
    """How far a rebuild is."""

    permission_classes = (IsAdminUser,)

    @extend_schema(responses=IndexRunSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """Its state and progress."""
        return Response(IndexRunSerializer(get_run(run_id)).data)
