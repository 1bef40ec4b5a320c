"""What the bot answers to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exceptions import TelegramCodeError
from accounts.notifications.channels.base import RetryLater
from accounts.services.telegram import link_chat, unlink_chat
from accounts.telegram.channel import absolute
from accounts.telegram.client import Refusal, TelegramRefusedError, the_bot
from accounts.telegram.text import button, plain, render
from adminpanel.services.telegram.recommending import recommend
from adminpanel.services.telegram.talking import Talk, chat_key, count_message, talk_of, tell
from adminpanel.services.telegram.updates import Asked
from adminpanel.services.telegram.voting import offer_pair, take_answer
from matchups.services.adoption import adopt_votes
from moviesite.common.errors import RateLimitedError
from moviesite.common.http.errors import UpstreamError, UpstreamRefusedError

log = structlog.get_logger(__name__)

#: The commands and what they do, as Telegram shows them.
COMMANDS = {
    "recommend": gettext_lazy("Films for you, by mood or language if you name one"),
    "vote": gettext_lazy("Which four films are better?"),
    "help": gettext_lazy("What I can do"),
    "stop": gettext_lazy("Disconnect this chat from your account"),
}
IN_GROUPS = frozenset({"recommend", "help"})
AT_LEAST = 5.0  # seconds before another try


def answer_update(asked: Asked) -> float | None:
    """Answer; None when that is done, else the seconds after which it should be tried again.

    What was said before is not said twice (accounts.telegram.sending).
    """
    talk = talk_of(asked)
    try:
        with translation.override(talk.language):
            _answer(talk)
    except RateLimitedError:
        log.info("telegram.too_much")
    except RetryLater as error:
        return error.seconds
    except TelegramRefusedError as error:
        if error.meaning == Refusal.BUSY:
            return max(AT_LEAST, error.retry_after or 0.0)
        if error.meaning == Refusal.GONE:
            unlink_chat(chat_id=asked.chat_id)
        log.info("telegram.refused", meaning=error.meaning, status=error.status)
    except UpstreamRefusedError:
        log.error("telegram.key_not_accepted")
    except UpstreamError as error:
        return max(AT_LEAST, error.retry_after or 0.0)
    return None


def _answer(talk: Talk) -> None:
    count_message(talk)
    if talk.member is not None and not talk.member.is_active:
        tell(talk, "closed", [plain(_("Your account is closed at the moment."))])
        return
    if talk.asked.query_id:
        take_answer(talk)
        return
    command, _space, rest = talk.asked.text.strip().partition(" ")
    name = command.removeprefix("/").partition("@")[0].lower() if command.startswith("/") else ""
    if talk.asked.is_private or name in IN_GROUPS:
        _ANSWERS.get(name, _help)(talk, rest)


def _start(talk: Talk, rest: str) -> None:
    if not rest.strip():
        _help(talk, "")
        return
    try:
        linked = link_chat(code=rest.strip(), chat_id=talk.asked.chat_id)
    except TelegramCodeError as error:
        known = _("This chat is connected as @%(name)s.")
        words = known % {"name": talk.member.username} if talk.member else error.detail
        tell(talk, "start", [plain(words)])
        return
    adopt_votes(voter_key=chat_key(talk.asked.chat_id), member=linked.user)
    if linked.left_chat:
        _say_goodbye(linked.left_chat)
    words = _("Connected as @%(name)s. You are told here from now on; /stop ends it.")
    settings_page = absolute("/settings/notifications/")
    tell(
        talk,
        "start",
        [plain(words % {"name": linked.user.username})],
        [[button(_("Choose what to hear of"), url=settings_page)]],
    )


def _say_goodbye(chat: str) -> None:
    """Tell the chat before; that it cannot be told changes nothing."""
    try:
        the_bot().send_message(chat, render([plain(_("Your account is connected with another chat now."))]))
    except UpstreamError:
        log.info("telegram.goodbye_unheard")


def _stop(talk: Talk, _rest: str) -> None:
    ended = unlink_chat(chat_id=talk.asked.chat_id)
    words = _("Disconnected. You are not told anything here any more.") if ended else _("No account is connected.")
    tell(talk, "stop", [plain(words)])


def _help(talk: Talk, _rest: str) -> None:
    head = _("I tell you what is new on Marquee, suggest films and take your votes.")
    rows = [f"/{name} – {words}" for name, words in COMMANDS.items()]
    tell(talk, "help", [plain("\n".join([head, "", *rows]))])


def _recommend(talk: Talk, rest: str) -> None:
    recommend(talk, rest)


def _vote(talk: Talk, _rest: str) -> None:
    offer_pair(talk)


_ANSWERS: Mapping[str, Callable[[Talk, str], None]] = {
    "start": _start,
    "help": _help,
    "recommend": _recommend,
    "vote": _vote,
    "stop": _stop,
}
