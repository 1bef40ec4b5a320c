"""The worked session of the API guide, as its readers would run it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.services.search_index import index_titles
from matchups.models import Vote
from ratings.models import Rating
from tests.factories import make_title
from tests.matchups.world import make_sets

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = Path(settings.BASE_DIR) / "docs" / "clients"


@pytest.mark.parametrize("command", [["bash", "session.sh"], [sys.executable, "session.py"]], ids=["curl", "python"])
def test_the_session_goes_from_joining_to_leaving(live_server: LiveServer, command: list[str]) -> None:
    if command[0] == "bash" and not shutil.which("curl"):
        pytest.skip("no curl here")
    title = make_title("Eega")
    index_titles(title_ids=[title.pk])
    make_sets(4)

    done = subprocess.run(
        [*command, live_server.url], cwd=CLIENTS, capture_output=True, text=True, timeout=120, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "left"
    member = User.objects.exclude(ratings=None).get()
    assert Rating.objects.get().user == member
    assert Vote.objects.get().voter == member
