import sys
import time
from pathlib import Path

import pytest

from recommender.algorithms.base import MissingPackageError
from recommender.engines import process
from recommender.engines.base import EngineError
from recommender.engines.process import run_job

pytestmark = pytest.mark.filterwarnings("error")


class StoppedError(Exception):
    """What a listener raises to end a job."""


def script(folder: Path, text: str) -> list[str]:
    path = folder / "job.py"
    path.write_text(text)
    return [sys.executable, str(path)]


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts, too."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_progress_is_passed_on_and_other_lines_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "TICK", 60.0)
    lines = ["hello", "[1]", '{"done": "x"}', '{"done": 0.25, "message": "a"}', '{"done": 1, "message": "b"}']
    heard: list[tuple[float, str]] = []

    run_job(
        script(tmp_path, f"print({chr(10).join(lines)!r})"),
        timeout=60,
        progress=lambda done, message: heard.append((done, message)),
    )

    assert list(dict.fromkeys(heard)) == [(0.0, "starting"), (0.25, "a"), (1.0, "b")]


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (
            'print(\'{"error": "missing", "message": "no Java"}\'); raise SystemExit(1)',
            MissingPackageError,
            "^no Java$",
        ),
        ('print(\'{"error": "failed", "message": "bad"}\'); raise SystemExit(1)', EngineError, "^bad$"),
        ("raise SystemExit(3)", EngineError, "ended with status 3: it said nothing$"),
        ("raise ValueError('why')", EngineError, "ended with status 1: .*ValueError: why$"),
        ("import os; os.kill(os.getpid(), 9)", EngineError, "ended with status -9"),
    ],
)
def test_a_job_that_fails_says_why(tmp_path: Path, text: str, kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=reason):
        run_job(script(tmp_path, text), timeout=60)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match="cannot be run: No such file"):
        run_job([str(tmp_path / "none")], timeout=60)


def test_a_chatty_job_is_not_blocked_by_what_nobody_reads(tmp_path: Path) -> None:
    run_job(
        script(tmp_path, "import sys\nfor _ in range(20000): print('x' * 50); print('y' * 50, file=sys.stderr)"),
        timeout=60,
    )


CHILD = """
import signal, subprocess, sys, time
{deaf}
child = subprocess.Popen([sys.executable, "-c", "{deaf_child}import time; time.sleep(600)"])
open({pids!r}, "w").write(str(child.pid))
print('{{"done": 0.5, "message": "working"}}', flush=True)
time.sleep(600)
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


@pytest.mark.parametrize("deaf", [False, True])
def test_whoever_stops_listening_ends_the_job_and_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaf: bool
) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0.5)
    pids = tmp_path / "pids"
    text = CHILD.format(
        deaf=DEAF if deaf else "", deaf_child=f"import signal; {DEAF}; " if deaf else "", pids=str(pids)
    )

    def listen(done: float, message: str) -> None:
        if message == "working":
            raise StoppedError

    with pytest.raises(StoppedError):
        run_job(script(tmp_path, text), timeout=60, progress=listen)

    assert gone(int(pids.read_text()))


def test_a_silent_job_is_heard_to_be_alive_and_ended_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TICK", 0.02)
    heard: list[str] = []

    with pytest.raises(EngineError, match=r"^The job took more than 0.3 seconds and was ended\.$"):
        run_job(
            script(tmp_path, "import time; time.sleep(600)"),
            timeout=0.3,
            progress=lambda done, message: heard.append(message),
        )

    assert set(heard) == {"starting"}
