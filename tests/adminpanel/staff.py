"""Staff with some permissions and no others."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User
from tests.factories import make_member


def make_staff(name: str, *permissions: str) -> User:
    """A member of staff; `permissions` as app.codename."""
    member = make_member(name, is_staff=True)
    wanted = Q(pk__in=[])
    for permission in permissions:
        app, _, code = permission.partition(".")
        wanted |= Q(content_type__app_label=app, codename=code)
    member.user_permissions.set(Permission.objects.filter(wanted))
    return User.objects.get(pk=member.pk)  # without the permissions that the first object remembers
