"""Servers that a test may kill, each on a free port of this machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """Wait for a condition; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, what
        time.sleep(0.05)
    return time.monotonic() - began


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Redis:
    """redis-server without a disk."""

    def __init__(self) -> None:
        if not shutil.which("redis-server"):
            pytest.skip("redis-server is not here")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Begin empty, as after a crash."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(lambda: listens(self.port), "Redis did not start")

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()

    stop = kill


class Postgres:
    """A cluster of its own, as the user postgres where this one is root."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        control = str(found[-1]) if found else shutil.which("pg_ctl")
        if not control or (os.getuid() == 0 and not shutil.which("runuser")):
            pytest.skip("pg_ctl is not here")
        self._control, self.port = control, free_port()
        self._data = Path(tempfile.mkdtemp(prefix="marquee-chaos-"))  # folders of pytest are closed to other users
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        if os.getuid() == 0:
            shutil.chown(self._data, "postgres")
        self._run(
            "initdb", "-D", str(self._data), "-o", "--auth=trust --username=postgres --encoding=UTF8 --locale=C.UTF-8"
        )
        self.start()

    def _run(self, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*as_user, self._control, "-s", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            timeout=PATIENCE,
        )

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._data} -c fsync=off -c max_connections=60"
        self._run("start", "-w", "-D", str(self._data), "-l", str(self._data / "log"), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """End it: `immediate` is a crash, `fast` what a restart does."""
        self._run("stop", "-D", str(self._data), "-m", mode)

    def remove(self) -> None:
        """End it, if it runs, and remove its files."""
        if listens(self.port):
            self.stop()
        shutil.rmtree(self._data)


class Site:
    """The web server with two processes, as docs/operations.md starts it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.folder = folder / "site"
        self.folder.mkdir(exist_ok=True)
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "moviesite.settings.dev",
            "MARQUEE_DATA_DIR": str(self.folder),
            "RATE_LIMIT_SCALE": "100000",
            "LOG_LEVEL": "ERROR",
            "REDIS_URL": "",
            "CELERY_BROKER_URL": "",
            "EVENTS_URL": "",
            "DATABASE_URL": f"sqlite:///{self.folder / 'marquee.sqlite3'}",
            **environment,
        }
        self.environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
        if not self.environment["CELERY_BROKER_URL"]:
            del self.environment["CELERY_BROKER_URL"]

    def manage(self, *command: str) -> str:
        """A command of manage.py, and what it says."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        """Start, and wait until it is ready."""
        command = [sys.executable, str(ROOT / "webserver.py"), "--port", str(self.port), "--workers", "2"]
        log = (self.folder / "site.log").open("ab")
        self.process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        until(lambda: listens(self.port) or self.process.poll() is not None, "the site did not start", 120)
        assert self.process.poll() is None, (self.folder / "site.log").read_text()[-2000:]

    def exchange(self) -> None:
        """SIGHUP to the parent process: each of its two is succeeded by a new one."""
        before = self._children()
        self.process.send_signal(signal.SIGHUP)
        until(lambda: len(before - self._children()) == 2, "the workers were not exchanged", 300)

    def _children(self) -> set[str]:
        return set(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())

    def stop(self) -> int:
        """SIGTERM, and its exit code; whoever does not end by then is killed."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Edge:
    """nginx with the files of deploy/nginx, without TLS, in front of instances of the site."""

    def __init__(self, folder: Path, *sites: int) -> None:
        if not shutil.which("nginx"):
            pytest.skip("nginx is not here")
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        for name in ("nginx.conf", "site.conf", "proxy.conf", "upstream.conf"):
            (folder / name).write_text(self._written(name, sites))
        rights = "user root; " if os.getuid() == 0 else ""  # folders of pytest are closed to other users
        command = ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-g"]
        self.process = subprocess.Popen([*command, f"{rights}daemon off;"])
        until(lambda: listens(self.port), "nginx did not start")

    def _written(self, name: str, sites: Sequence[int]) -> str:
        text = (ROOT / "deploy/nginx" / name).read_text()
        servers = "\n".join(f"server 127.0.0.1:{port} max_fails=0;" for port in sites)
        kept = "\n".join(f"{what}_temp_path {self.folder}/{what};" for what in ("client_body", "proxy"))
        for pattern, by in (
            (r"/etc/nginx/(?!mime)", f"{self.folder}/"),
            (r"/var/cache/nginx", str(self.folder)),
            (r"(?m)^pid .*;", f"pid {self.folder}/nginx.pid;"),
            (r"/dev/stderr", f"{self.folder}/error.log"),
            (r"/dev/stdout", f"{self.folder}/access.log"),
            (r"(?m)^http {", f"http {{\n{kept}"),
            (r"server web:8000 max_fails=0;", servers),
            (r"(?m)^ *(ssl_|http2 |listen \[).*\n", ""),
            (r"listen 8443 ssl default_server", f"listen 127.0.0.1:{self.port}"),
            (r"listen 8080 default_server", f"listen 127.0.0.1:{free_port()}"),
        ):
            text = re.sub(pattern, by, text)
        return text

    def errors(self) -> str:
        """What it complains of."""
        return (self.folder / "error.log").read_text()

    def stop(self) -> None:
        """At once."""
        self.process.terminate()
        self.process.wait()
