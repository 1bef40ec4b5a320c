"""Featured titles in the channel: each once, when its time has come.

A slot is claimed by a conditional UPDATE that counts the try and moves `announce_next_at`; `say_once` stands behind it,
so that a post whose answer was lost is not made again and again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.notifications.channels.base import RetryLater
from accounts.notifications.delivery import pause_after
from accounts.telegram.channel import absolute
from accounts.telegram.client import Bot, Refusal, TelegramRefusedError, is_on, the_bot
from accounts.telegram.sending import LEASE, say_once
from accounts.telegram.text import CAPTION_LIMIT, Piece, bold, button, plain, render
from adminpanel.models import FeaturedSlot
from catalog.enums import TitleStatus
from moviesite.common.http.errors import UpstreamError
from moviesite.common.vocabulary import language_name

log = structlog.get_logger(__name__)

MOST_TRIES = 12  # with growing pauses, about two days
MOST = 10  # posts of one run: Telegram lets a bot post some 20 a minute to a channel


def announce_featured(*, now: datetime | None = None) -> int:
    """Post what is live, to be announced and not announced yet; returns how many posts there are now."""
    if not (is_on() and settings.TELEGRAM_CHANNEL):
        return 0
    now, posted = now or timezone.now(), 0
    for slot in _due(now)[:MOST]:
        if _claim(slot, now):
            posted += _post(slot, now)
    return posted


def _due(now: datetime) -> list[FeaturedSlot]:
    rows = FeaturedSlot.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        Q(announce_next_at=None) | Q(announce_next_at__lte=now),
        announce=True,
        is_active=True,
        announced_at=None,
        starts_at__lte=now,
        announce_tries__lt=MOST_TRIES,
        title__status=TitleStatus.PUBLISHED,
    )
    return list(rows.select_related("title").order_by("starts_at", "pk")[:MOST])


def _claim(slot: FeaturedSlot, now: datetime) -> bool:
    """True for the one worker that may post."""
    mine = FeaturedSlot.objects.filter(
        pk=slot.pk, announced_at=None, announce_tries=slot.announce_tries, announce_next_at=slot.announce_next_at
    )
    pause = max(2 * LEASE, pause_after(slot.announce_tries + 1))
    return bool(mine.update(announce_tries=F("announce_tries") + 1, announce_next_at=now + pause))


def _post(slot: FeaturedSlot, now: datetime) -> bool:
    """Post a claimed slot and write it down; what fails waits for its next try."""
    rows, channel = FeaturedSlot.objects.filter(pk=slot.pk), settings.TELEGRAM_CHANNEL
    try:
        with translation.override(settings.LANGUAGE_CODE):
            say_once(chat=channel, keys=[f"featured:{slot.pk}"], send=lambda _keys: _send(the_bot(), channel, slot))
    except RetryLater as answer:
        _wait(slot, now, answer.seconds)
    except UpstreamError as error:
        _wait(slot, now, error.retry_after)
        log.warning("telegram.post_failed", slot=slot.pk, error=type(error).__name__, status=error.status)
    else:
        rows.update(announced_at=timezone.now())
        return True
    return False


def _wait(slot: FeaturedSlot, now: datetime, seconds: float | None) -> None:
    """As long as Telegram asks for, where that is longer than the pause."""
    if seconds is not None:
        until = now + timedelta(seconds=seconds)
        FeaturedSlot.objects.filter(pk=slot.pk, announce_next_at__lt=until).update(announce_next_at=until)


def _send(bot: Bot, channel: str, slot: FeaturedSlot) -> None:
    """With the title's picture where it has one that Telegram can fetch, else above a preview of its page."""
    page = absolute(slot.title.get_absolute_url())
    html = render(_words(slot), CAPTION_LIMIT)
    rating = absolute(reverse("ratings:title-rating", args=[slot.title_id]))
    buttons = [[button(_("Open"), url=page), button(_("Rate"), url=rating)]]
    if slot.title.poster_url.startswith(("https://", "http://")):
        try:
            bot.send_photo(channel, slot.title.poster_url, html, buttons)
            return
        except TelegramRefusedError as error:
            if error.meaning != Refusal.OTHER:
                raise
    bot.send_preview(channel, html, page, buttons)


def _words(slot: FeaturedSlot) -> list[Piece]:
    title = slot.title
    facts = " · ".join(str(fact) for fact in (title.year, language_name(title.language)) if fact)
    pieces = [plain(f"{slot.headline}\n")] if slot.headline else []
    pieces += [bold(title.title), plain(f"\n{facts}" if facts else "")]
    if slot.blurb:
        pieces.append(plain(f"\n\n{slot.blurb}"))
    return pieces
