"""What is read of an upload before any view has a say."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import User

pytestmark = pytest.mark.django_db


def sent(length: int, *, claimed: int | None = None) -> HttpRequest:
    extra = {} if claimed is None else {"CONTENT_LENGTH": str(claimed)}
    return RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", b"x" * length)}, **extra)


def test_a_small_upload_passes(settings: Settings) -> None:
    settings.UPLOAD_QUOTA = 10_000

    assert sent(5_000).FILES["file"].read() == b"x" * 5_000


def test_an_upload_that_says_it_is_too_long_is_not_read(client: Client, member: User, settings: Settings) -> None:
    settings.UPLOAD_QUOTA = 10_000
    client.force_login(member)

    response = client.post("/settings/import/", {"file": SimpleUploadedFile("a.csv", b"x" * 20_000)})

    assert response.status_code == 400


def test_what_really_comes_is_counted(settings: Settings) -> None:
    request = sent(300_000)
    settings.UPLOAD_QUOTA = int(request.META["CONTENT_LENGTH"])
    fits = request.FILES["file"].size
    request = sent(300_000)
    settings.UPLOAD_QUOTA = 200_000
    request.upload_handlers[0].handle_raw_input = lambda *_args, **_options: None  # type: ignore[method-assign]

    assert (fits, list(request.FILES)) == (300_000, [])
