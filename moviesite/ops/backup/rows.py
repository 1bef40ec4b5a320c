"""Rows as lines of JSON that are the same whatever engine they come from, their checksums, and the way back.

A checksum is the sum modulo 2^128 of the BLAKE2b digests of the lines: the order of rows does not matter, and a
row that is there twice counts twice.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from hashlib import blake2b
from typing import Any, BinaryIO
from uuid import UUID

import orjson
from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from moviesite.ops.backup.manifest import Content

BATCH = 10_000  # rows of one query
_EXPONENT = re.compile(r"\de[+-]?\d", re.I)
_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_SORT_KEYS
Convert = Callable[[Any], Any]


def stored_models() -> list[type[models.Model]]:
    """Each model with a table of its own, by table; search indexes are derived, and are made by triggers."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[table] for table in sorted(found)]


def applied_migrations(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """(app, name) of what the database has been through."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def _kind(field: models.Field[Any, Any]) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**63 and "." not in text.lower().split("e")[0] else value


def _json(text: Any) -> Any:
    """PostgreSQL writes numbers out, so that 1e16 comes back as an integer: it is one everywhere."""
    if not isinstance(text, str):
        return text
    return json.loads(text, parse_float=_number) if _EXPONENT.search(text) else orjson.loads(text)


def _decimal(places: int) -> Convert:
    return lambda value: f"{Decimal(str(value)):.{places}f}"


def _moment(text: Any) -> Any:
    """SQLite keeps UTC as text."""
    return f"{text[:10]}T{text[11:]}+00:00" if isinstance(text, str) else text


def _reader(field: models.Field[Any, Any]) -> Convert | None:
    """What makes a raw value of any engine the same; None where it is already."""
    kind = _kind(field)
    if kind == "DecimalField":
        return _decimal(field.decimal_places)  # type: ignore[attr-defined]
    readers: dict[str, Convert] = {
        "BooleanField": bool,
        "FloatField": float,
        "DateTimeField": _moment,
        "UUIDField": lambda value: str(UUID(str(value))),
        "JSONField": _json,
        "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
    }
    return readers.get(kind)


def _encode(row: list[Any]) -> bytes:
    try:
        return orjson.dumps(row, option=_OPTIONS)
    except TypeError:  # a whole number beyond 64 bits
        return json.dumps(row, sort_keys=True, default=str, separators=(",", ":")).encode()


def lines_of(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[bytes]:
    """Each row of a table, in the order of its key."""
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    key = model._meta.pk
    at = fields.index(key)
    converts = [(index, reader) for index, field in enumerate(fields) if (reader := _reader(field))]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    begin = f"SELECT {columns} FROM {quote(model._meta.db_table)}"  # noqa: S608  names of our own tables
    order = f" ORDER BY {quote(str(key.column))} LIMIT {BATCH}"
    last: list[Any] = []
    with connection.cursor() as cursor:
        while True:
            where = f" WHERE {quote(str(key.column))} > %s" if last else ""
            cursor.execute(begin + where + order, last)
            rows = cursor.fetchall()
            for raw in rows:
                row = list(raw)
                for index, convert in converts:
                    if row[index] is not None:
                        row[index] = convert(row[index])
                yield _encode(row)
            if len(rows) < BATCH:
                return
            last = [rows[-1][at]]


def read_table(connection: BaseDatabaseWrapper, model: type[models.Model], target: BinaryIO | None = None) -> Content:
    """Count and sum a table, and write its lines to `target`."""
    count, total = 0, 0
    for line in lines_of(connection, model):
        count += 1
        total += int.from_bytes(blake2b(line, digest_size=16).digest())
        if target is not None:
            target.write(line)
            target.write(b"\n")
    return Content(rows=count, checksum=f"{total % 2**128:032x}")


def read_tables(connection: BaseDatabaseWrapper, progress: Callable[[str], None]) -> dict[str, Content]:
    """Every table's content; `progress` is told the name of each."""
    contents = {}
    for model in stored_models():
        contents[model._meta.db_table] = read_table(connection, model)
        progress(model._meta.db_table)
    return contents


def count_tables(connection: BaseDatabaseWrapper, names: Iterable[str]) -> dict[str, int]:
    """Rows by table, whatever columns it has."""
    counts = {}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name in names:
            if name in there:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                [counts[name]] = cursor.fetchone()
    return counts


def _writer(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Convert | None:
    """What makes a value of a line one that the engine's driver takes; None where it is already."""
    if _kind(field) in {"CharField", "TextField", "SlugField", "FloatField", "BooleanField"} | _WHOLE:
        return None
    if _kind(field) == "JSONField":
        return lambda value: connection.ops.adapt_json_value(value, None)
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


_WHOLE = {
    "AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField",
    "PositiveBigIntegerField", "PositiveSmallIntegerField",
}  # fmt: skip


def write_table(connection: BaseDatabaseWrapper, model: type[models.Model], source: BinaryIO) -> None:
    """Insert the lines of `source` as they are: no defaults, no signals."""
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    writers = [(index, writer) for index, field in enumerate(fields) if (writer := _writer(field, connection))]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    documents = {at for at, field in enumerate(fields) if _kind(field) == "JSONField" and not field.null}
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in source:
            row = json.loads(line)
            for index, write in writers:
                if row[index] is not None or index in documents:
                    row[index] = write(row[index])
            batch.append(row)
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch.clear()
        if batch:
            cursor.executemany(statement, batch)
