"""/recommend: a few picks with their reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.telegram.channel import absolute
from accounts.telegram.text import Piece, bold, button, link, plain
from adminpanel.services.telegram.talking import Talk, tell
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES, language_name
from recommender.rerank.moods import MOOD_NAMES, mood_name
from recommender.services.recommend import get_recommendations
from recommender.serving.context import Pick

PICKS = 5
REASONS = 2


def recommend(talk: Talk, wish: str) -> None:
    """Picks for the member, or what everybody likes; `wish` is a mood or a language in any of the site's words."""
    word = wish.strip().casefold()
    mood, language = find_mood(word), find_language(word)
    if word and not (mood or language):
        tell(talk, "picks", _unknown(talk))
        return
    slate = get_recommendations(member=talk.member, limit=PICKS, mood=mood, languages=[language] if language else [])
    if not slate.results:
        tell(talk, "picks", [plain(_("Nothing fits that yet."))])
        return
    head = _("Picked for you") if slate.personalized else _("What many like")
    pieces = [bold(head)]
    for pick in slate.results:
        pieces += _about(pick)
    buttons = [[button(pick.card.title, url=absolute(pick.card.url))] for pick in slate.results]
    tell(talk, "picks", pieces, buttons)


def _about(pick: Pick) -> list[Piece]:
    card = pick.card
    facts = " · ".join(str(fact) for fact in (card.year, language_name(card.language)) if fact)
    pieces = [plain("\n\n"), link(card.title, absolute(card.url)), plain(f" ({facts})" if facts else "")]
    if pick.because:
        titles = ", ".join(reason.title for reason in pick.because[:REASONS])
        pieces.append(plain("\n" + _("Because of %(titles)s") % {"titles": titles}))
    return pieces


def _unknown(talk: Talk) -> list[Piece]:
    moods = ", ".join(mood_name(mood, talk.language).lower() for mood in MOOD_NAMES)
    languages = ", ".join(language_name(code) for code in HOME_LANGUAGES)
    words = _("I know these moods: %(moods)s. And languages, such as %(languages)s.")
    return [plain(words % {"moods": moods, "languages": languages})]


def find_mood(word: str) -> str:
    """The mood of a word in any language of the site, "" for none."""
    found = (mood for mood, names in MOOD_NAMES.items() if word == mood or word in map(str.casefold, names.values()))
    return next(found, "")


def find_language(word: str) -> str:
    """The code of a language by its code, English name or own name, "" for none."""
    if not word:
        return ""
    found = (
        code
        for code, row in LANGUAGES.items()
        if word in {code, row.name.casefold(), row.endonym.casefold(), language_name(code).casefold()}
    )
    return next(found, "")
