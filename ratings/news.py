"""The kinds of news that the ratings have for members."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.notifications.kinds import Kind, News, register_kind

REVIEW_LIKED = "review_liked"
LIST_SHARED = "list_shared"
LIST_CLONED = "list_cloned"
IMPORT_DONE = "import_done"
IMPORT_FOUND = "import_found"


def _liked_words(news: News) -> str:
    return _("%(who)s liked your review of %(title)s") % {"who": news.who, "title": news.text("title")}


def _shared_words(news: News) -> str:
    return _("%(who)s asks you to work on the list “%(list)s”") % {"who": news.who, "list": news.text("list")}


def _cloned_words(news: News) -> str:
    return _("%(who)s copied your list “%(list)s”") % {"who": news.who, "list": news.text("list")}


def _import_words(news: News) -> str:
    written, left = news.number("written"), news.number("unmatched")
    done = ngettext("%(n)d line of %(file)s is in", "%(n)d lines of %(file)s are in", written)
    words = done % {"n": written, "file": news.text("file")}
    if left:
        words += "; " + ngettext("%(n)d found no title", "%(n)d found no title", left) % {"n": left}
    return words


def _found_words(news: News) -> str:
    found = news.number("found")
    words = ngettext(
        "%(n)d film of %(file)s has come into the catalog",
        "%(n)d films of %(file)s have come into the catalog",
        found,
    )
    return words % {"n": found, "file": news.text("file")}


def register_kinds() -> None:
    """Called when the app is ready."""
    email, telegram = NotificationChannel.EMAIL, NotificationChannel.TELEGRAM
    now, digest = DeliveryMode.NOW, DeliveryMode.DIGEST
    liked, shared, cloned, done, found = (
        gettext_lazy("Somebody likes your review"),
        gettext_lazy("Somebody shares a list with you"),
        gettext_lazy("Somebody copies your list"),
        gettext_lazy("An import is finished"),
        gettext_lazy("Films of an import turn up later"),
    )
    both = {email: digest, telegram: now}
    register_kind(Kind(id=REVIEW_LIKED, label=liked, icon="heart", words=_liked_words, modes=both))
    register_kind(
        Kind(id=LIST_SHARED, label=shared, icon="users", words=_shared_words, modes={email: now, telegram: now})
    )
    register_kind(Kind(id=LIST_CLONED, label=cloned, icon="list-plus", words=_cloned_words, modes=both))
    register_kind(Kind(id=IMPORT_DONE, label=done, icon="upload", words=_import_words, modes={telegram: now}))
    register_kind(Kind(id=IMPORT_FOUND, label=found, icon="film", words=_found_words, modes={email: digest}))
