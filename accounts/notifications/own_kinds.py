"""The kinds of news that the accounts have themselves."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import DeliveryMode, NotificationChannel, SecurityEventKind
from accounts.models.security import OWN_DETAILS
from accounts.notifications.kinds import Kind, News, register_kind
from moviesite.common.devices import device_name
from moviesite.common.regions import country_name

FOLLOWED = "followed"
ANNOUNCEMENT = "announcement"
SECURITY = "security"

_SECURITY_WORDS = {
    SecurityEventKind.LOGGED_IN: gettext_lazy("A new login to your account: %(where)s"),
    SecurityEventKind.TOKEN_REUSED: gettext_lazy("A login was ended because its token was used twice: %(where)s"),
    SecurityEventKind.PASSWORD_CHANGED: gettext_lazy("Your password was changed"),
    SecurityEventKind.PASSWORD_RESET: gettext_lazy("Your password was reset by e-mail"),
    SecurityEventKind.EMAIL_CHANGED: gettext_lazy("Your e-mail address was changed"),
    SecurityEventKind.WALLET_LINKED: gettext_lazy("A wallet was linked to your account: %(detail)s"),
    SecurityEventKind.WALLET_UNLINKED: gettext_lazy("A wallet was removed from your account: %(detail)s"),
    SecurityEventKind.FACTOR_ADDED: gettext_lazy("A second step was added to your account: %(detail)s"),
    SecurityEventKind.FACTOR_REMOVED: gettext_lazy("A second step was removed from your account: %(detail)s"),
    SecurityEventKind.RECOVERY_USED: gettext_lazy("A recovery code was used. Codes left: %(detail)s"),
    SecurityEventKind.TOKEN_MADE: gettext_lazy("An API token was made: %(detail)s"),
    SecurityEventKind.TELEGRAM_LINKED: gettext_lazy("A Telegram chat was connected to your account"),
    SecurityEventKind.TELEGRAM_UNLINKED: gettext_lazy("The Telegram chat was disconnected from your account"),
    SecurityEventKind.MERGED: gettext_lazy("Another account was merged into yours"),
    SecurityEventKind.EXPORTED: gettext_lazy("Your data was exported"),
}
#: What an account's owner is told of, besides finding it in the list of events.
TOLD = frozenset(_SECURITY_WORDS)


def _security_words(news: News) -> str:
    sentence = _SECURITY_WORDS.get(SecurityEventKind(news.text("event")))
    place = country_name(news.text("country")) or news.text("place")
    where = ", ".join(part for part in (device_name(news.text("device")), place) if part) or _("an unknown device")
    detail = news.text("detail")
    detail = _(detail) if detail in OWN_DETAILS else detail
    return str(sentence) % {"where": where, "detail": detail or "–"} if sentence else ""


def _followed_words(news: News) -> str:
    return _("%(who)s follows you now") % {"who": news.who}


def _announcement_words(news: News) -> str:
    return news.text("text") or _("News from Marquee")


def register_own_kinds() -> None:
    """Called when the app is ready."""
    email, telegram = NotificationChannel.EMAIL, NotificationChannel.TELEGRAM
    register_kind(
        Kind(
            id=FOLLOWED,
            label=gettext_lazy("Somebody follows you"),
            icon="user",
            words=_followed_words,
            modes={email: DeliveryMode.DIGEST, telegram: DeliveryMode.NOW},
        )
    )
    register_kind(
        Kind(
            id=ANNOUNCEMENT,
            label=gettext_lazy("News from Marquee"),
            icon="sparkles",
            words=_announcement_words,
            modes={email: DeliveryMode.DIGEST},
        )
    )
    register_kind(
        Kind(
            id=SECURITY,
            label=gettext_lazy("Security of your account"),
            icon="lock",
            words=_security_words,
            modes={email: DeliveryMode.NOW},
            is_fixed=True,
            in_feed=False,
        )
    )
