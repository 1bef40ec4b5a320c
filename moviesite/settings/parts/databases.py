"""Databases: SQLite embedded, PostgreSQL or MySQL/MariaDB by URL, each with the settings that survived measuring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymysql

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


def sqlite(name: Path | str) -> dict[str, Any]:
    """An SQLite entry safe for several processes; the connection persists, as opening one costs more than a query."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(name),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_PRAGMAS},
    }


def _tuned(config: dict[str, Any]) -> dict[str, Any]:
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        return {**sqlite(config["NAME"]), "TEST": config.get("TEST", {})}
    config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    options = config.setdefault("OPTIONS", {})
    if engine.endswith("postgresql"):
        timeouts = "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
        options.setdefault("options", timeouts)
    else:
        pymysql.install_as_MySQLdb()  # Django looks for MySQLdb; PyMySQL speaks the same without a compiler
        options.setdefault("charset", "utf8mb4")
        # Binary collation, so that names and addresses compare as they do on the other engines.
        options.setdefault("init_command", "SET sql_mode='STRICT_TRANS_TABLES', innodb_lock_wait_timeout=10")
        config.setdefault("TEST", {}).update({"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"})
    return config


def databases(data_dir: Path) -> dict[str, Any]:
    """The DATABASES setting."""
    return {"default": _tuned(env.database("DATABASE_URL", f"sqlite:///{data_dir / 'marquee.sqlite3'}"))}
