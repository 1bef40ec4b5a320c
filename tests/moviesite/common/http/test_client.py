"""One client for all outside services: what it gives, what it raises, and how often it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Patience
from moviesite.common.http.errors import (
    BudgetSpentError,
    CircuitOpenError,
    UpstreamAnswerError,
    UpstreamError,
    UpstreamNotFoundError,
    UpstreamRefusedError,
    UpstreamTooLongError,
    UpstreamUnavailableError,
)
from moviesite.common.http.status import Circuit, upstream_status
from moviesite.common.http.verdicts import Verdict
from tests.fakes import server
from tests.fakes.server import Behaviour, FakeUpstream
from tests.moviesite.common.http.clock import Clock
from tests.moviesite.common.http.conftest import IMPATIENT

Make = Callable[..., HttpClient]
PATH = "/movie/7"


def failure(client: HttpClient, path: str = PATH) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        client.get(path)
    return caught.value


def test_an_answer_is_its_json(make_client: Make) -> None:
    assert make_client().get(PATH)["id"] == 7


def test_a_compressed_answer_is_unpacked(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", server.packed)

    assert make_client().get(PATH)["id"] == 7


@pytest.mark.parametrize(
    ("behaviour", "error", "requests"),
    [
        (server.says({}, 404), UpstreamNotFoundError, 1),
        (server.says({}, 410), UpstreamNotFoundError, 1),
        (server.says({}, 401), UpstreamRefusedError, 1),
        (server.says({}, 403), UpstreamRefusedError, 1),
        (server.says({}, 422), UpstreamAnswerError, 1),
        (server.says({}, 500), UpstreamUnavailableError, 3),
        (server.busy(status=503), UpstreamUnavailableError, 3),
        (server.busy(), UpstreamUnavailableError, 3),
        (server.half, UpstreamUnavailableError, 3),
        (server.no_json, UpstreamAnswerError, 1),
        (server.broken_json, UpstreamAnswerError, 1),
        (server.huge, UpstreamTooLongError, 1),
        (server.bomb, UpstreamTooLongError, 1),
        (server.moved("http://127.0.0.1:9/elsewhere"), UpstreamAnswerError, 1),
        (server.moved("//evil.example/"), UpstreamAnswerError, 1),
        (server.moved("/tmdb/movie/7"), UpstreamAnswerError, 4),
    ],
)
def test_every_failure_has_its_error_and_only_some_are_tried_again(
    fake: FakeUpstream, make_client: Make, behaviour: Behaviour, error: type[UpstreamError], requests: int
) -> None:
    fake.behave("tmdb", then=behaviour)

    found = failure(make_client())

    assert (type(found), fake.count("tmdb")) == (error, requests)


def test_a_hanging_service_is_given_up_three_times(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", then=server.hang)

    found = failure(make_client(IMPATIENT))

    assert (str(found), fake.count("tmdb")) == ("tmdb: no answer (ReadTimeout)", 3)


def test_nobody_listening_is_no_answer(make_client: Make) -> None:
    found = failure(make_client(base_url="http://127.0.0.1:1"))

    assert (type(found), str(found)) == (UpstreamUnavailableError, "tmdb: no answer (ConnectionError)")


@pytest.mark.parametrize("behaviour", [server.drip, server.drip_headers])
def test_a_dripping_service_does_not_outlive_the_deadline(
    fake: FakeUpstream, make_client: Make, behaviour: Behaviour
) -> None:
    fake.behave("tmdb", then=behaviour)

    found = failure(make_client(Patience(overall=1.0, retries=0)))

    assert (type(found), fake.count("tmdb")) == (UpstreamUnavailableError, 1)


def test_bad_tls_is_no_answer(fake: FakeUpstream, make_client: Make) -> None:
    found = failure(make_client(base_url=fake.at("tmdb").replace("http:", "https:")))

    assert str(found) == "tmdb: no answer (SSLError)"


def test_a_second_attempt_may_succeed(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    fake.behave("tmdb", server.says({}, 500), server.half)

    answer = make_client().get(PATH)

    # Half of bounds that double, as the lots are drawn here.
    assert (answer["id"], fake.count("tmdb"), clock.slept) == (7, 3, [0.5, 1.0])


def test_a_pause_that_is_asked_for_is_kept(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    fake.behave("tmdb", server.busy("2"))

    make_client().get(PATH)

    assert clock.slept == [2.5]  # two seconds, and half a second by lot


@pytest.mark.parametrize("field", ["120", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_longer_pause_is_told_and_kept_by_everybody(
    fake: FakeUpstream, make_client: Make, clock: Clock, field: str
) -> None:
    fake.behave("tmdb", server.busy(field))

    found, next_one = failure(make_client()), failure(make_client())

    assert (type(found), found.retry_after) == (UpstreamUnavailableError, 120 if field == "120" else 24 * 3600)
    assert (type(next_one), next_one.retry_after) == (CircuitOpenError, 120 if field == "120" else 3600)
    assert (fake.count("tmdb"), clock.slept) == (1, [])


def test_a_redirect_within_the_service_is_followed(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", server.moved("/tmdb/movie/8"))

    assert make_client().get(PATH)["id"] == 8


def test_five_failures_open_the_circuit(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", then=server.says({}, 500))

    kinds = [type(failure(make_client())) for _ in range(4)]

    assert kinds == [UpstreamUnavailableError, UpstreamUnavailableError, CircuitOpenError, CircuitOpenError]
    assert fake.count("tmdb") == 5


def test_one_probe_every_thirty_seconds(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    fake.behave("tmdb", then=server.says({}, 500))
    for _ in range(2):
        failure(make_client())
    opened = fake.count("tmdb")
    for _ in range(12):  # five minutes, asked every five seconds
        for _ in range(5):
            clock.now += 5
            failure(make_client())

    assert (opened, fake.count("tmdb") - opened) == (5, 10)


def test_a_probe_that_succeeds_closes_the_circuit(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    fake.behave("tmdb", *[server.says({}, 500)] * 5)
    for _ in range(2):
        failure(make_client())
    clock.now += 31

    answers = [make_client().get(PATH)["id"] for _ in range(3)]

    assert (answers, upstream_status("tmdb", clock=clock).circuit) == ([7, 7, 7], Circuit.CLOSED)


def test_refusals_and_unknown_things_are_no_failures_of_the_service(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", *[server.says({}, 404)] * 5, *[server.says({}, 401)] * 5, *[server.huge] * 5)

    for _ in range(15):
        failure(make_client())

    assert make_client().get(PATH)["id"] == 7


def test_a_spent_budget_asks_nothing(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    client = make_client(limits=(Limit(2, 86400),))
    client.get(PATH)
    client.get(PATH)

    found = failure(client)

    assert isinstance(found, BudgetSpentError)
    assert (found.retry_at, found.retry_after) == (1_000_080_000.0, 1_000_080_000.0 - clock.now)
    assert fake.count("tmdb") == 2


def test_a_short_window_is_waited_for(fake: FakeUpstream, make_client: Make, clock: Clock) -> None:
    client = make_client(limits=(Limit(2, 1),))

    for _ in range(5):
        client.get(PATH)

    assert (fake.count("tmdb"), clock.slept) == (5, [1.0, 1.0])


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        (Verdict.SPENT, BudgetSpentError),
        (Verdict.REFUSED, UpstreamRefusedError),
        (Verdict.MISSING, UpstreamNotFoundError),
        (Verdict.BUSY, UpstreamUnavailableError),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_a_judge_knows_better_than_the_status(
    fake: FakeUpstream, make_client: Make, verdict: Verdict, error: type[UpstreamError], status: int
) -> None:
    fake.behave("tmdb", then=server.says({"error": "so"}, status))

    found = failure(make_client(judge=lambda _, answer: verdict if answer == {"error": "so"} else None))

    assert type(found) is error


def test_what_the_service_calls_spent_stays_spent_for_the_day(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", server.says({}, 403))
    about: dict[str, Any] = {
        "limits": (Limit(5, 1), Limit(1000, 86400)),
        "judge": lambda status, _: Verdict.SPENT if status == 403 else None,
    }

    kinds = [type(failure(make_client(**about))) for _ in range(2)]

    assert (kinds, fake.count("tmdb")) == ([BudgetSpentError, BudgetSpentError], 1)


def test_no_cookie_is_kept(fake: FakeUpstream, make_client: Make) -> None:
    fake.behave("tmdb", server.says({"id": 7}, 200, Set_Cookie="track=1; Path=/"))

    for _ in range(2):
        make_client().get(PATH)

    assert ["Cookie" in request.headers for request in fake.asked] == [False, False]
