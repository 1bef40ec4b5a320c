"""Shapes of found reviews."""

from __future__ import annotations

from typing import Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import mark_safe
from rest_framework import serializers

from catalog.api.serializers import PersonPageSerializer, SearchPageSerializer
from catalog.search.snippets import Piece
from catalog.selectors.extensions import FoundReview


class FoundReviewSerializer(serializers.Serializer[FoundReview]):
    """A review that was found."""

    id = serializers.IntegerField()
    movie = serializers.IntegerField(source="title_id")
    movie_title = serializers.CharField(source="title")
    movie_url = serializers.CharField(source="title_url", help_text="Path of the title's page")
    author = serializers.CharField()
    author_url = serializers.CharField()
    snippet = serializers.SerializerMethodField(
        help_text="Escaped HTML with <mark> around the found words; empty where the review gives the story away"
    )
    snippet_language = serializers.CharField(source="language", help_text="ISO 639-1; empty where unknown")
    contains_spoilers = serializers.BooleanField()
    like_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    def get_snippet(self, review: FoundReview) -> str:
        """The pieces as one text."""
        return format_html_join("", "{}", ((_marked(piece),) for piece in review.snippet))


class FoundTitlePageSerializer(SearchPageSerializer):
    """A page of found titles among the kinds of things that are searched."""

    type = serializers.ChoiceField(choices=["titles"])


class FoundPersonPageSerializer(PersonPageSerializer):
    """A page of found people."""

    type = serializers.ChoiceField(choices=["people"])


class FoundReviewPageSerializer(serializers.Serializer[Any]):
    """A page of found reviews."""

    type = serializers.ChoiceField(choices=["reviews"])
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = FoundReviewSerializer(many=True)


def _marked(piece: Piece) -> str:
    text = conditional_escape(piece.text)
    return mark_safe(f"<mark>{text}</mark>") if piece.found else text  # noqa: S308  escaped the line before
