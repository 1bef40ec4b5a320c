"""Trainings, for staff."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from moviesite.common.api.pagination import PageNumberPagination
from moviesite.common.api.schema import ProblemSerializer
from recommender.api.permissions import StaffPermission
from recommender.api.training_serializers import (
    StartedSerializer,
    TrainingRunPageSerializer,
    TrainingRunSerializer,
    TrainSerializer,
    run_dict,
    status_url,
)
from recommender.selectors.models import training_runs
from recommender.services.training import cancel_training, get_run, request_training
from recommender.tasks import queue_training

NO_QUEUE = {(503, "application/problem+json"): OpenApiResponse(ProblemSerializer, "The queue does not answer")}


class TrainView(APIView):
    """One kind of training."""

    permission_classes = (StaffPermission,)
    throttle_policy = "train"
    staff_permissions: ClassVar = {"POST": "recommender.add_trainingrun"}
    kind = ""

    @extend_schema(request=TrainSerializer, responses={202: StartedSerializer, **NO_QUEUE})
    def post(self, request: Request) -> Response:
        """Have a worker train; 409 while another training waits or runs."""
        options = TrainSerializer(data=request.data)
        options.is_valid(raise_exception=True)
        asker: Any = request.user
        run = request_training(kind=self.kind, by=asker, force=options.validated_data["force"])
        queue_training(run)
        address = status_url(run.pk)
        return Response({"run": run.pk, "status_url": address}, status=202, headers={"Location": address})


class TrainCollaborativeView(TrainView):
    """What learns from who watched what."""

    kind = "collaborative"


class TrainContentView(TrainView):
    """What learns from facts of titles."""

    kind = "content-based"


class TrainHybridView(TrainView):
    """What joins the others."""

    kind = "hybrid"


class TrainingRunsView(APIView):
    """All trainings, the latest first."""

    permission_classes = (StaffPermission,)
    staff_permissions: ClassVar = {"GET": "recommender.view_trainingrun"}

    @extend_schema(
        operation_id="ml_train_runs_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=TrainingRunPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """With who asked for them and what they made."""
        pages = PageNumberPagination()
        rows = pages.paginate_queryset(training_runs(), request, view=self) or []
        body = TrainingRunSerializer([run_dict(run) for run in rows], many=True).data
        return pages.get_paginated_response(body)


class TrainingRunView(APIView):
    """One training."""

    permission_classes = (StaffPermission,)
    staff_permissions: ClassVar = {"GET": "recommender.view_trainingrun"}

    @extend_schema(responses=TrainingRunSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """How far it is, and what it made."""
        body = TrainingRunSerializer(run_dict(get_run(run_id))).data
        return Response(body, headers={"Cache-Control": "private, no-store"})


class CancelTrainingView(APIView):
    """Stopping one."""

    permission_classes = (StaffPermission,)
    throttle_policy = "write"
    staff_permissions: ClassVar = {"POST": "recommender.change_trainingrun"}

    @extend_schema(request=None, responses={202: TrainingRunSerializer})
    def post(self, request: Request, run_id: int) -> Response:
        """It ends at its next step, and nothing of it serves; 409 if it has ended."""
        return Response(TrainingRunSerializer(run_dict(cancel_training(run_id=run_id))).data, status=202)
