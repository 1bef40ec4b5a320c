"""Sentences for generated reviews and names for generated lists; all written for this purpose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LOVED = (
    "I have not been this quiet in a cinema for years.",
    "Saw it twice in one week and would go again tomorrow.",
    "Every scene knows what the last one did to you.",
    "The second half takes everything the first half promised and doubles it.",
    "My mother called me afterwards to talk about the ending. That never happens.",
    "Not one frame I would cut.",
    "It trusts you to keep up, and you do.",
    "The kind of film you measure the others by.",
    "I forgot to eat the popcorn.",
    "Came for the lead, stayed for everyone else.",
    "The last ten minutes are worth the ticket alone.",
    "Warm, angry and funny, often in the same scene.",
)
LIKED = (
    "Takes its time at the start and earns it by the end.",
    "Better on a big screen, but it holds up at home.",
    "One song too many, otherwise a lovely evening.",
    "The story is simple; the faces are not.",
    "Good company for a rainy Sunday.",
    "The supporting cast does the heavy lifting, gladly.",
    "I guessed the ending and still enjoyed getting there.",
    "A little long, never dull.",
    "You can tell how much care went into the small things.",
    "Would have been great at two hours. At this length it is good.",
)
MIXED = (
    "Half of it is wonderful; I wish I knew which half the makers liked.",
    "Looks beautiful and says little.",
    "The idea deserved a braver film.",
    "I kept waiting for it to begin.",
    "Fine while it lasts, gone by the time you reach the car park.",
    "Strong first act, then it starts explaining itself.",
    "The comedy track belongs to another film.",
    "Everyone tells me it is a classic. I must be missing something.",
)
DISLIKED = (
    "Loud where it should have been clear.",
    "Two good jokes and a nice shirt. That is the list.",
    "It insults its own characters.",
    "I checked the time at the interval and stayed out of politeness.",
    "Nobody in it behaves like a person.",
    "The trailer was the better cut.",
)
ABOUT_DIRECTOR = (
    "{director} has never been this sure of foot.",
    "You can feel {director} enjoying every minute of it.",
    "Not my favourite of {director}, but close.",
    "{director} makes it look easy, which is the hard part.",
)
ABOUT_CAST = (
    "{actor} says more with one look than most do with a page.",
    "I would watch {actor} read a bus timetable.",
    "{actor} holds the whole thing together.",
)
SPOILER = (
    "When the brother turned out to be alive I actually shouted.",
    "That it was the teacher all along makes the first scene unbearable the second time.",
    "Letting the hero lose was the only honest ending.",
)
LIST_NAMES: dict[str, str] = {
    "romance": "For people who read old letters",
    "comedy": "Laughed until the neighbours knocked",
    "thriller": "Lights off, phone away",
    "crime": "Men in bad trouble, women who saw it coming",
    "drama": "Films to talk about on the walk home",
    "action": "Whistle-worthy",
    "horror": "Not after ten in the evening",
    "family": "Three generations, one sofa",
    "history": "Kings, courts and what they cost",
    "science-fiction": "Tomorrow, more or less",
    "fantasy": "Other worlds, worth the fare",
    "animation": "Drawn by hand, felt all the same",
    "music": "Stay for the songs",
    "sport": "Last over, last minute",
    "mystery": "Do not tell me who did it",
    "adventure": "Maps and bad decisions",
}


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.integers(len(options)))]


def review_text(stars: float, director: str, actor: str, rng: np.random.Generator) -> tuple[str, bool]:
    """A short review that fits a rating, and whether it gives something away."""
    band = LOVED if stars >= 4.5 else LIKED if stars >= 3.5 else MIXED if stars >= 2.5 else DISLIKED
    parts = [_pick(band, rng)]
    if stars >= 3.5 and director and rng.random() < 0.4:
        parts.append(_pick(ABOUT_DIRECTOR, rng).format(director=director))
    elif stars >= 3 and actor and rng.random() < 0.4:
        parts.append(_pick(ABOUT_CAST, rng).format(actor=actor))
    spoiler = rng.random() < 0.06
    if spoiler:
        parts.append(_pick(SPOILER, rng))
    return " ".join(parts), spoiler
