"""The roles a new installation begins with. They are groups: superusers change them, and what they changed stays."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

#: Permissions as app.codename; a codename that ends with an asterisk stands for all that begin so.
ROLES: dict[str, tuple[str, ...]] = {
    "Curators": (
        "catalog.view_*", "catalog.add_title", "catalog.change_title", "catalog.add_titlename",
        "catalog.change_titlename", "catalog.add_credit", "catalog.change_credit", "catalog.add_person",
        "catalog.change_person", "catalog.add_image", "catalog.change_image", "catalog.add_trailer",
        "catalog.change_trailer", "catalog.add_crawljob", "catalog.change_titlematch", "catalog.change_titlemerge",
        "adminpanel.view_*", "adminpanel.submit_titles", "adminpanel.publish_titles", "adminpanel.archive_titles",
        "adminpanel.add_featuredslot", "adminpanel.change_featuredslot", "adminpanel.delete_featuredslot",
    ),
    "Moderators": ("accounts.view_user", "accounts.view_profile", "ratings.view_*", "adminpanel.view_*",
                   "adminpanel.hide_content", "adminpanel.mark_spoilers", "adminpanel.warn_member",
                   "adminpanel.suspend_member", "adminpanel.dismiss_case", "adminpanel.restore_content",
                   "matchups.view_finding", "matchups.change_finding"),
    "Operators": ("events.*", "catalog.view_*", "catalog.add_crawljob", "recommender.*", "adminpanel.view_*"),
    "Analysts": ("adminpanel.view_dailyfigure", "adminpanel.view_healthsample", "recommender.view_*",
                 "ratings.view_rating"),
}  # fmt: skip


def make_roles() -> list[str]:
    """Add the roles that are not there yet; returns their names. One that exists is left as it is."""
    made = []
    for name, codes in ROLES.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            group.permissions.set(permissions_of(codes))
            made.append(name)
    return made


def permissions_of(codes: Iterable[str]) -> list[Permission]:
    """The permissions that some codes stand for."""
    wanted = Q(pk__in=[])
    for code in codes:
        app, _, name = code.partition(".")
        rule = {"codename__startswith": name[:-1]} if name.endswith("*") else {"codename": name}
        wanted |= Q(content_type__app_label=app, **rule)
    return list(Permission.objects.filter(wanted).order_by("pk"))
