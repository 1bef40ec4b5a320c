"""OpenAPI by drf-spectacular, with the problem documents that every operation can answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField(help_text="URI reference of the kind of problem")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    request_id = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # RFC 9457 extension member, shadows Serializer.errors
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Messages by field"
    )


class ProblemAutoSchema(AutoSchema):
    """Adds what any call may answer besides its own responses, so that the schema is complete."""

    def get_tags(self) -> list[str]:
        """Group by the first path segment after /api/."""
        parts = self.path.strip("/").split("/")
        return [parts[1] if len(parts) > 1 else "api"]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        reference = self._problem_reference()
        for status in self._problem_statuses():
            bodies.setdefault(
                status,
                {"content": {"application/problem+json": {"schema": reference}}, "description": "Problem details"},
            )
        return bodies

    def _problem_reference(self) -> Any:
        return self.resolve_serializer(ProblemSerializer, "response").ref

    def _problem_statuses(self) -> list[str]:
        statuses = ["400", "404", "406", "429"]
        if self.view.get_authenticators():
            statuses += ["401", "403"]  # a broken or expired credential is refused on public calls too
        if self.method in {"POST", "PUT", "PATCH"}:
            statuses += ["413", "415"]
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            statuses += ["409"]
        return sorted(statuses)
