"""Who talks to the bot, and telling them something once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.notifications.preferences import profile_for
from accounts.selectors.telegram import member_of_chat
from accounts.telegram.client import Buttons, the_bot
from accounts.telegram.sending import say_once
from accounts.telegram.text import Piece, render
from adminpanel.services.telegram.updates import Asked
from matchups.services.voters import Voter, member_key, network_digest, visitor_key
from moviesite.common.ratelimit import enforce


@dataclass(frozen=True, slots=True)
class Talk:
    """What was asked, and by whom: `member` is None for a chat that nobody linked, and for groups."""

    asked: Asked
    member: User | None
    language: str

    @property
    def chat(self) -> str:
        """The chat as Telegram takes it."""
        return str(self.asked.chat_id)


def talk_of(asked: Asked) -> Talk:
    """With the language of the member, else that of their Telegram where the site speaks it."""
    member = member_of_chat(asked.chat_id) if asked.is_private else None
    spoken = dict(settings.LANGUAGES)
    wanted = profile_for(member).ui_language if member else asked.language.lower().partition("-")[0]
    return Talk(asked, member, wanted if wanted in spoken else settings.LANGUAGE_CODE)


def tell(talk: Talk, part: str, pieces: Iterable[Piece], buttons: Buttons = ()) -> None:
    """Answer in the chat; each `part` of the answer to an update once. UpstreamError, RetryLater."""
    html = render(pieces)
    say_once(
        chat=talk.chat,
        keys=[f"update:{talk.asked.update_id}:{part}"],
        send=lambda _keys: the_bot().send_message(talk.chat, html, buttons),
    )


def voter_of(talk: Talk) -> Voter:
    """The member, else the chat as a visitor. Members who share a chat share a voice, as behind one network."""
    network = network_digest(f"telegram:{talk.chat}")
    if talk.member is not None:
        return Voter(member_key(talk.member.pk), talk.member, network)
    return Voter(chat_key(talk.asked.chat_id), None, network)


def chat_key(chat_id: int) -> str:
    """The voter's key of a chat that nobody linked; the chat's number cannot be found from it."""
    return visitor_key(salted_hmac("adminpanel.telegram", str(chat_id), algorithm="sha256").hexdigest())


def count_message(talk: Talk) -> None:
    """RateLimitedError for more than a chat may ask."""
    enforce(HttpRequest(), "telegram-chat", account=talk.chat)


def count_vote(talk: Talk) -> None:
    """RateLimitedError for more votes than a day has; a member's are counted together with those on the site."""
    request = HttpRequest()
    if talk.member is None:
        enforce(request, "telegram-vote-day", account=talk.chat)
        return
    request.user = talk.member
    enforce(request, "vote-day")
