"""What the documents promise is there: tests that they name, and rules that they say hold everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("moviesite", "accounts", "catalog", "ratings", "matchups", "recommender", "adminpanel")
SECURITY = (ROOT / "docs" / "security.md").read_text()
#: Requirements of level 1 (OWASP ASVS 5.0.0).
LEVEL_1 = """
    1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1
    3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1
    6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1
    10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1
    15.3.1
"""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the site."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield path, ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls with the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_every_row_of_level_1_is_there_once() -> None:
    assert re.findall(r"^\| V([\d.]+) \|", SECURITY, re.MULTILINE) == re.findall(r"[\d.]+", LEVEL_1)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", SECURITY))))
def test_every_test_that_is_named_exists(name: str) -> None:
    path, _, test = name.partition("::")

    functions = {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}
    assert not test or test in functions


def test_no_command_goes_through_a_shell() -> None:
    shells = [
        f"{path.name}: {name}"
        for path, tree in sources()
        for name, call in calls(tree)
        if name in {"os.system", "os.popen"} or any(keyword.arg == "shell" for keyword in call.keywords)
    ]

    assert shells == []


def test_nothing_is_evaluated() -> None:
    found = [f"{path.name}: {name}" for path, tree in sources() for name, _ in calls(tree) if name in {"eval", "exec"}]

    assert found == []


def test_xml_from_outside_is_read_without_entities() -> None:
    parsers = {"fromstring", "parse", "XML", "iterparse", "XMLParser"}
    imported = [
        f"{path.name}: {node.module}.{alias.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("xml.", "lxml"))
        for alias in node.names
        if alias.name in parsers
    ]

    assert imported == []


def test_weak_hashes_guard_nothing() -> None:
    weak = [
        f"{path.name}: {name}"
        for path, tree in sources()
        for name, call in calls(tree)
        if name in {"hashlib.md5", "hashlib.sha1"} or (name == "hashlib.new" and "md5" in ast.unparse(call))
    ]

    assert weak == []


def test_password_fields_are_masked_and_can_be_filled() -> None:
    """A field named after a password has the widget that masks it and tells password managers what it is."""
    widgets = [
        ast.unparse(call)
        for path, tree in sources()
        if "forms" in path.parts
        for name, call in calls(tree)
        if name == "forms.PasswordInput"
    ]

    assert len(widgets) >= 5
    assert [text for text in widgets if "autocomplete" not in text or "'off'" in text] == []
