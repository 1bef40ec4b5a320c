"""Shapes of recommendations that are asked for with a body."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.selectors.cards import genre_tags
from moviesite.common.api.serializers import StrictSerializer
from moviesite.common.vocabulary import LANGUAGES
from recommender.algorithms.registry import registry
from recommender.rerank.moods import MOODS
from recommender.rerank.occasions import OCCASIONS
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT

MOST_NAMES = 20  # languages or genres in one wish


class WishSerializer(StrictSerializer):
    """How many picks, and in which languages."""

    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=20)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=10), default=list, max_length=MOST_NAMES, help_text="ISO 639-1"
    )
    max_runtime = serializers.IntegerField(
        min_value=1, max_value=1000, allow_null=True, default=None, help_text="Minutes"
    )

    def validate_languages(self, codes: list[str]) -> list[str]:
        """Only those that the site knows."""
        if unknown := [code for code in codes if code not in LANGUAGES]:
            raise serializers.ValidationError(_("Unknown language: %(name)s.") % {"name": unknown[0]})
        return codes


class GenreWishSerializer(WishSerializer):
    """A wish that may name genres."""

    genres = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=MOST_NAMES, help_text="Slugs, any of them"
    )

    def validate_genres(self, slugs: list[str]) -> list[str]:
        """Only those that the catalog has."""
        known = {tag.slug for tag in genre_tags().values()}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise serializers.ValidationError(_("Unknown genre: %(name)s.") % {"name": unknown[0]})
        return slugs


class PicksSerializer(GenreWishSerializer):
    """Everything that can be asked of a model."""

    algorithm = serializers.ChoiceField(
        choices=list(registry),
        allow_blank=True,
        default="",
        help_text="A model by name; one that is not trained gives way to the site's own",
    )
    adventure = serializers.FloatField(
        min_value=0, max_value=1, default=DEFAULT_ADVENTURE, help_text="From 0, familiar, to 1, adventurous"
    )
    mood = serializers.ChoiceField(choices=list(MOODS), allow_blank=True, default="")
    occasion = serializers.ChoiceField(choices=list(OCCASIONS), allow_blank=True, default="")


class GenrePicksSerializer(PicksSerializer):
    """The same with a genre at least."""

    genres = serializers.ListField(
        child=serializers.CharField(max_length=60), min_length=1, max_length=MOST_NAMES, help_text="Slugs, any of them"
    )


class MoodPicksSerializer(PicksSerializer):
    """The same with a mood."""

    mood = serializers.ChoiceField(choices=list(MOODS))


class RegionalPicksSerializer(PicksSerializer):
    """The same in the one language that the address names."""

    languages = None  # type: ignore[assignment]  # not asked here: DRF leaves a field out that is set to None


class SimilarSerializer(StrictSerializer):
    """How many neighbours, and whose opinion."""

    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=20)
    algorithm = serializers.ChoiceField(choices=list(registry), allow_blank=True, default="")


def wish_of(serializer: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """The validated wish of a body; an empty body wishes for nothing in particular."""
    wish = serializer(data=data)
    wish.is_valid(raise_exception=True)
    found: dict[str, Any] = wish.validated_data
    return found
