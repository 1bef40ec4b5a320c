"""Shapes of the boards."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from catalog.search.filters import KINDS
from matchups.api.serializers import SetOwnerSerializer
from matchups.selectors.board_filters import SCOPES

Shape = serializers.Serializer[Any]


class BoardFilterSerializer(Shape):
    """Which board, and which of its entries; `kind` is for titles alone."""

    scope = serializers.ChoiceField(choices=SCOPES, required=False, default=SCOPES[0])
    genre = serializers.SlugField(required=False)
    decade = serializers.IntegerField(required=False, help_text="Its first year, such as 1990")
    language = serializers.CharField(required=False, help_text="ISO 639-1")
    kind = serializers.ChoiceField(choices=sorted(KINDS), required=False)


class BoardSetSerializer(Shape):
    """The newest set of these four that the asker may see; without one, `id` and `url` are null."""

    id = serializers.IntegerField(allow_null=True)
    movies = TitleCardSerializer(many=True)
    owner = SetOwnerSerializer(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_null=True)


class BoardEntrySerializer(Shape):
    """A place. `rating` in Elo points, `interval` half of its 95 % interval; entries whose intervals overlap may share
    a rank: it is one more than the entries that are surely better. Either `set` or `movie`, by the board."""

    rank = serializers.IntegerField()
    rating = serializers.FloatField()
    interval = serializers.FloatField()
    votes = serializers.IntegerField()
    provisional = serializers.BooleanField()
    set = BoardSetSerializer(required=False)
    movie = TitleCardSerializer(required=False)
