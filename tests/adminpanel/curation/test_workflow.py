"""Titles on their way from draft to archive and back."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from adminpanel.exceptions import AlreadyUndoneError, CurationDeniedError, CurationError, CurationNotFoundError
from adminpanel.models import Curation, CurationStep
from adminpanel.services.curation import ARCHIVE, PUBLISH, STEPS, SUBMIT, allowed_steps, move_titles, undo_curation
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from moviesite.events.models import OutboxEvent
from tests.adminpanel.staff import make_staff
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
DRAFT, REVIEW, PUBLISHED, ARCHIVED = TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.PUBLISHED, TitleStatus.ARCHIVED


def status_of(title: Title) -> str:
    return Title.objects.get(pk=title.pk).status


def test_title_goes_all_the_way_and_each_step_is_remembered() -> None:
    curator = make_staff("meghana", SUBMIT, PUBLISH, ARCHIVE)
    title = make_title(status=DRAFT)

    for status in (REVIEW, PUBLISHED, ARCHIVED, DRAFT):
        move_titles(actor=curator, title_ids=[title.pk], to_status=status, reason="as planned")

    steps = CurationStep.objects.order_by("pk").values_list("before", "after", "curation__actor__username")
    assert list(steps) == [
        (DRAFT, REVIEW, "meghana"),
        (REVIEW, PUBLISHED, "meghana"),
        (PUBLISHED, ARCHIVED, "meghana"),
        (ARCHIVED, DRAFT, "meghana"),
    ]
    assert status_of(title) == DRAFT
    assert LogEntry.objects.filter(object_id=str(title.pk)).count() == 4


@pytest.mark.parametrize("before", TitleStatus.values)
@pytest.mark.parametrize("after", TitleStatus.values)
def test_only_the_workflows_steps_are_taken(before: str, after: str) -> None:
    curator = make_staff("meghana", SUBMIT, PUBLISH, ARCHIVE)
    title = make_title(status=before)

    done = move_titles(actor=curator, title_ids=[title.pk], to_status=after, reason="why not")

    exists = (TitleStatus(before), TitleStatus(after)) in STEPS
    assert (done.moved, done.stayed) == (((title.pk,), ()) if exists else ((), (title.pk,)))
    assert status_of(title) == (after if exists else before)


@pytest.mark.parametrize("step", STEPS)
def test_each_step_needs_its_own_permission(step: tuple[TitleStatus, TitleStatus]) -> None:
    everything_else = {SUBMIT, PUBLISH, ARCHIVE} - {STEPS[step]}
    curator = make_staff("meghana", *everything_else)
    title = make_title(status=step[0])

    with pytest.raises(CurationDeniedError):
        move_titles(actor=curator, title_ids=[title.pk], to_status=step[1], reason="because")

    assert status_of(title) == step[0]
    assert step[1] not in allowed_steps(curator, step[0])


def test_nothing_moves_when_one_of_several_may_not() -> None:
    curator = make_staff("meghana", SUBMIT)
    draft, archived = make_title("One", status=DRAFT), make_title("Two", status=REVIEW)

    with pytest.raises(CurationDeniedError):
        move_titles(actor=curator, title_ids=[draft.pk, archived.pk], to_status=ARCHIVED, reason="x")

    assert [status_of(draft), status_of(archived)] == [DRAFT, REVIEW]
    assert Curation.objects.count() == 0


def test_taking_down_says_why() -> None:
    curator = make_staff("meghana", ARCHIVE)
    title = make_title()

    with pytest.raises(CurationError) as refused:
        move_titles(actor=curator, title_ids=[title.pk], to_status=ARCHIVED, reason="  ")

    assert refused.value.errors == {"reason": ["Say why."]}
    assert status_of(title) == PUBLISHED


def test_unknown_titles_and_statuses_are_told() -> None:
    curator = make_staff("meghana", SUBMIT)

    with pytest.raises(CurationNotFoundError):
        move_titles(actor=curator, title_ids=[999], to_status=REVIEW)
    with pytest.raises(CurationError) as refused:
        move_titles(actor=curator, title_ids=[999], to_status="famous")

    assert refused.value.errors == {"status": ["One of draft, review, published, archived."]}


def test_bulk_decision_is_undone_but_for_what_moved_since() -> None:
    curator = make_staff("meghana", SUBMIT, PUBLISH, ARCHIVE)
    first, second, third = make_titles(3, status=REVIEW)
    ids = [first.pk, second.pk, third.pk]
    done = move_titles(actor=curator, title_ids=ids, to_status=PUBLISHED)
    move_titles(actor=curator, title_ids=[third.pk], to_status=ARCHIVED, reason="rights")
    assert done.curation is not None

    back = undo_curation(actor=curator, curation_id=done.curation.pk)

    assert (back.moved, back.stayed) == ((first.pk, second.pk), (third.pk,))
    assert [status_of(title) for title in (first, second, third)] == [REVIEW, REVIEW, ARCHIVED]
    with pytest.raises(AlreadyUndoneError):
        undo_curation(actor=curator, curation_id=done.curation.pk)


def test_undoing_needs_the_permission_of_the_step() -> None:
    publisher, trainee = make_staff("meghana", PUBLISH), make_staff("ravi", SUBMIT)
    title = make_title(status=REVIEW)
    done = move_titles(actor=publisher, title_ids=[title.pk], to_status=PUBLISHED)
    assert done.curation is not None

    with pytest.raises(CurationDeniedError):
        undo_curation(actor=trainee, curation_id=done.curation.pk)

    assert status_of(title) == PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_found_and_what_is_archived_is_not() -> None:
    curator = make_staff("meghana", PUBLISH, ARCHIVE)
    title = make_title("Mayabazar", status=REVIEW)

    move_titles(actor=curator, title_ids=[title.pk], to_status=PUBLISHED)
    found = get_backend().search("mayabazar", TitleFilters(), offset=0, limit=5)
    move_titles(actor=curator, title_ids=[title.pk], to_status=ARCHIVED, reason="rights")
    gone = get_backend().search("mayabazar", TitleFilters(), offset=0, limit=5)

    assert [hit.title_id for hit in found.hits] == [title.pk]
    assert gone.total == 0
    told = OutboxEvent.objects.filter(type="movie_updated").order_by("pk").values_list("payload__status", flat=True)
    assert list(told) == ["published", "archived"]


def test_title_that_became_part_of_another_stays() -> None:
    curator = make_staff("meghana", ARCHIVE)
    kept = make_title("Mayabazar")
    gone = make_title("Maya Bazaar", status=ARCHIVED, merged_into=kept)

    done = move_titles(actor=curator, title_ids=[gone.pk], to_status=DRAFT)

    assert (done.moved, done.stayed) == ((), (gone.pk,))
