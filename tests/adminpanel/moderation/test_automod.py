"""Rules that look at words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from adminpanel.automod_patterns import PatternError, capitals_share, compile_pattern, count_links
from adminpanel.forms.moderation_desk import AutomodRuleForm
from adminpanel.models import AutomodHit, AutomodRule, ModerationCase
from adminpanel.services.automod import look_at, try_rule
from ratings.models import Review, TitleList
from ratings.services.lists import create_list
from ratings.services.reviews import update_review
from tests.adminpanel.moderation.world import decide, make_moderator, make_review
from tests.factories import make_member


def make_rule(**values: Any) -> AutomodRule:
    values = {"name": "lamps", "match": "phrase", "pattern": "cheap lamps", "is_active": True, **values}
    return AutomodRule.objects.create(**values)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("cheap lamps", "Buy CHEAP\n lamps!", True),
        ("cheap lamps", "cheap lampshade", False),
        ("सिनेमा", "यह सिनेमा है", True),
        ("సినిమా", "సినిమాలు", False),
        ("a.c", "abc", False),
    ],
)
def test_phrases_are_whole_words_in_any_script(pattern: str, text: str, found: bool) -> None:
    assert (compile_pattern(pattern, is_regex=False).search(text) is not None) == found


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?=a)b", "a{2000}", "(?:(?:a{100}){100}){100}"])
def test_patterns_that_cannot_be_linear_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, is_regex=True)


def test_what_is_catastrophic_elsewhere_ends_here() -> None:
    assert compile_pattern("^(a+)+$", is_regex=True).search("a" * 5000 + "!") is None


def test_links_and_capitals_are_counted() -> None:
    assert (count_links("http://a.example and www.b.example, not b.example"), capitals_share("ABcd 12 తె")) == (
        2,
        (0.5, 4),
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"match": "regex", "pattern": "("}, "pattern"),
        ({"match": "regex", "pattern": "a*"}, "pattern"),
        ({"pattern": ""}, "__all__"),
        ({"min_capitals": 101}, "min_capitals"),
    ],
)
@pytest.mark.django_db
def test_a_rule_that_makes_no_sense_is_refused(values: dict[str, Any], field: str) -> None:
    form = AutomodRuleForm({"name": "x", "match": "phrase", "pattern": "lamps", "action": "flag", **values})

    assert (form.is_valid(), list(form.errors)) == (False, [field])


@pytest.mark.django_db(transaction=True)
def test_what_is_written_is_looked_at_and_flagged_once(author: User) -> None:
    rule = make_rule()
    review = make_review(author, "Buy cheap lamps.")

    look_at(kind="review", object_id=review.pk)

    rule.refresh_from_db()
    case = ModerationCase.objects.get()
    assert (case.object_id, case.state, case.is_held, case.weight) == (review.pk, "open", False, 2)
    assert (rule.hits, rule.last_hit_at is None, AutomodHit.objects.count()) == (1, False, 1)
    assert Review.objects.get(pk=review.pk).hidden_at is None


@pytest.mark.django_db(transaction=True)
def test_what_is_held_is_hidden_until_somebody_decides(author: User, moderator: User) -> None:
    make_rule(action="hold")
    review = make_review(author, "Buy cheap lamps.")
    held = Review.objects.get(pk=review.pk).hidden_at
    case = ModerationCase.objects.get()

    decide(case, moderator, "dismiss")

    look_at(kind="review", object_id=review.pk)
    assert (held is None, case.is_held, Review.objects.get(pk=review.pk).hidden_at) == (False, True, None)
    update_review(member=author, review_id=review.pk, text="Buy more cheap lamps.")
    assert Review.objects.get(pk=review.pk).hidden_at is not None


@pytest.mark.django_db(transaction=True)
def test_lists_are_looked_at_too(author: User) -> None:
    make_rule(action="hold")

    made = create_list(owner=author, name="Cheap lamps")

    assert TitleList.objects.get(pk=made.pk).hidden_at is not None


@pytest.mark.parametrize(
    ("values", "hits"),
    [
        ({"max_account_days": 2}, 0),
        ({"max_account_days": 9}, 1),
        ({"min_links": 1}, 0),
        ({"min_capitals": 90}, 0),
        ({"language": "te"}, 0),
        ({"is_active": False}, 0),
    ],
)
@pytest.mark.django_db
def test_all_conditions_must_hold(values: dict[str, Any], hits: int, author: User) -> None:
    User.objects.filter(pk=author.pk).update(date_joined=timezone.now() - timedelta(days=5))
    review = make_review(author, "Buy cheap lamps.")
    make_rule(**values)

    assert look_at(kind="review", object_id=review.pk) == hits


@pytest.mark.django_db
def test_staff_are_not_looked_at(moderator: User) -> None:
    make_rule()

    assert look_at(kind="review", object_id=make_review(moderator, "cheap lamps").pk) == 0


@pytest.mark.django_db
def test_trying_a_rule_shows_what_it_would_have_caught_and_writes_nothing(author: User) -> None:
    review, old = make_review(author, "cheap lamps"), make_review(make_member("older"), "cheap lamps too")
    Review.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=31))
    rule = make_rule(is_active=False)
    client = Client()
    client.force_login(User.objects.create_superuser(username="chief", password="ten white lamps"))

    trial = try_rule(rule)
    page = client.get(f"/admin/adminpanel/automodrule/{rule.pk}/try/")

    assert (trial.looked_at, [target.object_id for target in trial.caught]) == (1, [review.pk])
    assert (page.status_code, "would have caught 1" in page.content.decode()) == (200, True)
    assert (ModerationCase.objects.count(), AutomodHit.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_rule_is_tried_by_those_who_may_see_rules(client: Client) -> None:
    client.force_login(make_moderator())

    assert client.get(f"/admin/adminpanel/automodrule/{make_rule().pk}/try/").status_code == 403
