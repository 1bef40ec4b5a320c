"""What the vectors of titles are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from catalog.enums import Provider, Source
from catalog.models import Title
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.services.ingest.titles import ingest_titles
from recommender.dataset import IdMap
from recommender.loaders.features import TitleFeatures, load_features

pytestmark = pytest.mark.django_db
IDS = {
    Provider.DEMO: ExternalIdRecord(Source.DEMO, "eega"),
    Provider.TMDB: ExternalIdRecord(Source.TMDB_MOVIE, "237"),
}


def _say(provider: Provider, **facts: Any) -> None:
    ids = (IDS[provider], ExternalIdRecord(Source.IMDB, "tt2258337"))
    ingest_titles([TitleRecord(ids, "Eega", language="te", runtime=134, **facts)], provider=provider)


def _features() -> TitleFeatures:
    return load_features(IdMap.from_ids(Title.objects.values_list("pk", flat=True)))


def test_title_known_from_tmdb_alone_has_no_vector_but_can_be_filtered() -> None:
    _say(Provider.TMDB, year=2012, genres=("fantasy",))

    found = _features()

    assert found.vectors.tolist() == np.zeros_like(found.vectors).tolist()
    assert (found.genres.sum(), found.decade.tolist(), found.own_language.tolist()) == (0.0, [-1], [-1])
    assert (found.runtime.tolist(), found.in_languages(frozenset({"te"})).tolist()) == ([134], [True])


def test_setting_turns_tmdb_features_on(settings: Any) -> None:
    settings.TMDB_FEATURES_IN_TRAINING = True
    _say(Provider.TMDB, year=2012, genres=("fantasy",))

    found = _features()

    assert (found.genre_slugs, found.genres.tolist(), found.decade.tolist()) == (("fantasy",), [[1.0]], [10])
    assert np.count_nonzero(found.vectors) == 3


def test_what_both_say_stays() -> None:
    _say(Provider.DEMO, genres=("fantasy",))
    _say(Provider.TMDB, year=2012, genres=("fantasy", "action"))

    found = _features()

    assert dict(zip(found.genre_slugs, found.genres[0].tolist(), strict=True)) == {"action": 0.0, "fantasy": 1.0}
    assert (found.own_language.tolist(), found.decade.tolist()) == ([0], [-1])
