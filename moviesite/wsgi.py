"""The WSGI entry point for production servers."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.production")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class Utf8Request(WSGIRequest):
    """A request whose address is read as UTF-8, whatever charset its body claims.

    Django decodes the address by that charset while the request is made, where no middleware can answer: with a codec
    that makes no text, such as zlib, the connection would end in the server's own error.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


from moviesite.ops.observing import observe_process  # noqa: E402  after the settings are named

application = get_wsgi_application()
observe_process("web")
application.request_class = Utf8Request
