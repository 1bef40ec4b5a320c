"""Error reports by DSN: what failed and where, without what it was about."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings

from moviesite.ops.redaction import masked

#: Parts of a report that hold what people sent or who they are.
_PRIVATE = ("cookies", "data", "env", "headers", "query_string")


def start_reporting() -> bool:
    """Send uncaught errors to the configured service; False without one."""
    if not settings.ERROR_DSN:
        return False
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.types import Event

    sentry_sdk.init(
        dsn=settings.ERROR_DSN,
        release=settings.RELEASE or None,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=lambda event, _hint: cast(Event, scrubbed(cast(dict[str, Any], event))),
    )
    return True


def scrubbed(event: dict[str, Any]) -> dict[str, Any]:
    """A report without bodies, headers, cookies, queries, members and hosts; secrets in what is left are masked."""
    request = event.get("request")
    if isinstance(request, dict):
        for name in _PRIVATE:
            request.pop(name, None)
        request["url"] = str(request.get("url", "")).split("?")[0]
    for name in ("user", "server_name", "extra", "modules"):
        event.pop(name, None)
    clean: dict[str, Any] = masked(event)
    return clean
