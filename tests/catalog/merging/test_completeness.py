"""Every table with a key to titles is somebody's to move."""

from __future__ import annotations

from django.apps import apps

from catalog.models import Title
from catalog.services.merging.registry import EXEMPT, movers


def _leading_to_titles() -> set[str]:
    """Labels of the tables with a foreign key to titles, those between two tables among them."""
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.is_relation and field.related_model is Title for field in model._meta.concrete_fields)
    }


def _moved() -> set[str]:
    return {label for mover in movers() for label in mover.models}


def test_every_table_that_leads_to_titles_is_moved_or_excused() -> None:
    assert _leading_to_titles() - _moved() - EXEMPT.keys() == set()


def test_nothing_is_moved_or_excused_that_does_not_exist() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert (_moved() | EXEMPT.keys()) - labels == set()


def test_no_table_is_both_moved_and_excused() -> None:
    assert _moved() & EXEMPT.keys() == set()
