"""The ASGI entry point for production servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.production")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from moviesite.ops.observing import observe_process

application = get_asgi_application()
observe_process("web")
