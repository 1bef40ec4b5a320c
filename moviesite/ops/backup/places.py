"""Databases by their settings: connections of their own, addresses for child processes, temporary ones."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from moviesite.ops.backup.errors import BackupError
from moviesite.settings import env
from moviesite.settings.parts.databases import tuned

Config = dict[str, Any]
_SCHEMES = {"sqlite": "sqlite", "postgresql": "postgres", "mysql": "mysql"}
# What a database holds before anybody has used it.
_FURNITURE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}


def config_of(alias: str = "default") -> Config:
    """The settings of a database as it is met now, also in tests."""
    config = dict(connections[alias].settings_dict)
    # A copy takes its time, and two copies at once come from one pool of connections.
    options = {name: value for name, value in config["OPTIONS"].items() if name not in {"options", "pool"}}
    return {**config, "OPTIONS": options, "CONN_MAX_AGE": 0}


def config_from(url: str) -> Config:
    """The settings of `--into`. Raises BackupError for an address that is none."""
    try:
        config = tuned(dict(environ.Env.db_url_config(url)))
    except (ValueError, KeyError) as error:
        raise BackupError("The address of the database cannot be read; .env.example shows how one looks.") from error
    config["OPTIONS"].pop("options", None)
    return dict(connections.configure_settings({"default": config})["default"])


def vendor_of(config: Config) -> str:
    """sqlite, postgresql or mysql."""
    engine: str = config["ENGINE"].rpartition(".")[2]
    return {"sqlite3": "sqlite"}.get(engine, engine)


def url_of(config: Config) -> str:
    """The address of a database, for the environment of a child process; it holds the password."""
    scheme = _SCHEMES[vendor_of(config)]
    if scheme == "sqlite":
        return f"sqlite:///{Path(config['NAME']).resolve()}"
    who = quote(config["USER"], safe="")
    if config["PASSWORD"]:
        who += ":" + quote(config["PASSWORD"], safe="")
    port = f":{config['PORT']}" if config["PORT"] else ""
    return f"{scheme}://{who}@{config['HOST']}{port}/{quote(str(config['NAME']), safe='')}"


@contextmanager
def opened(config: Config) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, under a name that nobody else uses while it lasts."""
    alias = f"backup-{secrets.token_hex(4)}"
    opened_now: BaseDatabaseWrapper = load_backend(config["ENGINE"]).DatabaseWrapper(config, alias)
    connections[alias] = opened_now
    try:
        yield opened_now
    finally:
        opened_now.close()
        del connections[alias]


def has_tables(connection: BaseDatabaseWrapper) -> bool:
    """Whether migrations have been there."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def is_used(connection: BaseDatabaseWrapper) -> bool:
    """Whether any table holds rows besides what migrations put there."""
    if not has_tables(connection):
        return False
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in _FURNITURE:
                continue
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return True
    return False


@contextmanager
def temporary(config: Config, folder: Path, *, engine: str) -> Iterator[Config]:
    """An empty database beside that of `config`: a file in `folder`, or one on the same server, dropped afterwards."""
    name = f"{Path(str(config['NAME'])).stem}_drill_{secrets.token_hex(4)}"
    if engine == "sqlite" or vendor_of(config) == "sqlite":
        yield config_from(f"sqlite:///{folder / name}.sqlite3")
        return
    with opened(config) as server, server.cursor() as cursor:
        quoted = server.ops.quote_name(name)
        suffix = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" if server.vendor == "mysql" else ""
        cursor.execute(f"CREATE DATABASE {quoted}{suffix}")
    try:
        yield {**config, "NAME": name}
    finally:
        with opened(config) as server, server.cursor() as cursor:
            force = " WITH (FORCE)" if server.vendor == "postgresql" else ""
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}{force}")


def tool_environment(config: Config) -> dict[str, str]:
    """For the engine's own programs: passwords stand in the environment, as command lines are public."""
    environment = dict(os.environ)  # noqa: TID251  handed on, not read
    if config["PASSWORD"]:
        environment |= {"PGPASSWORD": config["PASSWORD"], "MYSQL_PWD": config["PASSWORD"]}
    return environment


# What a process that works on a copy must not reach.
_OUTSIDE = ("REDIS_URL", "EVENTS_URL", "DATABASE_REPLICA_URL", "DATABASE_POOLER", "DATABASE_POOL", "BACKUP_DIR")


def manage(config: Config, site: Path, *command: str, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """A command of `manage.py` in a process whose only database is that of `config`, with its files in `site`.

    Migrations and pages speak to `default`; in this process that would be the site's own database."""
    site.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **dict.fromkeys(_OUTSIDE, "")}  # noqa: TID251  handed on, not read
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
    environment |= {
        "DATABASE_URL": url_of(config),
        "MARQUEE_DATA_DIR": str(site),
        "MARQUEE_MODEL_DIR": str(site / "models"),
        "EMAIL_URL": f"filemail://{site}/letters",
        "CELERY_BROKER_URL": "filesystem://",
        "LOG_LEVEL": "ERROR",
    }
    arguments = [sys.executable, str(env.BASE_DIR / "manage.py"), *command]
    return subprocess.run(arguments, env=environment, capture_output=True, timeout=seconds, check=False)
