"""Reporting by API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from adminpanel.enums import ReportedKind, ReportReason
from adminpanel.models.moderation import MAX_NOTE
from adminpanel.selectors.moderation_targets import named_member
from adminpanel.services.moderation.reports import report_target
from moviesite.common.api.serializers import StrictSerializer


class ReportWriteSerializer(StrictSerializer):
    """What is reported and why. `id` is that of the review, the list or the member; a member may be named instead."""

    kind = serializers.ChoiceField(choices=ReportedKind.choices)
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    username = serializers.CharField(max_length=30, required=False, help_text="Of a member, in place of `id`")
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    note = serializers.CharField(max_length=MAX_NOTE, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two; only members have names."""
        if "username" in attrs and ("id" in attrs or attrs["kind"] != ReportedKind.MEMBER):
            raise serializers.ValidationError({"username": [_("Unknown field.")]})
        if "username" not in attrs and "id" not in attrs:
            raise serializers.ValidationError({"id": [self.fields["id"].error_messages["required"]]})
        return attrs


class ReportSerializer(serializers.Serializer[Any]):
    """A report as its reporter sees it."""

    kind = serializers.CharField(source="case.kind")
    id = serializers.IntegerField(source="case.object_id")
    reason = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class ReportsView(APIView):
    """Reports to the moderators."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "report"

    @extend_schema(request=ReportWriteSerializer, responses={201: ReportSerializer, 200: ReportSerializer})
    def post(self, request: Request) -> Response:
        """Report something: 201, or 200 where the member has reported it before and says now something else."""
        serializer = ReportWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        named = said.get("username")
        row, is_new = report_target(
            reporter=request.user,  # type: ignore[arg-type]
            kind=said["kind"],
            object_id=said["id"] if named is None else named_member(username=named, viewer_id=request.user.pk or 0),
            reason=said["reason"],
            note=said["note"],
        )
        return Response(ReportSerializer(row).data, status=201 if is_new else 200)
