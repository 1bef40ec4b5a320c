"""What an archive holds is checked before anything is done with it."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moviesite.ops.backup import archive
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.manifest import LOGICAL, Manifest

KEY = "a key of more than twenty characters"
FOREIGN = "^The archive holds something that no copy of this site holds.$"


def make(folder: Path, key: str = "") -> tuple[Path, Manifest]:
    media = folder / "media"
    (media / "avatars").mkdir(parents=True)
    (media / "avatars" / "one.webp").write_bytes(os.urandom(50_000))
    (media / "link").symlink_to("/etc/hostname")
    manifest = Manifest(engine="sqlite", form=LOGICAL, started=datetime(2026, 11, 21, tzinfo=UTC))
    with archive.writing(folder / "a.tar.gz", manifest, key=key, progress=lambda _: None) as writer:
        writer.add_folder("media", media)
        writer.add("media/gone", folder / "gone")
        manifest.finished = datetime(2026, 11, 22, tzinfo=UTC)
    return folder / "a.tar.gz", manifest


@pytest.mark.parametrize("key", ["", KEY])
def test_what_goes_in_comes_out(tmp_path: Path, key: str) -> None:
    path, manifest = make(tmp_path, key)

    assert archive.unpack(path, tmp_path / "out", key=key) == manifest
    copy = tmp_path / "out" / "media" / "avatars" / "one.webp"
    assert copy.read_bytes() == (tmp_path / "media" / "avatars" / "one.webp").read_bytes()
    assert (list(manifest.files), manifest.vanished) == (["media/avatars/one.webp"], 1)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["", KEY])
def test_no_flipped_bit_gets_through(tmp_path: Path, key: str) -> None:
    path, manifest = make(tmp_path, key)
    whole = path.read_bytes()
    outcomes: set[bool | str] = set()
    for number, at in enumerate(range(0, len(whole), len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :])
        try:
            outcomes.add(archive.unpack(path, tmp_path / str(number), key=key) == manifest)
        except BackupError:
            outcomes.add("refused")

    # Bits of gzip's own head, such as the time, say nothing about the content.
    assert outcomes | {True} == {True, "refused"}


@pytest.mark.parametrize("key", ["", KEY])
def test_no_archive_that_was_cut_off_gets_through(tmp_path: Path, key: str) -> None:
    path, _ = make(tmp_path, key)
    whole = path.read_bytes()
    for number, length in enumerate([0, 1, 9, 30, 40, 70, len(whole) // 2, len(whole) - 9, len(whole) - 1]):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            archive.unpack(path, tmp_path / str(number), key=key)


def foreign(path: Path, entry: tarfile.TarInfo, content: bytes = b"x") -> Path:
    with gzip.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        entry.size = len(content) if entry.isreg() else 0
        tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "name", ["../outside", "media/../../outside", "/outside", "media", "elsewhere/file", "media/../outside"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    path = foreign(tmp_path / "bad.tar.gz", tarfile.TarInfo(name))

    with pytest.raises(BackupError, match=FOREIGN):
        archive.unpack(path, tmp_path / "out" / "deep", key="")
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_only_files_are_taken(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("media/link")
    entry.type, entry.linkname = kind, "/etc/passwd"

    with pytest.raises(BackupError, match=FOREIGN):
        archive.unpack(foreign(tmp_path / "bad.tar.gz", entry), tmp_path / "out", key="")


@pytest.mark.parametrize("content", [b"", b"no archive at all", gzip.compress(b"no tar", mtime=0)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.tar.gz").write_bytes(content)

    with pytest.raises(BackupError):
        archive.unpack(tmp_path / "bad.tar.gz", tmp_path / "out", key="")


def test_a_file_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    path = foreign(tmp_path / "bad.tar.gz", tarfile.TarInfo("media/more"))

    with pytest.raises(BackupError, match=r"^The archive's manifest cannot be read.$"):
        archive.unpack(path, tmp_path / "out", key="")


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    manifest = Manifest(engine="sqlite", form=LOGICAL, started=datetime(2026, 11, 21, tzinfo=UTC))

    def fail() -> None:
        with archive.writing(tmp_path / "a.tar.gz", manifest, key="", progress=lambda _: None):
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert list(tmp_path.iterdir()) == []
