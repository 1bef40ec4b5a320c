"""Django REST framework, JWT and the OpenAPI schema."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiTokenAuthentication",
        "accounts.api.authentication.FamilyJWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["moviesite.common.api.renderers.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["moviesite.common.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["moviesite.common.api.throttles.MethodThrottle"],
    "DEFAULT_PAGINATION_CLASS": "moviesite.common.api.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "moviesite.common.api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "moviesite.common.api.errors.exception_handler",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    # Addresses come from moviesite.common.client_ip; DRF's own reading of X-Forwarded-For stays off.
    "NUM_PROXIES": 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.MultiPartRenderer",
    ],
}


def simple_jwt(signing_key: str) -> dict[str, Any]:
    """Access tokens only: the life of refresh tokens is kept by accounts.services.tokens."""
    return {
        "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
        "ALGORITHM": "HS256",
        "SIGNING_KEY": signing_key,
        "ISSUER": "marquee",
        "AUDIENCE": "marquee-api",
        "LEEWAY": 10,
        "AUTH_HEADER_TYPES": ("Bearer",),
        "USER_ID_CLAIM": "sub",
        "AUTH_TOKEN_CLASSES": ("accounts.services.access_tokens.SiteAccessToken",),
        "UPDATE_LAST_LOGIN": False,
    }


SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Marquee API",
    "DESCRIPTION": "Titles, ratings, reviews and recommendations. Errors are RFC 9457 problem details.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_NAME_OVERRIDES": {
        "TitleKindEnum": ["movie", "tv"],
        "DeliveryModeEnum": "accounts.enums.DeliveryMode",
        "VoteStateEnum": "matchups.enums.VoteState",
        "TitleStatusEnum": "catalog.enums.TitleStatus",
    },
}
