"""Every table that leads to a member is somebody's to answer for."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from accounts.models import User
from accounts.owndata.registry import EXEMPT, counts_of, covered_models, sections
from tests.accounts.owndata.lives import ImportItem


def _leading_to_members() -> set[str]:
    """Labels of all tables with a path of foreign keys to the members, through tables of any app."""
    found: set[type[Model]] = {User}
    models = apps.get_models(include_auto_created=True)
    grown = True
    while grown:
        new = {
            model
            for model in models
            if model not in found
            and any(
                field.is_relation and field.concrete and field.related_model in found for field in model._meta.fields
            )
        }
        grown = bool(new)
        found |= new
    return {model._meta.label for model in found}


def test_every_table_with_a_path_to_members_is_covered_or_excused() -> None:
    assert _leading_to_members() - covered_models() - EXEMPT.keys() == set()


def test_nothing_is_covered_or_excused_that_does_not_exist() -> None:
    assert (covered_models() | EXEMPT.keys()) - _leading_to_members() == set()


def test_walk_reaches_tables_two_keys_away() -> None:
    assert ImportItem._meta.label in _leading_to_members()


def test_full_life_leaves_no_section_empty(full: User) -> None:
    empty = {name for name, count in counts_of(full).items() if not count}

    assert empty == set()
    assert len(sections()) == len(counts_of(full))
