"""What members say of a title: computed once, shown as far as the reader may see it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Block, Profile, User
from catalog.enums import Provider, TitleStatus
from catalog.models import Genre, SourceRecord, Title
from ratings.models import Rating, Review
from ratings.services.rating import rate_title
from ratings.services.reviews import delete_review, update_review, write_review
from recommender.enums import ModelStatus
from recommender.models import ModelVersion, TitleAnalysis
from recommender.registry.texts import active_text_model, forget, text_store
from recommender.selectors import analysis_of
from recommender.services.analysis import analyse_after, analyse_stale, analyse_titles, mark_stale, train_texts_if_due
from recommender.tasks import analyse_all_titles, analyse_stale_titles
from recommender.training.texts import train_texts
from tests.factories import make_member, make_title
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db

SAID = (
    ("The songs are lovely and stay with you for days.", 4.5),
    ("Her face carries every quiet scene with ease.", 4.0),
    ("కథ చాలా బాగుంది, నటన అద్భుతంగా ఉంది అందరిదీ.", 5.0),
    ("The second half drags on without any purpose.", 1.5),
    ("Light falls through windows as if it had rehearsed.", 3.5),
)


def _reviewed(said: tuple[tuple[str, float], ...] = SAID) -> Title:
    title = make_title("Sitara", year=1984)
    for number, (text, stars) in enumerate(said):
        member = make_member(f"writer-{number}")
        Review.objects.create(user=member, title=title, text=text)
        Rating.objects.create(user=member, title=title, value=stars)
    return title


def _quoted(title: Title, viewer_id: int | None = None) -> set[str]:
    return {quote.text for quote in analysis_of(title.pk, viewer_id=viewer_id).quotes}


@pytest.fixture
def sitara() -> Title:
    """A title that five members wrote about, analysed."""
    title = _reviewed()
    analyse_titles(title_ids=[title.pk])
    return title


def test_the_answer_has_every_part(sitara: Title) -> None:
    body = APIClient().get(f"/api/movies/{sitara.pk}/analysis").json()

    assert sorted(body) == [
        "computed_at", "id", "model", "mood", "review_count", "sentiment", "stale", "summary", "themes",
    ]  # fmt: skip
    assert {quote["text"] for quote in body["summary"]} < {text for text, _ in SAID}
    assert len(body["summary"]) == 4
    assert body["sentiment"] == {
        "positive": 0.8, "neutral": 0.0, "negative": 0.2, "count": 5, "low": 0.3755, "high": 0.9638,
        "from_stars": 5, "from_words": 0,
    }  # fmt: skip
    assert (body["review_count"], body["stale"]) == (5, False)
    assert body["model"] == {
        "version": "", "reads_words": False, "reason": "Too few reviews to learn from.", "reviews": 0, "metrics": {},
    }  # fmt: skip


def test_a_quote_names_its_author_language_and_polarity(sitara: Title) -> None:
    body = APIClient().get(f"/api/movies/{sitara.pk}/analysis").json()

    quote = next(one for one in body["summary"] if one["polarity"] == "negative")
    review = Review.objects.get(text=quote["text"])
    assert quote == {
        "text": SAID[3][0], "author": "writer-3", "author_username": "writer-3", "review_id": review.pk,
        "url": f"/title/{sitara.pk}/reviews/#review-{review.pk}", "language": "", "polarity": "negative",
    }  # fmt: skip
    assert {one["language"] for one in body["summary"]} <= {"", "te"}


def test_before_anything_is_computed_the_parts_are_empty() -> None:
    title = make_title()

    body = APIClient().get(f"/api/movies/{title.pk}/analysis").json()

    assert (body["summary"], body["sentiment"], body["themes"], body["mood"]) == ([], None, [], None)
    assert (body["computed_at"], body["stale"]) == (None, True)
    assert TitleAnalysis.objects.count() == 0


def test_unknown_and_hidden_titles_are_not_found() -> None:
    hidden = make_title(status=TitleStatus.ARCHIVED)

    answers = [APIClient().get(f"/api/movies/{pk}/analysis").status_code for pk in (999, hidden.pk)]

    assert answers == [404, 404]


def test_two_reviews_make_no_summary() -> None:
    title = _reviewed(SAID[:2])
    analyse_titles(title_ids=[title.pk])

    body = Client().get(f"/title/{title.pk}/analysis/").content.decode()

    assert _quoted(title) == set()
    assert "too few reviews to sum up" in body


@pytest.mark.parametrize("gone", ["erased", "private", "deactivated", "deleted", "spoiler", "edited"])
def test_what_may_no_longer_be_read_is_quoted_no_more_at_once(sitara: Title, gone: str) -> None:
    author = User.objects.get(username="writer-3")
    review = Review.objects.get(user=author)
    assert SAID[3][0] in _quoted(sitara)

    match gone:
        case "erased":
            author.delete()
        case "private":
            Profile.objects.update_or_create(user=author, defaults={"is_private": True})
        case "deactivated":
            User.objects.filter(pk=author.pk).update(is_active=False)
        case "deleted":
            delete_review(member=author, review_id=review.pk)
        case "spoiler":
            update_review(member=author, review_id=review.pk, contains_spoilers=True)
        case "edited":
            update_review(member=author, review_id=review.pk, text="Something else was what I meant to say here.")

    assert SAID[3][0] not in _quoted(sitara)
    assert len(_quoted(sitara)) == 4


def test_who_is_blocked_sees_no_quote_of_the_other(sitara: Title) -> None:
    reader, author = make_member("reader"), User.objects.get(username="writer-3")
    Block.objects.create(blocker=author, blocked=reader)

    assert SAID[3][0] not in _quoted(sitara, reader.pk)
    assert SAID[3][0] in _quoted(sitara)


def test_spoilers_and_private_members_are_neither_quoted_nor_counted_beyond_what_is_open() -> None:
    title = _reviewed()
    Review.objects.filter(user__username="writer-0").update(contains_spoilers=True)
    Profile.objects.update_or_create(user=User.objects.get(username="writer-1"), defaults={"is_private": True})

    analyse_titles(title_ids=[title.pk])

    assert _quoted(title) == {text for text, _ in SAID[2:]}
    assert TitleAnalysis.objects.get(pk=title.pk).sentiment["count"] == 4


def test_the_same_inputs_write_nothing(sitara: Title) -> None:
    before = TitleAnalysis.objects.values().get(pk=sitara.pk)

    assert analyse_titles(title_ids=[sitara.pk]) == 0
    assert TitleAnalysis.objects.values().get(pk=sitara.pk) == before


def test_a_mark_without_a_change_is_taken_away(sitara: Title) -> None:
    mark_stale(title_ids=[sitara.pk])
    assert analysis_of(sitara.pk, viewer_id=None).stale is True

    assert analyse_stale() == 1
    assert analysis_of(sitara.pk, viewer_id=None).stale is False


@pytest.mark.django_db(transaction=True)
def test_news_of_reviews_and_stars_mark_the_title() -> None:
    title, member = make_title(), make_member()

    marks: list[Any] = []
    for act in (
        lambda: rate_title(member=member, title_id=title.pk, value=4),  # no review beside it yet
        lambda: write_review(member=member, title_id=title.pk, text="It is a film about a bird."),
        lambda: rate_title(member=member, title_id=title.pk, value=2),
        lambda: delete_review(member=member, review_id=Review.objects.get().pk),
    ):
        TitleAnalysis.objects.update(stale_at=None)
        act()
        marks.append(TitleAnalysis.objects.exclude(stale_at=None).count())

    assert marks == [0, 1, 1, 1]


def test_who_leaves_or_hides_has_their_titles_read_again(sitara: Title) -> None:
    profile, _ = Profile.objects.get_or_create(user=User.objects.get(username="writer-1"))
    profile.is_private = True
    profile.save()
    User.objects.get(username="writer-2").delete()

    analyse_stale_titles()

    assert TitleAnalysis.objects.get(pk=sitara.pk).review_count == 3


def test_a_hidden_title_loses_what_was_said(sitara: Title) -> None:
    Title.objects.filter(pk=sitara.pk).update(status=TitleStatus.ARCHIVED)

    analyse_titles(title_ids=[sitara.pk])

    row = TitleAnalysis.objects.get(pk=sitara.pk)
    assert (row.summary, row.sentiment, row.review_count) == ([], {}, 0)


def test_the_nightly_pass_goes_on_from_where_it_was() -> None:
    titles = [make_title(f"Film {number}") for number in range(3)]

    assert analyse_after(last_id=0, limit=2) == titles[1].pk
    assert analyse_after(last_id=titles[1].pk, limit=2) is None
    assert TitleAnalysis.objects.exclude(computed_at=None).count() == 3


def test_the_nightly_task_trains_and_reads_everything() -> None:
    title = _reviewed(SAID * 5)

    analyse_all_titles()

    version = ModelVersion.objects.get(algorithm="reviews")
    assert (version.status, version.interactions) == (ModelStatus.ACTIVE, 25)
    assert version.note == "20 positive and 5 negative reviews, 30 of each needed"
    assert TitleAnalysis.objects.get(pk=title.pk).model_version == version.version
    assert train_texts_if_due() is False


def test_the_command_promotes_a_text_model_too() -> None:
    _reviewed(SAID * 5)
    version = train_texts()

    said = StringIO()
    call_command("models", "verify", version.algorithm, version.version, stdout=said)
    call_command("models", "promote", version.algorithm, version.version, stdout=said)

    found = active_text_model()
    assert found is not None
    assert found[0] == version
    assert said.getvalue().splitlines()[0] == f"{version}: whole."
    forget()


def test_a_damaged_text_model_is_taken_out_of_service() -> None:
    _reviewed(SAID * 5)
    version = train_texts()
    (text_store().path("reviews", version.version) / "counts.npy").write_bytes(b"nothing")
    forget()

    assert active_text_model() is None
    version.refresh_from_db()
    assert version.status == ModelStatus.BROKEN


def test_moods_rest_on_genres_that_are_ours_alone() -> None:
    title = make_title()
    title.genres.set([Genre.objects.create(slug=slug, name=slug.title()) for slug in ("comedy", "horror")])
    SourceRecord.objects.create(
        title=title, provider=Provider.TMDB, key="603", facts={"genres": ["horror"]}, digest="x",
        fetched_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip

    analyse_titles(title_ids=[title.pk])

    mood = TitleAnalysis.objects.get(pk=title.pk).mood
    assert max(mood["shares"], key=mood["shares"].get) == "funny"
    assert (mood["shares"]["tense"], mood["parts"]) == (0.0, {"genres": 1.0})


@pytest.mark.parametrize("count", [1, 3])
def test_titles_are_read_in_a_fixed_number_of_queries(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    titles = [make_title(f"Film {number}") for number in range(count)]
    for number, title in enumerate(titles):
        Review.objects.create(user=make_member(f"w{number}"), title=title, text="A film to see with the lights off.")

    with django_assert_max_num_queries(16):
        assert analyse_titles(title_ids=[title.pk for title in titles]) == count


@pytest.mark.parametrize("count", [3, 5])
def test_an_answer_costs_as_many_queries_for_any_number_of_quotes(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    title = _reviewed(SAID[:count])
    analyse_titles(title_ids=[title.pk])

    with django_assert_max_num_queries(6):
        assert APIClient().get(f"/api/movies/{title.pk}/analysis").status_code == 200


def test_the_page_shows_quotes_without_a_script_and_as_a_part(sitara: Title) -> None:
    whole = Client().get(f"/title/{sitara.pk}/analysis/").content.decode()
    part = Client().get(f"/title/{sitara.pk}/analysis/", headers={"HX-Request": "true"}).content.decode()

    assert ("<html" in whole, "<html" in part) == (True, False)
    assert SAID[3][0] in whole
    assert SAID[3][0] in part
    assert '<blockquote lang="te">' in part
    assert "by their stars alone" in part
    assert f"/title/{sitara.pk}/analysis/" in Client().get(sitara.get_absolute_url()).content.decode()


def _analyse(title_id: int) -> int:
    return analyse_titles(title_ids=[title_id])


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_one_title_one_writes() -> None:
    title = _reviewed()

    assert sorted(run_in_processes(_analyse, [(title.pk,)] * 4)) == [0, 0, 0, 1]
