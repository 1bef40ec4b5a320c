"""The restore drill: an archive is put back beside the site, compared, and used."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, User
from moviesite.ops.backup import archive
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.making import archives
from moviesite.ops.backup.manifest import NATIVE
from moviesite.ops.backup.places import Config, config_of, manage, temporary
from moviesite.ops.backup.restoring import restore_database, unpacked

log = structlog.get_logger(__name__)
Progress = Callable[[str], None]
_PATIENCE = 300  # seconds for each thing that is tried


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found. `rto` are the seconds from the archive to a compared database and files, `rpo` those since
    the moment that the archive shows; `uses` says what happened to each thing that was tried."""

    archive: str
    engine: str
    form: str
    tables: int
    rows: int
    files: int
    size: int
    unpacking: float
    loading: float
    comparing: float
    rto: float
    rpo: float
    differences: list[str]
    uses: dict[str, str]

    @property
    def passed(self) -> bool:
        """Whether nothing differs and everything worked."""
        return not self.differences and all(answer == "ok" for answer in self.uses.values())


def run_drill(path: Path, *, progress: Progress) -> Drill:
    """Restore `path` beside the site, compare, use, and throw it away. Raises BackupError if it cannot be restored."""
    started = timezone.now()
    began = time.monotonic()
    config = config_of()
    with unpacked(path, key=settings.BACKUP_KEY, near=Path(settings.DATA_DIR)) as (manifest, folder):
        unpacking = time.monotonic() - began
        # An engine's own copy fits that engine; a logical one is tried where it would be needed.
        engine = manifest.engine if manifest.form == NATIVE else ""
        with temporary(config, folder, engine=engine) as place:
            restored = restore_database(manifest, folder, place, replace=False, progress=progress)
            archive.put_back(folder, "models", folder / "site" / "models")
            archive.put_back(folder, "media", folder / "site" / "media")
            rto = time.monotonic() - began
            uses = {"migrations": _migrate(place, folder / "site"), **_use(place, folder / "site")}
    drill = Drill(
        archive=path.name,
        engine=manifest.engine,
        form=manifest.form,
        tables=len(manifest.tables),
        rows=sum(content.rows for content in manifest.tables.values()),
        files=len(manifest.files),
        size=sum(file.size for file in manifest.files.values()),
        unpacking=round(unpacking, 1),
        loading=round(restored.loading, 1),
        comparing=round(restored.comparing, 1),
        rto=round(rto, 1),
        rpo=round((started - manifest.started).total_seconds(), 1),
        differences=restored.differences,
        uses=uses,
    )
    log.info("backup.drill", well=drill.passed, **asdict(drill))
    return drill


def _migrate(place: Config, site: Path) -> str:
    """An archive of an older release has its migrations before it."""
    for command in (("migrate", "--noinput", "--verbosity=0"), ("migrate", "--check", "--verbosity=0")):
        if manage(place, site, *command, seconds=_PATIENCE).returncode:
            return f"`{' '.join(command[:2])}` failed"
    return "ok"


def _use(place: Config, site: Path) -> dict[str, str]:
    """Let a process of its own, which knows no other database, try what members do."""
    try:
        child = manage(place, site, "restore_drill", "--probe", seconds=_PATIENCE)
        answers: dict[str, str] = json.loads(child.stdout.splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        return {"login": "the copy could not be used", "vote": "not tried"}
    return answers


def try_site() -> dict[str, str]:
    """Log a new member in, vote and read the vote: for the process that has the copy as its database."""
    name, password = f"drill-{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    with transaction.atomic():
        member = User.objects.create_user(username=name, email=f"{name}@example.org", password=password)
        Profile.objects.create(user=member)
    client = Client(raise_request_exception=False, HTTP_HOST=settings.ALLOWED_HOSTS[0])

    def ask(method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        answer = client.generic(
            method, path, json.dumps(body) if body else "", "application/json", secure=True, headers=headers
        )
        return answer.status_code, json.loads(answer.content or b"null")

    headers: dict[str, str] = {}
    status, login = ask("POST", "/api/auth/login", {"username": name, "password": password})
    if status != HTTPStatus.OK:
        return {"login": f"answered {status}", "vote": "not tried"}
    headers["Authorization"] = f"Bearer {login['access']}"
    return {"login": "ok", "vote": _vote(ask)}


def _vote(ask: Callable[..., tuple[int, Any]]) -> str:
    status, pair = ask("GET", "/api/comparisons/next")
    if status == HTTPStatus.NOT_FOUND:
        # Nothing to vote on is no fault of the copy, as long as the list of votes can be read.
        status, _ = ask("GET", "/api/votes")
        return "ok" if status == HTTPStatus.OK else f"votes answered {status}"
    if status != HTTPStatus.OK:
        return f"the pair answered {status}"
    status, _ = ask("POST", "/api/votes", {"comparison": pair["id"], "outcome": "a"})
    if status != HTTPStatus.CREATED:
        return f"voting answered {status}"
    status, votes = ask("GET", "/api/votes")
    counted = votes["count"] if status == HTTPStatus.OK else 0
    return "ok" if counted == 1 else f"{counted} votes are there"


def newest_archive() -> Path:
    """That of BACKUP_DIR. Raises BackupError without one."""
    found = archives(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else []
    if not found:
        raise BackupError("There is no archive in BACKUP_DIR; name one.")
    return found[0]
