"""Bringing a history along, by API."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from moviesite.common.api.pagination import PageNumberPagination
from ratings.api.serializers import (
    ImportApplySerializer,
    ImportFixSerializer,
    ImportItemSerializer,
    ImportJobSerializer,
    ImportStartedSerializer,
    ImportUploadSerializer,
)
from ratings.enums import ImportPolicy, ItemState
from ratings.exceptions import ImportTooLargeError
from ratings.models import ImportJob
from ratings.selectors.imports import find_import, imports_of, items_of
from ratings.services.imports.fixing import choose_title
from ratings.services.imports.jobs import begin_apply, begin_undo, start_import
from ratings.tasks import queue_import

ENVELOPE = 64 * 1024  # what a form adds to its file


def _taken_on(job: ImportJob) -> Response:
    """202: it goes on in the background."""
    queue_import(job)
    url = reverse("ratings_api:import", args=[job.pk])
    return Response({"id": job.pk, "state": job.state, "status_url": url}, status=202)


class ImportsView(APIView):
    """The member's imports."""

    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)
    pagination_class = PageNumberPagination
    throttle_policy = {"POST": "import"}

    @extend_schema(responses=ImportJobSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Latest first."""
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(imports_of(request.user), request, self)  # type: ignore[arg-type]
        return paginator.get_paginated_response(ImportJobSerializer(page, many=True).data)

    @extend_schema(request={"multipart/form-data": ImportUploadSerializer}, responses={202: ImportStartedSerializer})
    def post(self, request: Request) -> Response:
        """Upload a file; it is read in the background. 413 for too large a one, 409 while another is on its way."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.IMPORT_MAX_BYTES + ENVELOPE:
            raise ImportTooLargeError(
                errors={"file": [_("At most %(n)s MB.") % {"n": settings.IMPORT_MAX_BYTES // 1024**2}]}
            )
        serializer = ImportUploadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        file = serializer.validated_data["file"]
        return _taken_on(start_import(member=request.user, name=file.name, chunks=file.chunks()))  # type: ignore[arg-type]


class ImportView(APIView):
    """One import."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=ImportJobSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        """Where it stands."""
        return Response(ImportJobSerializer(find_import(request.user, job_id)).data)  # type: ignore[arg-type]


class ImportItemsView(APIView):
    """The lines of an import."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(
        responses=ImportItemSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=ItemState.values, description="Only lines in this state")],
    )
    def get(self, request: Request, job_id: int) -> Response:
        """In the file's order."""
        job, state = find_import(request.user, job_id), request.query_params.get("state", "")  # type: ignore[arg-type]
        if state and state not in ItemState.values:
            raise ValidationError({"state": [_("One of %(choices)s.") % {"choices": ", ".join(ItemState.values)}]})
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(items_of(job, state), request, self)
        return paginator.get_paginated_response(ImportItemSerializer(page, many=True).data)


class ImportItemView(APIView):
    """Which title a line means."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ImportFixSerializer, responses=ImportItemSerializer)
    def put(self, request: Request, job_id: int, item_id: int) -> Response:
        """Choose the title for this and every other line about the same film; null leaves them out."""
        find_import(request.user, job_id)  # type: ignore[arg-type]  # a foreign one is not there, whatever the body
        serializer = ImportFixSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        item = choose_title(
            member=request.user,  # type: ignore[arg-type]
            job_id=job_id,
            item_id=item_id,
            title_id=serializer.validated_data["movie"],
        )
        return Response(ImportItemSerializer(item).data)


class ImportApplyView(APIView):
    """Writing what was found."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ImportApplySerializer, responses={202: ImportStartedSerializer})
    def post(self, request: Request, job_id: int) -> Response:
        """Have it written in the background; 409 if the import does not wait for that."""
        find_import(request.user, job_id)  # type: ignore[arg-type]
        serializer = ImportApplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        policy = ImportPolicy(serializer.validated_data["policy"])
        return _taken_on(begin_apply(member=request.user, job_id=job_id, policy=policy))  # type: ignore[arg-type]


class ImportUndoView(APIView):
    """Taking back what was written."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={202: ImportStartedSerializer})
    def post(self, request: Request, job_id: int) -> Response:
        """Have it taken back in the background; 409 unless it was written."""
        return _taken_on(begin_undo(member=request.user, job_id=job_id))  # type: ignore[arg-type]
