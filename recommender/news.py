"""News from the recommender, for those who look after it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.notifications.kinds import Kind, News, register_kind

DRIFTED = "drift"


def _drift_words(news: News) -> str:
    words = _("What the model was trained on has moved: %(feature)s (stability index %(psi)s)")
    return words % {"feature": news.text("feature").replace("_", " "), "psi": news.text("psi")}


def register_kinds() -> None:
    """Called when the app is ready. Staff alone are told, so no member is asked how."""
    register_kind(
        Kind(
            id=DRIFTED,
            label=gettext_lazy("The models need a look"),
            icon="sparkles",
            words=_drift_words,
            modes={NotificationChannel.EMAIL: DeliveryMode.NOW},
            is_fixed=True,
            in_feed=False,
        )
    )
