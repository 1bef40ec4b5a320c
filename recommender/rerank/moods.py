"""Moods as leanings over genres: what an evening should feel like, put into numbers once.

A title's genres lean towards moods, from -1 (the opposite) to 1. The table is our own judgement; a genre that a mood
does not name counts as neutral. Keywords and reviews are weighed with them in ``recommender.enrichment.moods``.
"""

from collections.abc import Mapping

import numpy as np

from recommender.dataset import FloatArray

MOST = 2.0  # deviations; a title that is nothing but funny is not ten times as funny as a comedy

MOODS: Mapping[str, Mapping[str, float]] = {
    "tender": {
        "romance": 1.0, "family": 0.7, "drama": 0.4, "music": 0.4, "musical": 0.4,
        "horror": -1.0, "war": -0.5, "crime": -0.6, "action": -0.6, "thriller": -0.7,
    },
    "tense": {
        "thriller": 1.0, "horror": 0.8, "crime": 0.7, "mystery": 0.7, "war": 0.5,
        "comedy": -0.8, "family": -0.8, "romance": -0.4, "music": -0.6, "musical": -0.7,
    },
    "funny": {
        "comedy": 1.0, "family": 0.4, "animation": 0.3, "adventure": 0.2,
        "horror": -0.7, "war": -0.9, "crime": -0.4, "biography": -0.4, "history": -0.6, "drama": -0.3,
    },
    "strange": {
        "fantasy": 0.8, "science-fiction": 0.8, "mystery": 0.7, "horror": 0.5, "animation": 0.3, "mythology": 0.3,
        "family": -0.4, "sport": -0.8, "romance": -0.3, "biography": -0.7,
    },
    "slow": {
        "drama": 0.8, "biography": 0.6, "history": 0.6, "documentary": 0.6, "romance": 0.3,
        "action": -1.0, "superhero": -0.9, "thriller": -0.6, "adventure": -0.5, "comedy": -0.2,
    },
    "loud": {
        "action": 1.0, "superhero": 0.9, "war": 0.6, "adventure": 0.6, "musical": 0.4, "science-fiction": 0.4,
        "drama": -0.4, "romance": -0.4, "documentary": -0.8, "biography": -0.5,
    },
    "hopeful": {
        "family": 0.8, "sport": 0.9, "comedy": 0.5, "adventure": 0.4, "music": 0.5, "musical": 0.5, "biography": 0.3,
        "horror": -0.9, "crime": -0.7, "thriller": -0.6, "war": -0.4,
    },
    "bleak": {
        "crime": 0.7, "war": 0.7, "horror": 0.5, "drama": 0.5, "thriller": 0.5, "history": 0.2,
        "comedy": -0.9, "family": -0.9, "musical": -0.8, "animation": -0.3, "romance": -0.2,
    },
}  # fmt: skip

#: The moods in the site's five languages.
MOOD_NAMES: Mapping[str, Mapping[str, str]] = {
    "tender": {"en": "Tender", "te": "సున్నితం", "hi": "कोमल", "ta": "மென்மை", "kn": "ಕೋಮಲ"},
    "tense": {"en": "Tense", "te": "ఉత్కంఠ", "hi": "तनाव भरा", "ta": "பதற்றம்", "kn": "ಉದ್ವಿಗ್ನ"},
    "funny": {"en": "Funny", "te": "నవ్వు తెప్పించేది", "hi": "मज़ेदार", "ta": "வேடிக்கை", "kn": "ತಮಾಷೆ"},
    "strange": {"en": "Strange", "te": "విచిత్రం", "hi": "अजीब", "ta": "விசித்திரம்", "kn": "ವಿಚಿತ್ರ"},
    "slow": {"en": "Slow", "te": "నెమ్మది", "hi": "धीमा", "ta": "நிதானம்", "kn": "ನಿಧಾನ"},
    "loud": {"en": "Loud", "te": "హోరు", "hi": "धमाकेदार", "ta": "ஆரவாரம்", "kn": "ಅಬ್ಬರ"},
    "hopeful": {"en": "Hopeful", "te": "ఆశాజనకం", "hi": "आशा भरा", "ta": "நம்பிக்கை", "kn": "ಆಶಾದಾಯಕ"},
    "bleak": {"en": "Bleak", "te": "నిరాశ", "hi": "निराशा भरा", "ta": "இருண்மை", "kn": "ನಿರಾಶೆ"},
}


def mood_name(mood: str, language: str) -> str:
    """What a mood is called, in English where the language has no word here. KeyError for a mood that is none."""
    names = MOOD_NAMES[mood]
    return names.get(language.partition("-")[0], names["en"])


def suitability(shares: FloatArray) -> FloatArray:
    """float32[n] in -2..2: by how many deviations each title's share of a mood stands above that of the catalog.

    ``shares`` is float32[n, m], one column per mood; only the titles with any share count, the others suit neither more
    nor less. The answer is float32[n, m].
    """
    known = shares.any(axis=1)
    fit = np.zeros_like(shares)
    if known.any():
        deviation = np.maximum(shares[known].std(axis=0), np.float32(1e-6))
        fit[known] = np.clip((shares[known] - shares[known].mean(axis=0)) / deviation, -MOST, MOST)
    return fit
