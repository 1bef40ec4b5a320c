"""What is known of titles and members besides ratings, as the models of content, mood, language and region read it.

Only what models may learn from (decision 0017): facts that a provider alone says are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.conf import settings
from scipy.sparse import csr_matrix

from accounts.models import Profile
from catalog.enums import CreditRole
from catalog.models import Credit, SourceRecord, Title
from catalog.selectors.own_facts import OWN
from recommender.dataset import About, IdMap, IntArray, TagKind, TitleFacts
from recommender.dataset.facts import code_number
from recommender.loaders.features import TitleFeatures, load_features
from recommender.loaders.reviews import load_tags, public_texts

CHUNK = 2000
CAST = 5  # so many of a cast; those further down are seldom why a film is loved
MAKERS = (CreditRole.DIRECTOR, CreditRole.CREATOR, CreditRole.WRITER, CreditRole.COMPOSER)
Tag = tuple[TagKind, int]


def load_facts(items: IdMap) -> TitleFacts:
    """Facts of the titles in `items`; four queries and one for each kind of fact for each 2,000 titles."""
    features = load_features(items)
    tags = [set[Tag]() for _ in range(len(items))]
    for at, decade in enumerate(features.decade):
        if decade >= 0:
            tags[at].add((TagKind.DECADE, int(decade)))
    texts = [""] * len(items)
    for start in range(0, len(items), CHUNK):
        part = [int(pk) for pk in items.ids[start : start + CHUNK]]
        for pk, found in _tags(part).items():
            tags[int(items.to_dense([pk])[0])] |= found
        for pk, text in _texts(part).items():
            texts[int(items.to_dense([pk])[0])] = text
    names = sorted({tag for own in tags for tag in own})
    column = {tag: place for place, tag in enumerate(names)}
    rows = np.repeat(np.arange(len(items)), [len(own) for own in tags])
    columns = np.array([column[tag] for own in tags for tag in sorted(own)], dtype=np.int64)
    matrix = csr_matrix((np.ones(rows.size, dtype=np.float32), (rows, columns)), shape=(len(items), len(names)))
    kinds = np.array([kind for kind, _ in names], dtype=np.int64)
    return TitleFacts(_languages(features), matrix, kinds, features.moods, tuple(texts))


def load_abouts(users: IdMap) -> tuple[About, ...]:
    """What each member says of themselves; nothing for those without a profile."""
    rows = Profile.objects.order_by("pk").values_list("user_id", "content_languages", "region")
    said = {pk: About.of(languages, region) for pk, languages, region in rows.iterator(chunk_size=5000)}
    return tuple(said.get(int(pk), About()) for pk in users.ids)


def _languages(features: TitleFeatures) -> IntArray:
    codes = np.array([code_number(code) for code in features.languages] + [0], dtype=np.int64)
    return codes[features.own_language]


def _tags(title_ids: Sequence[int]) -> dict[int, set[Tag]]:
    tags: dict[int, set[Tag]] = defaultdict(set)
    for pk, found in load_tags(title_ids).items():
        kinds = {"genre": TagKind.GENRE, "keyword": TagKind.KEYWORD}
        tags[pk].update((kinds[tag.kind], tag.id) for tag in found if tag.own)
    own = _own_words(title_ids)
    credited = Credit.objects.filter(title_id__in=title_ids).order_by("title_id", "role", "position", "id")
    for pk, role, position, person, name in credited.values_list(
        "title_id", "role", "position", "person_id", "person__name"
    ):
        counts = role in MAKERS or (role == CreditRole.ACTOR and position < CAST)
        if counts and (pk not in own or name in own[pk]["credits"]):
            tags[pk].add((TagKind.PERSON, person))
    countries = Title.countries.through.objects.filter(title_id__in=title_ids).order_by("title_id", "country_id")
    for pk, code in countries.values_list("title_id", "country_id"):
        if pk not in own or code in own[pk]["countries"]:
            tags[pk].add((TagKind.COUNTRY, code_number(code)))
    return tags


def _texts(title_ids: Sequence[int]) -> dict[int, str]:
    """Overview, the names of own genres and keywords, and what members write, as far as everybody may read it."""
    own = _own_words(title_ids)
    words: dict[int, list[str]] = defaultdict(list)
    overviews = Title.objects.filter(pk__in=title_ids).exclude(overview="").order_by("pk")
    for pk, overview in overviews.values_list("pk", "overview"):
        if pk not in own or overview in own[pk]["overview"]:
            words[pk].append(overview)
    for pk, found in load_tags(title_ids).items():
        words[pk] += [name for tag in found if tag.own for name in tag.names]
    for pk, texts in public_texts(title_ids).items():
        words[pk] += texts
    return {pk: "\n".join(parts) for pk, parts in words.items()}


def _own_words(title_ids: Sequence[int]) -> dict[int, dict[str, set[str]]]:
    """For titles that a provider speaks of, what our own records say; titles of our own alone are left out."""
    if settings.TMDB_FEATURES_IN_TRAINING:
        return {}
    foreign = SourceRecord.objects.filter(title_id__in=title_ids).exclude(provider__in=OWN).order_by()
    empty = ("credits", "countries", "overview")
    said = {pk: {name: set[str]() for name in empty} for pk in foreign.values_list("title_id", flat=True).distinct()}
    rows = SourceRecord.objects.filter(title_id__in=said, provider__in=OWN).order_by("title_id", "id")
    for pk, people, countries, overview in rows.values_list(
        "title_id", "facts__credits", "facts__countries", "facts__overview"
    ):
        said[pk]["credits"] |= {credit["name"] for credit in people or ()}
        said[pk]["countries"] |= set(countries or ())
        said[pk]["overview"] |= {overview} if overview else set()
    return said
