"""Shapes of the catalog API. Lists are written as plain dictionaries for speed; a test holds the two together."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.enums import RatingSource, VideoKind
from catalog.models import SearchHistoryEntry


class CardRatingSerializer(serializers.Serializer[Any]):
    """What members gave a title."""

    average = serializers.FloatField(allow_null=True, help_text="0 to 5 stars")
    count = serializers.IntegerField()


class TitleCardSerializer(serializers.Serializer[Any]):
    """A title at a glance."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["movie", "tv"])
    is_anime = serializers.BooleanField()
    title = serializers.CharField()
    original_title = serializers.CharField(help_text="In its own script")
    year = serializers.IntegerField(allow_null=True)
    genres = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(help_text="Original language, ISO 639-1")
    poster = serializers.CharField(help_text="Absolute URL, or a path on this site")
    rating = CardRatingSerializer()
    url = serializers.CharField(help_text="Path of the title's page")


class TitleCardPageSerializer(serializers.Serializer[Any]):
    """A page of title cards."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True, help_text="Address of the next page")
    previous = serializers.CharField(allow_null=True, help_text="Address of the page before")
    results = TitleCardSerializer(many=True)


class FacetValueSerializer(serializers.Serializer[Any]):
    """A choice and how many titles it would show."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class SearchPageSerializer(TitleCardPageSerializer):
    """A page of found titles."""

    tolerant = serializers.BooleanField(help_text="Nothing fits as written; these are near misses")
    facets = serializers.DictField(
        child=FacetValueSerializer(many=True), required=False, help_text="By dimension; only with facets=true"
    )


class SimilarTitleSerializer(TitleCardSerializer):
    """A title card with the reason why it is shown."""

    reason = serializers.CharField()


class SimilarTitlePageSerializer(serializers.Serializer[Any]):
    """Titles like another."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SimilarTitleSerializer(many=True)


class CountrySerializer(serializers.Serializer[Any]):
    """A country."""

    code = serializers.CharField(help_text="ISO 3166-1 alpha-2")
    name = serializers.CharField()


class CreditedPersonSerializer(serializers.Serializer[Any]):
    """Somebody's part in a title."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.CharField(help_text="director, creator, writer, actor or composer")
    character = serializers.CharField()
    url = serializers.CharField()


class OtherNameSerializer(serializers.Serializer[Any]):
    """A further name of a title."""

    name = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.CharField(help_text="official or alias")


class TrailerSerializer(serializers.Serializer[Any]):
    """A video by its site and key."""

    site = serializers.CharField()
    key = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.ChoiceField(choices=VideoKind.choices, help_text="full is the whole film")


class ExternalRatingSerializer(serializers.Serializer[Any]):
    """What another site's public thinks; never mixed into `rating`."""

    source = serializers.ChoiceField(choices=RatingSource.choices)  # type: ignore[assignment]  # as with `label`
    value = serializers.FloatField(help_text="On `scale`")
    scale = serializers.IntegerField(help_text="10 or 100")
    votes = serializers.IntegerField(allow_null=True)


class TitleDetailSerializer(TitleCardSerializer):
    """A title with all that belongs to it."""

    end_year = serializers.IntegerField(allow_null=True)
    overview = serializers.CharField()
    runtime = serializers.IntegerField(allow_null=True, help_text="Minutes; of one episode for series")
    seasons = serializers.IntegerField(allow_null=True)
    release_date = serializers.DateField(allow_null=True)
    spoken_languages = serializers.ListField(child=serializers.CharField())
    countries = CountrySerializer(many=True)
    certifications = serializers.DictField(child=serializers.CharField(), help_text="By country")
    people = CreditedPersonSerializer(many=True)
    keywords = serializers.ListField(child=serializers.CharField())
    names = OtherNameSerializer(many=True)
    external_ids = serializers.DictField(child=serializers.CharField(), help_text="By source")
    trailers = TrailerSerializer(many=True)
    external_ratings = ExternalRatingSerializer(many=True)
    histogram = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ratings by half step, from 0 to 5: eleven counts"
    )
    review_count = serializers.IntegerField()
    watchlist_count = serializers.IntegerField()
    favorite_count = serializers.IntegerField()
    fetched_at = serializers.DateTimeField(allow_null=True, help_text="When TMDB last spoke of it; null if never")
    stale = serializers.BooleanField(help_text="That was longer ago than it is trusted; it is being asked for again")
    own_rating = serializers.FloatField(allow_null=True, help_text="What the asking member gave")


class SuggestionSerializer(serializers.Serializer[Any]):
    """One line under the search field."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the serializer's own label
    sublabel = serializers.CharField()
    url = serializers.CharField()
    kind = serializers.CharField(help_text="movie, tv or person")


class SuggestionListSerializer(serializers.Serializer[Any]):
    """At most eight suggestions."""

    results = SuggestionSerializer(many=True)


class GenreSerializer(serializers.Serializer[Any]):
    """A genre and how many titles have it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language")
    titles = serializers.IntegerField()


class GenrePageSerializer(serializers.Serializer[Any]):
    """All genres."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = GenreSerializer(many=True)


class PersonSerializer(serializers.Serializer[Any]):
    """A person at a glance."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    titles = serializers.IntegerField(help_text="Titles in the catalog")
    url = serializers.CharField()


class PersonPageSerializer(serializers.Serializer[Any]):
    """A page of people."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PersonSerializer(many=True)


class PersonDetailSerializer(serializers.Serializer[Any]):
    """A person and their titles by role."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language")
    url = serializers.CharField()
    credits = serializers.DictField(child=TitleCardSerializer(many=True), help_text="By role")


class SearchHistorySerializer(serializers.ModelSerializer[SearchHistoryEntry]):
    """Something the member searched for."""

    class Meta:
        model = SearchHistoryEntry
        fields = ("id", "query", "times", "searched_at")
        read_only_fields = fields
