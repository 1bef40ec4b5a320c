"""What the OpenAPI schema needs to know about logging in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class FamilyJWTScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Access tokens in the Authorization header (RFC 6750)."""

    target_class = "accounts.api.authentication.FamilyJWTAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Personal tokens in the Authorization header."""

    target_class = "accounts.api.authentication.ApiTokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token made in the settings: mrqt_…"}
