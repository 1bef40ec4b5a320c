"""`manage.py make_roles`: the groups that staff begin with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from adminpanel.services.roles import make_roles


class Command(BaseCommand):
    """Adds the roles that are not there; those that are stay as superusers made them."""

    help = "Add the roles of staff (groups with their permissions) that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was added."""
        made = make_roles()
        self.stdout.write(f"Roles: {', '.join(made)} added." if made else "Roles: all there.")
