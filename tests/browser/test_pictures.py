"""Pictures that their hosts do not give."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from catalog.models import Title
from tests.browser.conftest import Visit
from tests.factories import make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_drawn_poster_stands_in(chromium: Browser, live_server: LiveServer) -> None:
    title = make_title()
    Title.objects.filter(pk=title.pk).update(poster_url=f"{live_server.url}/no-such-picture.jpg")
    found = Visit(chromium.new_context(), live_server.url)
    found.open(title.get_absolute_url())

    drawn = f"/title/{title.pk}/poster.svg"
    found.page.wait_for_function(
        "path => [...document.querySelectorAll('.film img')].every((one) => one.src.endsWith(path))", arg=drawn
    )
    found.page.wait_for_function("[...document.querySelectorAll('.film__poster img')].every((one) => one.naturalWidth)")
    found.context.close()
