"""Which table of the export a file is, by its place in the archive or, alone, by its columns and name."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePosixPath

from ratings.importers.tables import columns_of
from ratings.importers.upload import File, Upload

_FILM = {"name", "year"}
_LEFT_OUT = {"deleted", "orphaned"}  # what the member took back, and what Letterboxd itself no longer knows
_MARK = b"letterboxd list export"


class Part(StrEnum):
    """A table of the export."""

    PROFILE = "profile"
    DIARY = "diary"
    RATINGS = "ratings"
    REVIEWS = "reviews"
    WATCHED = "watched"
    WATCHLIST = "watchlist"
    LIKES = "likes"
    LIST = "list"


_TOP = {part.value: part for part in (
    Part.PROFILE, Part.DIARY, Part.RATINGS, Part.REVIEWS, Part.WATCHED, Part.WATCHLIST
)}  # fmt: skip


def parts_of(upload: Upload) -> list[tuple[Part, File]]:
    """The tables of an upload that are read, in the order of the export; nothing if it is not Letterboxd's."""
    if not upload.is_archive:
        found = [(part, file) for file in upload.files if (part := _alone(file))]
    else:
        root = _root(upload.files)
        found = [(part, file) for file in upload.files if (part := _in_archive(file, root))]
        if not any(part is not Part.PROFILE and _is_ours(file) for part, file in found):
            return []
    order = list(Part)
    return sorted(found, key=lambda item: (order.index(item[0]), item[1].path))


def _is_ours(file: File) -> bool:
    columns = columns_of(file)
    return "letterboxd uri" in columns or "letterboxduri" in columns or is_list(file)


def is_list(file: File) -> bool:
    """Whether a file is a list: with the mark of the seventh layout, or with numbered films as before it."""
    if file.data[:200].lstrip(b'\xef\xbb\xbf \r\n"').lower().startswith(_MARK):
        return True
    columns = columns_of(file)
    return columns >= {"position", "name", "year", "url"} and "const" not in columns


def _root(files: Iterable[File]) -> int:
    """How many folders stand above the export: archives that were packed again have one."""
    depths = [len(PurePosixPath(file.path).parts) - 1 for file in files if PurePosixPath(file.name).stem in _TOP]
    return min(depths, default=0)


def _in_archive(file: File, root: int) -> Part | None:
    path = PurePosixPath(file.path.replace("\\", "/").casefold())
    folders = path.parts[root:-1]
    if path.suffix != ".csv" or _LEFT_OUT & set(folders):
        return None
    if not folders:
        return _TOP.get(path.stem)
    if folders == ("likes",) and path.stem == "films":
        return Part.LIKES
    return Part.LIST if folders == ("lists",) else None


def _alone(file: File) -> Part | None:
    if is_list(file):
        return Part.LIST
    columns, stem = columns_of(file), PurePosixPath(file.name).stem
    if "favorite films" in columns and "username" in columns:
        return Part.PROFILE
    if "letterboxd uri" not in columns and "letterboxduri" not in columns:
        return None
    if not (columns >= _FILM or columns >= {"title", "year"}):
        return None
    if "review" in columns:
        return Part.REVIEWS
    if "watched date" in columns or "watcheddate" in columns:
        return Part.DIARY
    if "rating" in columns:
        return Part.RATINGS
    if "watchlist" in stem:
        return Part.WATCHLIST
    return Part.LIKES if "like" in stem or stem.startswith("films") else Part.WATCHED
