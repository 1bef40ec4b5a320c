"""A synthetic catalog for measuring search: names in five scripts whose words are as unevenly common as real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.models import Title

CONSONANTS = ("k", "g", "ch", "j", "t", "d", "n", "p", "b", "m", "y", "r", "l", "v", "s", "h")
OFFSETS = (0x15, 0x17, 0x1A, 0x1C, 0x24, 0x26, 0x28, 0x2A, 0x2C, 0x2E, 0x2F, 0x30, 0x32, 0x35, 0x38, 0x39)
VOWELS = ("a", "i", "u", "e", "o")
SIGNS = ("", 0x3F, 0x41, 0x46, 0x4A)
BLOCKS = {"hi": 0x0900, "ta": 0x0B80, "te": 0x0C00, "kn": 0x0C80}
# Tamil has one letter for each row of stops.
TAMIL = {0x17: 0x15, 0x1C: 0x1A, 0x26: 0x24, 0x2C: 0x2A}
WORDS, PEOPLE, KEYWORDS = 25_000, 30_000, 2_000
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word as syllables: indexes of consonants and vowels."""

    syllables: tuple[tuple[int, int], ...]

    @property
    def latin(self) -> str:
        """In Latin letters."""
        return "".join(CONSONANTS[consonant] + VOWELS[vowel] for consonant, vowel in self.syllables)

    def native(self, language: str) -> str:
        """In the script of a language."""
        block = BLOCKS[language]
        out = []
        for consonant, vowel in self.syllables:
            offset = OFFSETS[consonant]
            if language == "ta":
                offset = TAMIL.get(offset, offset)
            out.append(chr(block + offset))
            if sign := SIGNS[vowel]:
                # Devanagari writes short e and o with the signs that the southern scripts use for the long ones.
                long_sign = int(sign) + (1 if language == "hi" and int(sign) in {0x46, 0x4A} else 0)
                out.append(chr(block + long_sign))
        return "".join(out)


@dataclass
class Dictionary:
    """Words by rank; the chance of a word falls with its rank, as Zipf saw it."""

    chance: random.Random
    words: list[Word] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        known: dict[Word, None] = {}
        while len(known) < WORDS:
            length = self.chance.choices((2, 3, 4, 5), (3, 5, 3, 1))[0]
            known[Word(tuple((self.chance.randrange(16), self.chance.randrange(5)) for _ in range(length)))] = None
        self.words = list(known)
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))

    def pick(self, count: int) -> list[Word]:
        """Some words."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)


def fill(titles: int, *, seed: int = 1) -> Dictionary:
    """Write titles with names, people, keywords and sums into an empty database; returns the words they are made of."""
    from catalog.models import Genre, Keyword, Person, Title, TitleName, TitleStats

    words = Dictionary(random.Random(seed))
    chance = words.chance
    genres = Genre.objects.bulk_create(Genre(slug=f"genre-{n}", name=f"Genre {n}") for n in range(18))
    keywords = Keyword.objects.bulk_create(
        [Keyword(slug=f"word-{n}", name=f"{words.words[n * 7].latin} {n}") for n in range(KEYWORDS)], batch_size=BATCH
    )
    names = [" ".join(word.latin for word in words.pick(2)).title() for _ in range(PEOPLE)]
    people = Person.objects.bulk_create(
        [Person(name=name, name_key=name.lower().replace(" ", ""), slug=f"p-{n}") for n, name in enumerate(names)],
        batch_size=BATCH,
    )
    person_weights = list(accumulate(1 / (rank + 30) for rank in range(PEOPLE)))
    for start in range(0, titles, BATCH):
        made, further = _titles(words, range(start, min(start + BATCH, titles)))
        rows = Title.objects.bulk_create(made)
        TitleName.objects.bulk_create(
            [TitleName(title=rows[index], language=language, name=name) for index, language, name in further]
        )
        TitleStats.objects.bulk_create(
            [TitleStats(title=row, rating_count=int(chance.paretovariate(0.7)) % 900_000) for row in rows]
        )
        _link(rows, chance, genres, keywords, people, person_weights)
    return words


def _titles(words: Dictionary, numbers: Sequence[int]) -> tuple[list[Title], list[tuple[int, str, str]]]:
    from catalog.models import Title

    chance = words.chance
    made: list[Title] = []
    further: list[tuple[int, str, str]] = []
    for index, number in enumerate(numbers):
        picked = words.pick(chance.choices((1, 2, 3, 4, 5), (20, 35, 25, 13, 7))[0])
        latin = " ".join(word.latin for word in picked).title()
        language = chance.choice((*BLOCKS, "en", "en"))
        native = latin if language == "en" else " ".join(word.native(language) for word in picked)
        made.append(
            Title(
                title=latin,
                original_title=native,
                sort_title=latin.lower(),
                slug=f"t-{number}",
                language=language,
                year=chance.randrange(1930, 2027),
                runtime=chance.randrange(60, 200),
                kind="tv" if chance.random() < 0.15 else "movie",
            )
        )
        if chance.random() < 0.3:
            other = chance.choice(tuple(BLOCKS))
            further.append((index, other, " ".join(word.native(other) for word in picked)))
    return made, further


def _link(
    rows: Sequence[object],
    chance: random.Random,
    genres: Sequence[object],
    keywords: Sequence[object],
    people: Sequence[object],
    person_weights: Sequence[float],
) -> None:
    from catalog.models import Credit, Title

    parts, tagged, filed = [], [], []
    for row in rows:
        cast = {person.pk for person in chance.choices(people, cum_weights=person_weights, k=6)}  # type: ignore[attr-defined]
        parts += [Credit(title=row, person_id=pk, role="actor", position=n) for n, pk in enumerate(sorted(cast))]  # type: ignore[misc]
        tagged += [
            Title.keywords.through(title_id=row.pk, keyword_id=tag.pk)  # type: ignore[attr-defined]
            for tag in chance.sample(keywords, 3)
        ]
        filed += [
            Title.genres.through(title_id=row.pk, genre_id=genre.pk)  # type: ignore[attr-defined]
            for genre in chance.sample(genres, 2)
        ]
    Credit.objects.bulk_create(parts, batch_size=BATCH)
    Title.keywords.through.objects.bulk_create(tagged, batch_size=BATCH)
    Title.genres.through.objects.bulk_create(filed, batch_size=BATCH)


def queries(words: Dictionary, kind: str, count: int, *, seed: int = 2) -> Iterator[str]:
    """Queries of one kind; see benchmarks.search."""
    chance = random.Random(seed)
    titles = _names_of_two()
    return islice(_make(words, kind, titles, chance), count)


def _names_of_two() -> list[str]:
    from catalog.models import Title

    names = Title.objects.order_by("pk").values_list("title", flat=True)[:20_000]
    return [name.lower() for name in names if name.count(" ") == 1]


def _make(words: Dictionary, kind: str, titles: Sequence[str], chance: random.Random) -> Iterator[str]:
    frequent, rare = words.words[:40], words.words[2_000:]
    while True:
        name = chance.choice(titles)
        if kind == "frequent + frequent":
            yield " ".join(word.latin for word in chance.sample(frequent, 2))
        elif kind == "rare + frequent":
            yield f"{chance.choice(rare).latin} {chance.choice(frequent).latin}"
        elif kind == "a name of two words":
            yield name
        elif kind == "a beginning":
            first, _, second = name.partition(" ")
            yield f"{first} {second[:3]}"
        elif kind == "three letters":
            yield name[:3]
        elif kind == "one frequent word":
            yield chance.choice(frequent).latin
        elif kind == "a typing error":
            first, _, second = name.partition(" ")
            place = chance.randrange(1, max(2, len(second) - 1))
            yield f"{first} {second[:place]}{second[place + 1 :]}"
        elif kind == "another script":
            picked = chance.sample(words.words[:2_000], 2)
            yield " ".join(word.native("te") for word in picked)
