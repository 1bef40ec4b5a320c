"""Festivals the site knows by itself: whose they are, what one watches on them, and when they fall.

Dates come from the `holidays` package (public and optional holidays of India, by state, with moved dates where a
calendar has decided them); a curator's dates stand against them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from django.utils.translation import gettext_noop as _

_STATES = ("AP", "TS", "TN", "KA", "KL", "MH", "UP", "PB")
_ESTIMATED = " (estimated)"
_INDIA = ("te", "hi", "ta", "kn", "ml", "mr", "gu", "pa", "bn")  # all of whom keep it


@dataclass(frozen=True, slots=True)
class KnownFestival:
    """A festival by the names the calendar has for it.

    `days` is its length from the first of its dates; `languages` are those of the people whose feast it is, () for
    everybody's. Keywords and genres say which films fit it.
    """

    slug: str
    name: str
    about: str
    calendar: tuple[str, ...]
    keywords: tuple[str, ...]
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    days: int = 1


KNOWN: tuple[KnownFestival, ...] = (
    KnownFestival(
        "sankranti", _("Sankranti"), _("The harvest feast, and the week in which the year's big films open."),
        ("Makar Sankranti",), ("village", "joint-family", "farmer", "farmers", "family-feud", "cousins"),
        languages=("te", "kn"), names=(("te", "సంక్రాంతి"), ("kn", "ಸಂಕ್ರಾಂತಿ")), days=4,
    ),
    KnownFestival(
        "pongal", _("Pongal"), _("Four days of harvest: village stories, big families, rivalries over land."),
        ("Pongal",), ("village", "village-feud", "farmer", "farmers", "joint-family", "land", "madurai"),
        languages=("ta",), names=(("ta", "பொங்கல்"),), days=4,
    ),
    KnownFestival(
        "republic-day", _("Republic Day"), _("Films about the country, those who serve it and those it forgot."),
        ("Republic Day",), ("soldier", "soldiers", "freedom-struggle", "social-reform", "corruption", "election"),
        languages=_INDIA, names=(("hi", "गणतंत्र दिवस"),),
    ),
    KnownFestival(
        "maha-shivaratri", _("Maha Shivaratri"), _("A night awake with Shiva: devotion, dance and myth."),
        ("Maha Shivaratri",), ("shiva", "devotion", "faith", "classical-dance", "saint-poet"),
        languages=("te", "ta", "kn", "hi"), names=(("te", "మహా శివరాత్రి"), ("hi", "महा शिवरात्रि"), ("kn", "ಮಹಾ ಶಿವರಾತ್ರಿ")),
    ),
    KnownFestival(
        "holi", _("Holi"), _("Colour and spring: romances and big ensembles."),
        ("Holi",), ("love-triangle", "first-love", "wedding", "college", "three-friends"), languages=("hi",),
        names=(("hi", "होली"),),
    ),
    KnownFestival(
        "ugadi", _("Ugadi"), _("New year in Telugu and Kannada: six tastes, and stories that have them all."),
        ("Ugadi",), ("joint-family", "two-brothers", "wedding", "father-and-son", "carnatic-music", "tradition"),
        languages=("te", "kn"), names=(("te", "ఉగాది"), ("kn", "ಯುಗಾದಿ")),
    ),
    KnownFestival(
        "eid-al-fitr", _("Eid al-Fitr"), _("The end of the fast: poets, courtesans, friendships across faiths."),
        ("Eid al-Fitr",), ("courtesan", "poet", "poetry", "interfaith-love", "kashmir"), languages=("hi",),
        names=(("hi", "ईद-उल-फ़ित्र"),),
    ),
    KnownFestival(
        "tamil-new-year", _("Tamil New Year"), _("Puthandu: the year begins with the family at one table."),
        ("Tamil New Year",), ("joint-family", "father-and-son", "brother-and-sister", "marriage", "middle-class"),
        languages=("ta",), names=(("ta", "தமிழ்ப் புத்தாண்டு"),),
    ),
    KnownFestival(
        "independence-day", _("Independence Day"), _("The struggle, the partition, and what came of both."),
        ("Independence Day",),
        ("freedom-struggle", "independence-struggle", "partition", "gandhi", "non-violence", "rebellion", "soldier"),
        languages=_INDIA, names=(("hi", "स्वतंत्रता दिवस"),),
    ),
    KnownFestival(
        "raksha-bandhan", _("Raksha Bandhan"), _("A thread between brothers and sisters."),
        ("Raksha Bandhan",), ("brother-and-sister", "siblings"), languages=("hi",), names=(("hi", "रक्षाबंधन"),),
    ),
    KnownFestival(
        "janmashtami", _("Janmashtami"), _("Krishna's birthday: the child, the charioteer, the lover."),
        ("Janmashtami (Vaishnava)", "Janmashtami"), ("krishna", "mahabharata", "karna"),
        languages=_INDIA, names=(("hi", "जन्माष्टमी"), ("te", "కృష్ణాష్టమి")),
    ),
    KnownFestival(
        "ganesh-chaturthi",
        _("Ganesh Chaturthi"), _("Ten days with the remover of obstacles: crowds and new beginnings."),
        ("Ganesh Chaturthi", "Ganesh Chaturthi / Vinayak Chaturthi"),
        ("mumbai", "mumbai-underworld", "devotion", "perseverance"),
        languages=("hi", "te", "kn"), names=(("hi", "गणेश चतुर्थी"), ("te", "వినాయక చవితి"), ("kn", "ಗಣೇಶ ಚತುರ್ಥಿ")),
    ),
    KnownFestival(
        "onam", _("Onam"), _("The king who comes home once a year."), ("Onam",),
        ("king", "kingdom", "homecoming", "village", "devotion"), languages=("ml",),
    ),
    KnownFestival(
        "gandhi-jayanti", _("Gandhi Jayanti"), _("Films about Gandhi, and about standing up without a fist."),
        ("Mahatma Gandhi's Birthday",), ("gandhi", "non-violence", "social-reform", "untouchability"),
        languages=_INDIA, names=(("hi", "गांधी जयंती"),),
    ),
    KnownFestival(
        "dussehra", _("Dussehra"), _("Ten heads fall: Ramayana, good against evil, and Durga's nine nights."),
        ("Dussehra", "Vijayadashami"), ("ramayana", "demons", "exile", "devotion", "final-battle"),
        languages=_INDIA, names=(("te", "దసరా"), ("hi", "दशहरा"), ("kn", "ದಸರಾ"), ("ta", "விஜயதசமி")),
    ),
    KnownFestival(
        "karnataka-rajyotsava", _("Karnataka Rajyotsava"), _("The birthday of Karnataka: the best of Kannada cinema."),
        ("Karnataka Rajyotsava",), ("village", "caste", "folklore", "new-wave", "tradition"), languages=("kn",),
        names=(("kn", "ಕರ್ನಾಟಕ ರಾಜ್ಯೋತ್ಸವ"),),
    ),
    KnownFestival(
        "diwali", _("Diwali"), _("Lamps, homecomings and the widest films of the year."),
        ("Diwali", "Naraka Chaturdashi"), ("joint-family", "ramayana", "wedding", "brothers", "friendship"),
        languages=_INDIA, names=(("te", "దీపావళి"), ("hi", "दिवाली"), ("ta", "தீபாவளி"), ("kn", "ದೀಪಾವಳಿ")), days=3,
    ),
    KnownFestival(
        "christmas", _("Christmas"), _("Snow, kindness and a family that has to be survived."),
        ("Christmas",), ("christmas", "kindness", "redemption", "family", "snow"), languages=(),
        names=(("te", "క్రిస్మస్"), ("hi", "क्रिसमस"), ("ta", "கிறிஸ்துமஸ்"), ("kn", "ಕ್ರಿಸ್ಮಸ್")),
    ),
)  # fmt: skip


def festival_dates(festival: KnownFestival, years: Iterable[int]) -> list[tuple[date, date]]:
    """First and last day of each time the festival falls into one of the years, earliest first."""
    wanted = {name for calendar in festival.calendar for name in (calendar, calendar + _ESTIMATED)}
    days: dict[int, date] = {}
    for state in _STATES:
        calendar = holidays.country_holidays("IN", subdiv=state, years=list(years), categories=("public", "optional"))
        for day, names in sorted(calendar.items()):
            if wanted.intersection(names.split("; ")):
                days[day.year] = min(day, days.get(day.year, day))
    return [(first, first + timedelta(days=festival.days - 1)) for _year, first in sorted(days.items())]
