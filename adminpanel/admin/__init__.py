"""The curators' desk."""

from adminpanel.admin import (
    appeals,
    audit,
    automod,
    blocking,
    curations,
    featured,
    figures,
    moderation,
    roles,
    titles,
)

__all__ = [
    "appeals",
    "audit",
    "automod",
    "blocking",
    "curations",
    "featured",
    "figures",
    "moderation",
    "roles",
    "titles",
]
