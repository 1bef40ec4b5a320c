"""Writing an export: a ZIP with each section as JSON lines and as CSV, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from accounts.models import User
from accounts.owndata.cells import flat
from accounts.owndata.registry import ExtraFile, Row, sections
from accounts.owndata.words import README

FORMAT, VERSION = "marquee-export", 1
MANIFEST = "manifest.json"
IN_MEMORY = 1024 * 1024  # bytes of a section before it goes to the disk


def write_archive(*, user: User, site: str, now: datetime, target: IO[bytes]) -> dict[str, int]:
    """Write all that belongs to a member into `target`; returns how many rows each section has.

    Nothing that proves who somebody is goes along: no password, no secret, no digest, no session.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for section in sections():
            counts[section.name] = _write_rows(archive, section.name, section.export(user))
            for extra in section.files(user):
                _write_file(archive, extra)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "site": site,
            "made_at": now.isoformat(),
            "username": user.username,
            "counts": counts,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
        archive.writestr("README.txt", README.format(username=user.username, site=site))
    return counts


def _write_rows(archive: zipfile.ZipFile, name: str, rows: Iterable[Row]) -> int:
    """Columns are known once all rows were seen, so they are kept aside, packed as they go into the archive."""
    columns: dict[str, None] = {}
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        for row in rows:
            kept.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            columns |= dict.fromkeys(flat(row))
            count += 1
        kept.seek(0)
        with archive.open(f"{name}.jsonl", "w", force_zip64=True) as lines:
            while piece := kept.read(IN_MEMORY):
                lines.write(piece)
        kept.seek(0)
        with archive.open(f"{name}.csv", "w", force_zip64=True) as packed:
            _write_table(packed, kept, list(columns))
    return count


def _write_table(packed: IO[bytes], lines: Any, columns: list[str]) -> None:
    text = io.TextIOWrapper(packed, "utf-8-sig", newline="", write_through=False)
    table = csv.DictWriter(text, columns, restval="")
    table.writeheader()
    for line in lines:
        table.writerow(flat(json.loads(line)))
    text.flush()
    text.detach()


def _write_file(archive: zipfile.ZipFile, extra: ExtraFile) -> None:
    path, pieces = extra
    with archive.open(path, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
