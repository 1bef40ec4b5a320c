"""Everything the site holds, as text to look through."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db.models import Model


def _plain(value: Any) -> Any:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def rows_of(model: type[Model]) -> list[str]:
    """All rows of a table, bytes and JSON included; sessions also as what is packed in them."""
    found = [json.dumps(row, default=_plain, ensure_ascii=False) for row in model._base_manager.values()]
    if model is Session:
        found += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return found


def dump() -> dict[str, str]:
    """Tables by label, caches by name and files of the data directory by path."""
    found = {model._meta.label: "\n".join(rows_of(model)) for model in apps.get_models(include_auto_created=True)}
    found |= {f"cache {name}": "\n".join(_cached(caches[name])) for name in settings.CACHES}
    return found | {f"file {path}": path.read_bytes().decode("latin-1") for path in _files()}


def _cached(cache: Any) -> Iterator[str]:
    for key, value in getattr(cache, "_cache", {}).items():
        yield f"{key} {_plain(value)} {base64.b64encode(value) if isinstance(value, bytes) else ''}"


def _files() -> Iterator[Path]:
    for root in {settings.MODEL_DIR, getattr(settings, "MEDIA_ROOT", "")}:
        if root and Path(root).is_dir():
            yield from (path for path in Path(root).rglob("*") if path.is_file())


def mentions(*words: str) -> dict[str, str]:
    """Where any of the words stands, in whatever case: place and word."""
    return {place: word for place, text in dump().items() for word in words if word.lower() in text.lower()}
