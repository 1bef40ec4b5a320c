"""/vote: two top fours with buttons. An answer is a vote as on the site, and the next pair follows."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from accounts.telegram.client import Refusal, TelegramRefusedError, the_bot
from accounts.telegram.text import Piece, bold, button, plain, render
from adminpanel.services.telegram.talking import Talk, count_vote, tell, voter_of
from catalog.selectors.cards import TitleCard
from matchups.enums import Outcome
from matchups.exceptions import (
    AlreadyAnsweredError,
    ComparisonNotFoundError,
    NoPairLeftError,
    TicketExpiredError,
)
from matchups.selectors.results import Result, blind_pairs, result_of
from matchups.services.comparisons import next_comparison, own_comparison
from matchups.services.voting import cast_vote
from moviesite.common.errors import RateLimitedError

_DATA = re.compile(r"v:(\d{1,18}):(a|b|tie|skip)", re.ASCII)
GONE = (ComparisonNotFoundError, TicketExpiredError, AlreadyAnsweredError)


def offer_pair(talk: Talk) -> None:
    """The pair that is open for the voter, with a button for each answer."""
    try:
        pair = blind_pairs([next_comparison(voter=voter_of(talk))])[0]
    except NoPairLeftError as error:
        tell(talk, "pair", [plain(error.detail)])
        return
    pieces = [bold(_("Which four do you like better?")), *_four("A", pair.a), *_four("B", pair.b)]
    words = {Outcome.A: "A", Outcome.TIE: _("Tie"), Outcome.B: "B", Outcome.SKIP: _("Skip")}
    row = [button(text, data=f"v:{pair.comparison.pk}:{outcome}") for outcome, text in words.items()]
    tell(talk, "pair", pieces, [row])


def _four(name: str, cards: tuple[TitleCard, ...]) -> list[Piece]:
    rows = [f"\n{place}. {card.title}{f' ({card.year})' if card.year else ''}" for place, card in enumerate(cards, 1)]
    return [plain("\n\n"), bold(name), plain("".join(rows))]


def take_answer(talk: Talk) -> None:
    """Cast the vote of a button, put its result in place of the pair, and offer the next."""
    wanted = _DATA.fullmatch(talk.asked.data)
    if wanted is None:
        _heard(talk)
        return
    comparison_id, outcome = int(wanted[1]), wanted[2]
    voter = voter_of(talk)
    try:
        count_vote(talk)
        cast_vote(voter=voter, comparison_id=comparison_id, outcome=outcome)
    except RateLimitedError as error:
        _heard(talk, error.detail)
        return
    except GONE:
        pieces = [plain(_("That pair is no longer open. Here is another one."))]
    else:
        viewer = talk.member.pk if talk.member else None
        pieces = _told(result_of(own_comparison(voter=voter, comparison_id=comparison_id), viewer))
    _heard(talk)
    _replace(talk, pieces)
    offer_pair(talk)


def _told(result: Result | None) -> list[Piece]:
    """What an answer did."""
    if result is None or result.vote.outcome == Outcome.SKIP:
        return [plain(_("Skipped."))]
    chosen = {Outcome.A: _("You chose A."), Outcome.B: _("You chose B.")}
    pieces = [bold(chosen.get(Outcome(result.vote.outcome), _("A tie for you.")))]
    shares = {"a": result.a.percent, "b": result.b.percent}
    pieces.append(plain("\n" + _("%(a)d %% would choose A, %(b)d %% B.") % shares))
    pieces += [*_four("A", result.a.cards), *_four("B", result.b.cards)]
    if not result.counts:
        pieces.append(plain("\n\n" + _("Your vote counts once you have joined and are known a little.")))
    return pieces


def _replace(talk: Talk, pieces: list[Piece]) -> None:
    """Put other words into the message of the button; that they stand there already, or it is too old, is no error."""
    try:
        the_bot().edit_message(talk.chat, talk.asked.message_id, render(pieces))
    except TelegramRefusedError as error:
        if error.meaning != Refusal.OTHER:
            raise


def _heard(talk: Talk, text: str = "") -> None:
    """Let the button rest; a press that is too old to be answered is no error."""
    try:
        the_bot().answer_button(talk.asked.query_id, text)
    except TelegramRefusedError as error:
        if error.meaning != Refusal.OTHER:
            raise
