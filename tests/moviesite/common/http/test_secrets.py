"""Keys reach the service and nothing else."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

from moviesite.common.http.client import HttpClient
from moviesite.common.http.errors import UpstreamError
from tests.fakes import server
from tests.fakes.server import Behaviour, FakeUpstream
from tests.moviesite.common.http.conftest import IMPATIENT, PATIENT

CANARY = "canary-4f1d9e"
ABOUT = {"secret_params": {"api_key": CANARY}, "headers": {"Authorization": f"Bearer {CANARY}"}}


def _everything_said(error: BaseException) -> str:
    """The error with all it was caused by, in every form it could be written down in."""
    written = ["".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    while seen is not None:
        written += [str(seen), repr(seen), repr(seen.args), repr(vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(written)


@pytest.mark.parametrize(
    "behaviour",
    [
        server.says({"id": 7}),
        server.says({}, 404),
        server.says({}, 401),
        server.says({}, 500),
        server.busy("600"),
        server.hang,
        server.half,
        server.no_json,
        server.broken_json,
        server.huge,
        server.moved("http://127.0.0.1:9/"),
    ],
)
def test_no_key_in_errors_logs_and_reprs(
    fake: FakeUpstream, make_client: Callable[..., HttpClient], caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    fake.behave("tmdb", then=behaviour)
    client = make_client(IMPATIENT if behaviour is server.hang else PATIENT, **ABOUT)
    said = [repr(client), repr(client._upstream), str(client._upstream)]

    with caplog.at_level(logging.DEBUG):
        try:
            client.get("/movie/7", {"query": "name"})
        except UpstreamError as error:
            said += [_everything_said(error), _everything_said(pickle.loads(pickle.dumps(error)))]  # noqa: S301

    assert CANARY in fake.asked[0].query["api_key"]
    assert CANARY not in "\n".join([*said, caplog.text, *(repr(vars(record)) for record in caplog.records)])


def test_no_key_where_nobody_listens(make_client: Callable[..., HttpClient], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(UpstreamError) as caught:
        make_client(base_url="http://127.0.0.1:1", **ABOUT).get("/movie/7")

    assert CANARY not in _everything_said(caught.value) + caplog.text


def test_no_key_follows_a_redirect_elsewhere(fake: FakeUpstream, make_client: Callable[..., HttpClient]) -> None:
    with server.fake_upstream() as other:
        fake.behave("tmdb", server.moved(f"{other.url}/tmdb/movie/7"))

        with pytest.raises(UpstreamError):
            make_client(**ABOUT).get("/movie/7")

        assert other.asked == []
