"""Databases: SQLite embedded, PostgreSQL or MySQL/MariaDB by URL, each with the settings that survived measuring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymysql
from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

# WAL lets readers go on while one writes. IMMEDIATE takes the write lock at BEGIN, where the busy timeout applies; the
# default, DEFERRED, upgrades a read lock later and then fails at once with "database is locked".
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA temp_store=MEMORY;"
)
_TIMEOUTS = "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
_REPLICA_CONNECT = 2  # seconds a page may lose to a replica that does not answer


def sqlite(name: Path | str) -> dict[str, Any]:
    """An SQLite entry safe for several processes; the connection persists, as opening one costs more than a query."""
    return {
        "ENGINE": "moviesite.sqlite3",
        "NAME": str(name),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_PRAGMAS},
    }


def pooler() -> str:
    """DATABASE_POOLER: what stands between the site and PostgreSQL; empty is nothing."""
    name = env.text("DATABASE_POOLER", "")
    if name not in {"", "transaction"}:
        raise ImproperlyConfigured(f"DATABASE_POOLER={name!r} is neither empty nor transaction. {env.HINT}")
    return name


def pool() -> dict[str, int]:
    """DATABASE_POOL=min,max: psycopg's own pool in each process; nothing without it."""
    bounds = env.words("DATABASE_POOL")
    if not bounds:
        return {}
    try:
        low, high = (int(bound) for bound in bounds)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_POOL must be two numbers, such as 1,8. {env.HINT}") from error
    if not 0 <= low <= high or high < 1:
        raise ImproperlyConfigured(f"DATABASE_POOL: {low},{high} is no range. {env.HINT}")
    return {"min_size": low, "max_size": high, "timeout": 10}


def _postgres(config: dict[str, Any]) -> None:
    options = config.setdefault("OPTIONS", {})
    if pooler():
        # Between two transactions the server's session belongs to others: nothing may be left in it, and PgBouncer
        # refuses start-up options. The time limits stand with the role instead (docs/operations.md).
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
        options["prepare_threshold"] = None
    else:
        options.setdefault("options", _TIMEOUTS)
    bounds = pool()
    if bounds:
        options["pool"] = bounds
        config["CONN_MAX_AGE"] = 0  # a pool keeps connections itself; Django wants it so


def tuned(config: dict[str, Any]) -> dict[str, Any]:
    """A parsed address with what its engine needs."""
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        return {**sqlite(config["NAME"]), "TEST": config.get("TEST", {})}
    config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if engine.endswith("postgresql"):
        _postgres(config)
    else:
        options = config.setdefault("OPTIONS", {})
        pymysql.install_as_MySQLdb()  # Django looks for MySQLdb; PyMySQL speaks the same without a compiler
        options.setdefault("charset", "utf8mb4")
        # Binary collation, so that names and addresses compare as they do on the other engines.
        options.setdefault("init_command", "SET sql_mode='STRICT_TRANS_TABLES', innodb_lock_wait_timeout=10")
        config.setdefault("TEST", {}).update({"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"})
    return config


def databases(data_dir: Path) -> dict[str, Any]:
    """The DATABASES setting: `default`, and `replica` where DATABASE_REPLICA_URL names one."""
    entries = {"default": tuned(env.database("DATABASE_URL", f"sqlite:///{data_dir / 'marquee.sqlite3'}"))}
    if env.text("DATABASE_REPLICA_URL", ""):
        replica = tuned(env.database("DATABASE_REPLICA_URL", ""))
        if not replica["ENGINE"].endswith("sqlite3"):
            replica["OPTIONS"].setdefault("connect_timeout", _REPLICA_CONNECT)
        replica.setdefault("TEST", {})["MIRROR"] = "default"
        entries["replica"] = replica
    return entries
