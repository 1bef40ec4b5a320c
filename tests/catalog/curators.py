"""Curators with permissions of their own, for the tests of the admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.catalog.pages import forget


def make_curator(*codenames: str) -> Client:
    """A client logged in as somebody with these permissions alone."""
    user = User.objects.create_user(username="curator", password="seven brown lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, path: str, action: str, *ids: int) -> int:
    """Run an action of a list on rows."""
    return client.post(path, {"action": action, "_selected_action": [str(pk) for pk in ids]}).status_code


def told(client: Client, path: str) -> list[str]:
    """What the next page says about what was done."""
    return [str(message) for message in client.get(path).context["messages"]]


def writes_and_queries(client: Client, path: str) -> tuple[list[str], int]:
    """Statements of a page that write to the catalog, and how many statements there are."""
    forget()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    statements = [query["sql"] for query in captured.captured_queries]
    writing = [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "catalog_" in sql]
    return writing, len(statements)
