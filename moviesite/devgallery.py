"""A page that shows every shared component with sample data; development only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_HISTOGRAM = (12, 20, 31, 54, 120, 310, 720, 2100, 3900, 5213)
_DUELS = (1490, 1502, 1538, 1534, 1570, 1604, 1592, 1618, 1627, 1630, 1626, 1634)

# (title, original title, language, year, runtime, director, genres, own rating, prediction)
_FILMS: tuple[tuple[str, str, str, int, int, str, str, float | None, float | None], ...] = (
    ("Mayabazar", "మాయాబజార్", "te", 1957, 184, "K. V. Reddy", "mythology comedy", 4.5, 4.2),
    ("Vertigo", "Vertigo", "en", 1958, 128, "Alfred Hitchcock", "mystery thriller", 4.0, None),
    ("Nayakan", "நாயகன்", "ta", 1987, 145, "Mani Ratnam", "crime drama", None, 4.4),
    ("Dilwale Dulhania Le Jayenge", "दिलवाले दुल्हनिया ले जाएंगे", "hi", 1995, 189, "Aditya Chopra", "romance", 3.5, None),
    ("Mungaru Male", "ಮುಂಗಾರು ಮಳೆ", "kn", 2006, 145, "Yogaraj Bhat", "romance drama", None, 4.4),
    ("Spirited Away", "千と千尋の神隠し", "ja", 2001, 125, "Hayao Miyazaki", "animation fantasy", None, 4.7),
    ("The Shining", "The Shining", "en", 1980, 146, "Stanley Kubrick", "horror", None, None),
    ("Her", "Her", "en", 2013, 126, "Spike Jonze", "romance science-fiction", None, 4.1),
    ("Sankarabharanam", "శంకరాభరణం", "te", 1980, 143, "K. Viswanath", "drama music", None, 4.6),
    ("12 Angry Men", "12 Angry Men", "en", 1957, 96, "Sidney Lumet", "drama crime", 5.0, None),
    ("Kantara", "ಕಾಂತಾರ", "kn", 2022, 148, "Rishab Shetty", "action mythology", None, 3.9),
    ("Barfi!", "बर्फ़ी!", "hi", 2012, 151, "Anurag Basu", "comedy romance", None, 4.0),
    ("Parasite", "기생충", "ko", 2019, 132, "Bong Joon-ho", "thriller drama", 4.5, None),
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of each sort."""

    username = forms.CharField(label="Name", max_length=20, help_text="3 to 20 letters, digits or underscores.")
    email = forms.EmailField(label="E-mail")
    bio = forms.CharField(label="About you", required=False, widget=forms.Textarea)
    region = forms.ChoiceField(label="Country", choices=[("in", "India"), ("gb", "United Kingdom")])
    adult = forms.BooleanField(label="Show titles for adults", required=False, help_text="Off unless you ask.")


def _card(number: int) -> dict[str, Any]:
    title, original, language, year, runtime, director, genres, own, predicted = _FILMS[number % len(_FILMS)]
    slug = title.lower().replace(" ", "-").strip("!")
    return {
        "id": number + 1,
        "slug": slug,
        "url": f"/title/{number + 1}-{slug}/",
        "kind": "movie",
        "is_anime": language == "ja",
        "title": title,
        "original_title": original,
        "language": language,
        "year": year,
        "runtime": runtime,
        "director": director,
        "genres": [{"slug": genre, "name": genre.title()} for genre in genres.split()],
        "poster": "",
        "average": 4.1,
        "count": sum(_HISTOGRAM),
        "own_rating": own,
        "predicted": predicted,
    }


def gallery_context() -> dict[str, object]:
    """What the gallery page shows."""
    cards = [_card(number) for number in range(len(_FILMS))]
    invalid = SampleForm({"username": "", "email": "meera at example", "region": "in"})
    return {
        "cards": cards,
        "card": cards[0],
        "four": cards[:4],
        "pair": {"id": 1, "set_a": {"id": 1, "movies": cards[:4]}, "set_b": {"id": 2, "movies": cards[4:8]}},
        "counts": list(_HISTOGRAM),
        "duels": list(_DUELS),
        "reasons": [
            {"title": "Gangs of Wasseypur", "share": 0.41, "rating": 5.0},
            {"title": "Super Deluxe", "share": 0.33, "rating": 4.5},
            {"title": "Vikram Vedha", "share": 0.14, "rating": 4.0},
        ],
        "moods": [{"value": word.lower(), "label": word} for word in ("Tender", "Tense", "Funny", "Strange", "Slow")],
        "tongues": [
            {"value": "te", "label": "తెలుగు", "lang": "te"},
            {"value": "hi", "label": "हिन्दी", "lang": "hi"},
            {"value": "ta", "label": "தமிழ்", "lang": "ta"},
            {"value": "kn", "label": "ಕನ್ನಡ", "lang": "kn"},
            {"value": "en", "label": "English", "lang": "en"},
        ],
        "chosen_moods": ["tender", "slow"],
        "chosen_tongues": ["te"],
        "form": SampleForm(),
        "invalid": invalid,
        "names": ["meera", "arjun", "ananya", "ravi", "kavya", "tom", "lakshmi", "joseph"],
        "page": Paginator(range(300), 20).page(2),
        "icons": [
            *("bell", "bookmark", "calendar-days", "check", "compass", "external-link", "eye", "heart", "house"),
            *("list", "play", "search", "settings", "share-2", "star", "sun-moon", "ticket", "undo-2", "user", "x"),
        ],
    }  # fmt: skip


def gallery(request: HttpRequest) -> HttpResponse:
    """Render every component once."""
    return render(request, "dev/components.html", gallery_context())
