"""What the ordinary suite proves at its full size already: run here, and counted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.chaos.servers import ROOT
from tests.promises.conftest import Report

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
#: Promise, where it is tested, what is counted there.
KEPT = {
    "S15 what is another's (IDOR)": (
        "tests/security/test_foreign_objects.py",
        "API operations and pages, each as visitor and member with every foreign id",
    ),
    "S19 headers, scored as the Observatory does": (
        "tests/moviesite/test_headers.py::test_every_answer_scores_an_a_plus",
        "kinds of answers at 115 or more",
    ),
    "S31 erasing a member": ("tests/accounts/owndata/test_erase.py", "tests: no canary in tables, caches and files"),
    "S02 wallet messages changed field by field": ("tests/accounts/wallet/test_connect.py", "tests"),
}
#: ruff's number for what bandit says; a line is judged once, by the reason beside ruff's.
RUFF = {"B308": "S308", "B703": "S308"}
SOURCES = (
    "moviesite",
    "accounts",
    "catalog",
    "ratings",
    "matchups",
    "recommender",
    "adminpanel",
    "benchmarks",
    "deploy",
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in the root of the project."""
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("promise", KEPT)
def test_the_suite_keeps_it(promise: str, tmp_path: Path, report: Report) -> None:
    path, what = KEPT[promise]
    found = tmp_path / "found.xml"

    run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={found}", path)

    suite = ET.parse(found).getroot().find("testsuite")  # noqa: S314 (written by pytest)
    assert suite is not None
    total, bad = (int(suite.attrib["tests"]), int(suite.attrib["failures"]) + int(suite.attrib["errors"]))
    report(f"{promise}: `pytest {path}`", f"{total} {what}, {bad} failed", "0 failed", total > 0 and not bad)
    assert (total > 0, bad) == (True, 0)


def _is_judged(finding: dict[str, object]) -> bool:
    lines = (ROOT / str(finding["filename"])).read_text().splitlines()
    number = str(finding["test_id"])
    span: list[int] = finding["line_range"]  # type: ignore[assignment]
    wanted = RUFF.get(number, "S" + number[1:])
    return any("# noqa:" in line and wanted in line for line in lines[min(span) - 1 : max(span)])


def test_bandit_finds_nothing_unjudged(report: Report) -> None:
    files = [name for name in run("git", "ls-files", "-z", "*.py").stdout.split("\0") if name.startswith(SOURCES)]
    done = run(sys.executable, "-m", "bandit", "-q", "-ll", "-f", "json", *files)

    findings = json.loads(done.stdout)["results"]
    unjudged = [
        f"{item['filename']}:{item['line_number']} {item['test_id']}" for item in findings if not _is_judged(item)
    ]
    report(
        "bandit, medium and above",
        f"{len(findings)} findings, {len(unjudged)} without a reason beside the line",
        "0",
        not unjudged,
    )
    assert unjudged == []


def test_no_secret_is_in_the_repository(tmp_path: Path, report: Report) -> None:
    kept = run("git", "ls-files", "-z").stdout.split("\0")
    files = [
        name
        for name in kept
        if name and not name.startswith(("tests/", "locale/", "static/", "requirements.lock", ".secrets.baseline"))
    ]

    baseline = shutil.copy(
        ".secrets.baseline", tmp_path
    )  # the program writes the lines of today into it, and ends with 3
    done = run(
        str(Path(sys.executable).with_name("detect-secrets-hook")), "--no-verify", "--baseline", str(baseline), *files
    )

    new = done.stdout.count("Location:")
    report(
        "scan for secrets (detect-secrets)",
        f"{len(files):,} files: {new} beyond those that `.secrets.baseline` has judged",
        "0",
        done.returncode in {0, 3} and new == 0,
    )
    assert done.returncode in {0, 3}, done.stdout
    assert new == 0, done.stdout


def test_production_settings_are_checked(tmp_path: Path, report: Report) -> None:
    done = run(
        "env", "-u", "DATABASE_URL", sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        DJANGO_SETTINGS_MODULE="moviesite.settings.production", MARQUEE_DATA_DIR=str(tmp_path),
        SECRET_KEY="check-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdef",
        JWT_SIGNING_KEY="check-zyxwvutsrqponmlkjihgfedcba-9876543210-fedcba9876543210",
        ALLOWED_HOSTS="marquee.example", REDIS_URL="redis://127.0.0.1:6379/9",
    )  # fmt: skip

    report("`check --deploy --fail-level WARNING`", f"exit code {done.returncode}", "0", done.returncode == 0)
    assert done.returncode == 0, done.stderr
