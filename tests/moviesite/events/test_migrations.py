"""The newest migration can be taken back and made again (R17)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from moviesite.events.models import DeadLetter, OutboxEvent


def _tables_and_columns() -> tuple[bool, bool]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        columns = connection.introspection.get_table_description(cursor, OutboxEvent._meta.db_table)
    return DeadLetter._meta.db_table in tables, "published_at" in {column.name for column in columns}


@pytest.mark.django_db(transaction=True)
def test_back_and_forth() -> None:
    try:
        call_command("migrate", "events", "0001", verbosity=0)
        taken_back = _tables_and_columns()
    finally:
        call_command("migrate", "events", verbosity=0)

    assert (taken_back, _tables_and_columns()) == ((False, False), (True, True))
