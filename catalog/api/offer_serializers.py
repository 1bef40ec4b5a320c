"""Shapes of where to watch, and of festivals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardPageSerializer, TitleCardSerializer
from catalog.enums import OfferKind, Provider


class OfferSerializer(serializers.Serializer[Any]):
    """One way to watch a title."""

    kind = serializers.ChoiceField(choices=OfferKind.choices)
    platform = serializers.CharField()
    platform_slug = serializers.CharField()
    url = serializers.CharField(help_text="The source's link, else the platform's front door; may be empty")
    live = serializers.BooleanField(help_text="Television: the title is there when it is on")
    provider = serializers.ChoiceField(choices=Provider.choices, help_text="Who says so")
    checked_at = serializers.DateTimeField()


class AvailabilitySerializer(serializers.Serializer[Any]):
    """Where a title can be watched in a country."""

    id = serializers.IntegerField()
    region = serializers.CharField(help_text="ISO 3166-1 alpha-2")
    region_known_by = serializers.ChoiceField(choices=["chosen", "member", "address", "language", "default"])
    countries = serializers.ListField(child=serializers.CharField(), help_text="All with an offer")
    checked_at = serializers.DateTimeField(allow_null=True, help_text="When the oldest of the offers was checked")
    stale = serializers.BooleanField(help_text="An offer was not checked for longer than it is trusted")
    credit = serializers.CharField(help_text="To be shown beside the offers unless empty")
    offers = OfferSerializer(many=True)


class FreeOfferSerializer(serializers.Serializer[Any]):
    """A way to watch for nothing."""

    platform = serializers.CharField()
    kind = serializers.ChoiceField(choices=["free", "ads"])
    url = serializers.CharField()


class FreeTitleSerializer(TitleCardSerializer):
    """A title card with the free ways to watch it."""

    offers = FreeOfferSerializer(many=True)


class FreeTitlePageSerializer(TitleCardPageSerializer):
    """A page of free titles."""

    results = FreeTitleSerializer(many=True)
    region = serializers.CharField(help_text="ISO 3166-1 alpha-2")


class FestivalSerializer(serializers.Serializer[Any]):
    """A festival with its next date and titles that fit it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language code")
    about = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField(), help_text="Empty: everybody's")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    url = serializers.CharField()
    titles = TitleCardSerializer(many=True)


class FestivalPageSerializer(serializers.Serializer[Any]):
    """A page of festivals."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = FestivalSerializer(many=True)
