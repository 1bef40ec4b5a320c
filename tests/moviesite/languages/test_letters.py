"""News and letters are in the language of whoever reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils import translation

from accounts.emails import compose
from accounts.enums import SecurityEventKind
from accounts.models import Profile, User
from accounts.notifications.kinds import News, known_kinds
from accounts.notifications.own_kinds import TOLD
from accounts.services.email import change_email
from tests.moviesite.languages.pseudo import unmarked
from tests.moviesite.languages.test_marked import PROPER, TEMPLATES

LETTERS = sorted({path.name.partition(".")[0] for path in (TEMPLATES / "emails").iterdir()})


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_has_three_parts(name: str) -> None:
    assert all((TEMPLATES / "emails" / f"{name}.{ending}").is_file() for ending in ("subject.txt", "txt", "html"))


@pytest.mark.parametrize("name", LETTERS)
def test_letters(name: str, bracketed: None, member: User) -> None:
    item = {"text": "అమ్మ", "kind": known_kinds()[0]}
    words: dict[str, Any] = {"member": member, "address": "@", "count": 2, "items": [item], "first": item, "item": item}

    letter = compose(template=name, to="reader@example.org", language="te", context=words)

    html = str(letter.alternatives[0][0])
    known = {*PROPER, member.username, "http", "127.0.0.1", "localhost"}
    assert (unmarked(letter.subject, known=known), unmarked(html, known=known)) == ([], [])
    assert 'lang="te"' in html


@pytest.mark.django_db
def test_a_letter_is_in_the_language_of_its_reader(
    bracketed: None, member: User, django_capture_on_commit_callbacks: Any
) -> None:
    Profile.objects.filter(user=member).update(ui_language="te")

    with translation.override("en"), django_capture_on_commit_callbacks(execute=True):
        change_email(user=User.objects.get(pk=member.pk), address="new@example.org")

    assert [letter.subject[0] for letter in mail.outbox] == ["⟦"]


def test_news(bracketed: None) -> None:
    events: list[dict[str, Any]] = [{"event": event.value} for event in SecurityEventKind if event in TOLD]
    with translation.override("te"):
        said = {
            (kind.id, others, *data.values()): unmarked(str(kind.words(News(actor="అశ", others=others, data=data))))
            for kind in known_kinds()
            for others in (0, 1, 2)
            for data in (events if kind.id == "security" else [{}])
        }
        labels = {kind.id: unmarked(str(kind.label)) for kind in known_kinds()}

    assert {kind: words for kind, words in said.items() if words} == {}
    assert {kind: words for kind, words in labels.items() if words} == {}
