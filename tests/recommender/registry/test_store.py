import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommender.algorithms.base import MissingPackageError, Recommender
from recommender.algorithms.registry import registry
from recommender.dataset import Interactions
from recommender.dataset.synthetic import taste_groups
from recommender.registry.arrays import ArtifactError
from recommender.registry.store import MANIFEST, ArtifactStore

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SMALL: dict[str, dict[str, Any]] = {"als": {"factors": 8}, "implicit": {"factors": 8}, "neural_cf": {"epochs": 2}}


@pytest.fixture
def data() -> Interactions:
    return taste_groups(60, 30, seed=3)


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(tmp_path / "models")


@pytest.fixture
def model(data: Interactions) -> Recommender[Any]:
    return registry.create("als", {"factors": 8}).fit(data)


@pytest.fixture
def saved(store: ArtifactStore, model: Recommender[Any], data: Interactions) -> Path:
    store.save(model, "v1", fingerprint=data.fingerprint(), created_at=NOW, metrics={"ndcg@10": 0.1})
    return store.path("als", "v1")


def rewrite(path: Path, **changes: Any) -> None:
    manifest = json.loads((path / MANIFEST).read_text())
    (path / MANIFEST).write_text(json.dumps({**manifest, **changes}))


@pytest.mark.parametrize("name", list(registry))
def test_every_model_comes_back_as_it_was(name: str, store: ArtifactStore, data: Interactions) -> None:
    model = registry.create(name, SMALL.get(name, {}))
    try:
        model.fit(data)
    except MissingPackageError as error:
        pytest.skip(str(error))
    store.save(model, "v1", fingerprint=data.fingerprint(), created_at=NOW)

    loaded = store.load(name, "v1")

    np.testing.assert_array_equal(loaded.model.score(data.history(4)), model.score(data.history(4)))
    assert loaded.model.config == model.config


def test_large_arrays_are_memory_mapped_and_score(store: ArtifactStore) -> None:
    data = taste_groups(300, 600, per_user=30)
    model = registry.create("ease").fit(data)
    store.save(model, "v1", fingerprint="f", created_at=NOW)

    loaded = store.load("ease", "v1").model

    assert isinstance(loaded.state()["weights"], np.memmap)
    np.testing.assert_array_equal(loaded.score(data.history(4)), model.score(data.history(4)))


def test_manifest_tells_where_the_model_comes_from(store: ArtifactStore, saved: Path, data: Interactions) -> None:
    manifest = store.manifest("als", "v1")

    assert (manifest.algorithm, manifest.version, manifest.metrics) == ("als", "v1", {"ndcg@10": 0.1})
    assert (manifest.fingerprint, manifest.created_at) == (data.fingerprint(), NOW.isoformat())
    assert manifest.files["item_factors.npy"]["shape"] == [30, 8]


def test_version_is_never_overwritten(store: ArtifactStore, saved: Path, model: Recommender[Any]) -> None:
    with pytest.raises(ArtifactError, match="exists"):
        store.save(model, "v1", fingerprint="f", created_at=NOW)


def test_failed_write_leaves_nothing(
    store: ArtifactStore, model: Recommender[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recommender.registry.store.write_text", full)

    with pytest.raises(ArtifactError, match="No space"):
        store.save(model, "v1", fingerprint="f", created_at=NOW)
    assert store.versions("als") == []
    assert list((store.root / "als").iterdir()) == []


def test_versions_are_listed_without_unfinished_ones(store: ArtifactStore, saved: Path) -> None:
    (saved.parent / ".staging-x").mkdir()
    (saved.parent / "v0").mkdir()

    assert store.versions("als") == ["v1"]
    assert store.versions("ease") == []


def test_deleted_version_is_gone(store: ArtifactStore, saved: Path) -> None:
    store.delete("als", "v1")

    assert list(saved.parent.iterdir()) == []
    with pytest.raises(ArtifactError, match="does not exist"):
        store.delete("als", "v1")


def test_missing_version_is_refused(store: ArtifactStore) -> None:
    with pytest.raises(ArtifactError, match="manifest"):
        store.load("als", "v9")


@pytest.mark.parametrize("name", ["..", "a/b", "", ".hidden", "x" * 200])
def test_names_cannot_leave_the_root(store: ArtifactStore, name: str) -> None:
    with pytest.raises(ArtifactError, match="safe name"):
        store.load("als", name)


def test_truncated_file_is_refused(store: ArtifactStore, saved: Path) -> None:
    path = saved / "item_factors.npy"
    path.write_bytes(path.read_bytes()[:-10])

    with pytest.raises(ArtifactError, match="damaged"):
        store.load("als", "v1")


@pytest.mark.parametrize("at", [0, 9, 200, -1])
def test_flipped_bit_is_refused(store: ArtifactStore, saved: Path, at: int) -> None:
    path = saved / "item_factors.npy"
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)

    with pytest.raises(ArtifactError, match="damaged"):
        store.load("als", "v1")


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", pickle.dumps([1, 2])])
def test_foreign_content_with_a_matching_sum_is_refused(store: ArtifactStore, saved: Path, content: bytes) -> None:
    pin(saved, content)

    with pytest.raises(ArtifactError, match=r"item_factors\.npy"):
        store.load("als", "v1")


def test_pickled_objects_are_never_loaded(store: ArtifactStore, saved: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    np.save(tmp_path / "evil.npy", np.array([Trap(marker)], dtype=object), allow_pickle=True)
    pin(saved, (tmp_path / "evil.npy").read_bytes())

    with pytest.raises(ArtifactError, match="unreadable"):
        store.load("als", "v1")
    assert not marker.exists()


def test_object_arrays_are_never_written(store: ArtifactStore, model: Recommender[Any]) -> None:
    model._covered = np.array([None] * 30)  # type: ignore[attr-defined]

    with pytest.raises(ArtifactError, match="Python objects"):
        store.save(model, "v1", fingerprint="f", created_at=NOW)


def test_missing_file_is_refused(store: ArtifactStore, saved: Path) -> None:
    (saved / "covered.npy").unlink()

    with pytest.raises(ArtifactError, match="covered"):
        store.load("als", "v1")


@pytest.mark.parametrize(
    "changes",
    [
        {"format_version": 99},
        {"algorithm": "ease"},
        {"version": "v2"},
        {"files": {}},
        {"files": []},
        {"files": {"../x.npy": {}}},
        {"config": {"factors": 9}},
        {"config": {"nonsense": 1}},
        {"smoke": {}},
        {"smoke": {"items": [1], "scores": [123.0]}},
        {"smoke": {"items": [9999], "scores": [0.5]}},
        {"surprise": True},
    ],
)
def test_manifest_that_does_not_fit_is_refused(store: ArtifactStore, saved: Path, changes: dict[str, Any]) -> None:
    rewrite(saved, **changes)

    with pytest.raises(ArtifactError):
        store.load("als", "v1")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_unreadable_manifest_is_refused(store: ArtifactStore, saved: Path, content: bytes) -> None:
    (saved / MANIFEST).write_bytes(content)

    with pytest.raises(ArtifactError, match="manifest"):
        store.load("als", "v1")


def test_exchanged_artifact_is_noticed(store: ArtifactStore, saved: Path) -> None:
    digest = store.digest("als", "v1")
    store.load("als", "v1", digest=digest)

    rewrite(saved, fingerprint="another")

    with pytest.raises(ArtifactError, match="registered"):
        store.load("als", "v1", digest=digest)


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.marker,))


def pin(path: Path, content: bytes) -> None:
    """Replace an array file and make the manifest agree with it."""
    import hashlib

    (path / "item_factors.npy").write_bytes(content)
    files = json.loads((path / MANIFEST).read_text())["files"]
    files["item_factors.npy"]["sha256"] = hashlib.sha256(content).hexdigest()
    rewrite(path, files=files)
