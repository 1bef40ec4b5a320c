from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Profile, TelegramChat, User
from accounts.notifications.delivery import deliver_due
from accounts.services.notifications import notify
from accounts.services.telegram import make_code
from adminpanel.services.telegram.recommending import find_language, find_mood
from adminpanel.services.telegram.talking import chat_key
from matchups.enums import VoteState
from matchups.models import Comparison, Vote
from tests.adminpanel.telegram.helpers import Queue, deliver, message, press
from tests.factories import make_member, make_title
from tests.fakes.telegram import BLOCKED, BROKEN, NOT_MODIFIED, TOKEN, FakeTelegram, busy
from tests.matchups.world import make_sets, trusted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telegram")]


@pytest.fixture(autouse=True)
def _nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.receivers.train_if_stale.delay", lambda: None)


@pytest.fixture
def nila() -> User:
    user = make_member("nila")
    trusted(user)
    return user


def _link(user: User, chat: int = 7) -> None:
    TelegramChat.objects.create(user=user, chat_id=chat)


def _say(queue: Queue, *updates: dict[str, Any]) -> list[float | None]:
    for update in updates:
        assert deliver(update).status_code == 200
    return queue.work()


def _offered(telegram: FakeTelegram) -> list[str]:
    return [button["callback_data"] for button in telegram.of("sendMessage")[-1].buttons]


def test_journey_from_linking_to_leaving(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _say(queue, message(f"/start {make_code(user=nila)}"))
    notify(recipient_id=nila.pk, kind="followed", actor_id=make_member("asha").pk, url="/@asha/")
    deliver_due()
    _say(queue, message("/vote"))
    _say(queue, press(_offered(telegram)[0]))
    _say(queue, message("/stop"))
    notify(recipient_id=nila.pk, kind="followed", actor_id=make_member("bala").pk, url="/@bala/")
    deliver_due()

    said = telegram.said()
    assert said[0] == "Connected as @nila. You are told here from now on; /stop ends it."
    assert said[1] == "@asha follows you now"
    assert [text.splitlines()[0] for text in said[2:4]] == ["Which four do you like better?"] * 2
    assert said[4:] == ["Disconnected. You are not told anything here any more."]
    assert telegram.said("editMessageText")[0].startswith("You chose A.\n")
    assert Vote.objects.get().voter == nila
    assert TelegramChat.objects.count() == 0


def test_start_with_a_code_that_is_spent(queue: Queue, telegram: FakeTelegram) -> None:
    _say(queue, message("/start nothing"))

    assert telegram.said() == ["This link has been used or is too old. Ask for a new one in your settings."]


def test_start_heard_twice_says_that_it_is_connected(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    code = make_code(user=nila)
    _say(queue, message(f"/start {code}"), message(f"/start {code}"))

    assert telegram.said()[1:] == ["This chat is connected as @nila."]


def test_chat_before_is_told_of_the_move(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    _link(nila, chat=8)
    _say(queue, message(f"/start {make_code(user=nila)}"))

    assert [(sent.fields["chat_id"], sent.text) for sent in telegram.sent] == [
        ("8", "Your account is connected with another chat now."),
        ("7", "Connected as @nila. You are told here from now on; /stop ends it."),
    ]


def test_update_answered_twice_is_said_once(queue: Queue, telegram: FakeTelegram) -> None:
    deliver(message("/help"))
    again = list(queue.asked)
    queue.work()
    queue.asked = again
    queue.work()

    assert len(telegram.said()) == 1


@pytest.mark.parametrize(("answer", "wait"), [(busy(33), 33.0), (BROKEN, 5.0), (BLOCKED, None)])
def test_worker_is_told_when_to_try_again(
    answer: Any, wait: float | None, nila: User, queue: Queue, telegram: FakeTelegram
) -> None:
    _link(nila)
    telegram.behaviours.append(answer)

    assert _say(queue, message("/help")) == [wait]
    assert TelegramChat.objects.count() == (0 if answer is BLOCKED else 1)


def test_unknown_words_are_answered_with_help(queue: Queue, telegram: FakeTelegram) -> None:
    _say(queue, message("hello"), message("/nothing"), message("/help@marquee_bot"))

    assert len(set(telegram.said())) == 1
    assert "/recommend – " in telegram.said()[0]


def test_picks_of_a_chat_that_is_nobodys(queue: Queue, telegram: FakeTelegram, settings: Any) -> None:
    title = make_title("<b>Eega</b> & Co")
    _say(queue, message("/recommend"))

    assert telegram.said() == ["What many like\n\n<b>Eega</b> & Co (2012 · Telugu)"]
    assert telegram.sent[0].links == [f"{settings.SITE_URL}{title.get_absolute_url()}"]
    assert telegram.sent[0].buttons == [
        {"text": "<b>Eega</b> & Co", "url": f"{settings.SITE_URL}{title.get_absolute_url()}"}
    ]


def test_picks_of_one_language(queue: Queue, telegram: FakeTelegram) -> None:
    make_title("Eega")
    make_title("Iruvar", language="ta", year=1997)
    _say(queue, message("/recommend தமிழ்"), message("/recommend tamil"), message("/recommend ta"))

    assert telegram.said() == ["What many like\n\nIruvar (1997 · Tamil)"] * 3


def test_unknown_wish_is_answered_with_what_is_known(queue: Queue, telegram: FakeTelegram) -> None:
    _say(queue, message("/recommend zzz"))

    assert telegram.said()[0].startswith("I know these moods: tender, tense, funny, ")


def test_moods_are_known_in_every_language() -> None:
    assert [find_mood(word) for word in ("funny", "तनाव भरा", "ఉత్కంఠ", "zzz")] == ["funny", "tense", "tense", ""]
    assert [find_language(word) for word in ("te", "telugu", "తెలుగు", "zzz", "")] == ["te", "te", "te", "", ""]


def test_muted_titles_stay_away_from_their_member(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    _link(nila)
    Profile.objects.filter(user=nila).update(muted_languages=["te"])
    make_title("Eega")
    make_title("Iruvar", language="ta", year=1997)
    _say(queue, message("/recommend"))

    assert "Eega" not in telegram.said()[0]
    assert "Iruvar" in telegram.said()[0]


@pytest.mark.parametrize(
    ("place", "first"), [(0, "You chose A."), (1, "A tie for you."), (2, "You chose B."), (3, "Skipped.")]
)
def test_vote_of_a_member_counts(place: int, first: str, nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _link(nila)
    _say(queue, message("/vote"))
    _say(queue, press(_offered(telegram)[place]))

    vote = Vote.objects.get()
    assert (vote.voter, vote.outcome, vote.state) == (nila, ["a", "tie", "b", "skip"][place], VoteState.COUNTED)
    assert telegram.said("editMessageText")[0].splitlines()[0] == first
    assert len(telegram.of("answerCallbackQuery")) == 1
    assert len(telegram.said()) == 2


def test_button_pressed_twice_is_one_vote(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _link(nila)
    _say(queue, message("/vote"))
    first = _offered(telegram)[0]
    _say(queue, press(first), press(first))

    assert Vote.objects.count() == 1


def test_another_answer_to_the_same_pair_changes_nothing(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _link(nila)
    _say(queue, message("/vote"))
    buttons = _offered(telegram)
    _say(queue, press(buttons[0]), press(buttons[2]))

    assert Vote.objects.get().outcome == "a"
    assert telegram.said("editMessageText")[1] == "That pair is no longer open. Here is another one."


def test_pair_of_somebody_else_is_not_answered(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _link(nila)
    _say(queue, message("/vote"))
    _say(queue, press(_offered(telegram)[0], chat=8))

    assert Vote.objects.count() == 0


def test_vote_of_a_chat_waits_and_comes_along_when_it_is_linked(
    nila: User, queue: Queue, telegram: FakeTelegram
) -> None:
    make_sets(3)
    _say(queue, message("/vote"))
    _say(queue, press(_offered(telegram)[0]))
    before = Vote.objects.get()
    _say(queue, message(f"/start {make_code(user=nila)}"))

    assert (before.voter, before.state, before.voter_key) == (None, VoteState.WAITING, chat_key(7))
    assert Vote.objects.get().voter == nila
    assert Comparison.objects.exclude(answered_at=None).get().voter == nila


@pytest.mark.parametrize("data", ["", "v:1", "v:x:a", "v:1:z", "v:99999999999999999999:a", "w:1:a", "v:1:a\n"])
def test_strange_buttons_are_let_go(data: str, queue: Queue, telegram: FakeTelegram) -> None:
    assert _say(queue, press(data)) == [None]
    assert [sent.method for sent in telegram.sent] == ["answerCallbackQuery"]


def test_message_that_says_it_already_is_no_error(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    make_sets(3)
    _link(nila)
    _say(queue, message("/vote"))
    data = _offered(telegram)[0]
    telegram.behaviours += [NOT_MODIFIED, NOT_MODIFIED]

    assert _say(queue, press(data)) == [None]
    assert len(telegram.said()) == 2


def test_nothing_to_compare(queue: Queue, telegram: FakeTelegram) -> None:
    _say(queue, message("/vote"))

    assert telegram.said() == ["You have compared everything there is. New sets arrive every day."]


def test_votes_of_a_day_are_bounded(nila: User, queue: Queue, telegram: FakeTelegram, settings: Any) -> None:
    make_sets(3)
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"vote-day": ("user", "1/d")}
    _link(nila)
    _say(queue, message("/vote"))
    _say(queue, press(_offered(telegram)[0]))
    _say(queue, press(_offered(telegram)[0]))

    assert Vote.objects.count() == 1
    assert telegram.of("answerCallbackQuery")[1].fields["text"].startswith("More than 1 requests")


def test_chat_that_asks_too_much_is_not_answered(queue: Queue, telegram: FakeTelegram, settings: Any) -> None:
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"telegram-chat": ("account", "2/m")}
    _say(queue, *(message("/help") for _ in range(4)))
    _say(queue, message("/help", chat=8))

    assert [sent.fields["chat_id"] for sent in telegram.sent] == ["7", "7", "8"]


def test_closed_account_is_told_so(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    _link(nila)
    User.objects.filter(pk=nila.pk).update(is_active=False)
    _say(queue, message("/vote"))

    assert telegram.said() == ["Your account is closed at the moment."]


def test_language_is_the_members_else_the_chats(nila: User, queue: Queue, telegram: FakeTelegram) -> None:
    spoken: list[str] = []
    for language in ("te-IN", "de", ""):
        _say(queue, message("/nothing", language=language))
        spoken.append(telegram.said()[-1])
    _link(nila)
    Profile.objects.filter(user=nila).update(ui_language="te")
    _say(queue, message("/nothing", language="en"))

    assert spoken[1] == spoken[2]
    assert telegram.said()[-1] == spoken[0]


def test_set_up_tells_telegram_everything(telegram: FakeTelegram, settings: Any, capsys: Any) -> None:
    call_command("telegram_setup")

    (webhook,) = telegram.of("setWebhook")
    assert webhook.fields == {
        "url": settings.SITE_URL + "/api/telegram/webhook",
        "secret_token": settings.TELEGRAM_WEBHOOK_SECRET,
        "allowed_updates": ["message", "callback_query"],
    }
    commands = telegram.of("setMyCommands")
    assert commands[0].fields.get("language_code") is None
    assert len(commands) == len(settings.LANGUAGES)
    assert [row["command"] for row in commands[0].fields["commands"]] == ["recommend", "vote", "help", "stop"]
    printed = capsys.readouterr().out
    assert printed == "@marquee_bot (4242) hears updates now.\n"
    assert TOKEN not in printed


def test_set_up_can_be_undone(telegram: FakeTelegram, settings: Any) -> None:
    call_command("telegram_setup", "--delete")

    assert [sent.method for sent in telegram.sent] == ["deleteWebhook", *["deleteMyCommands"] * len(settings.LANGUAGES)]


def test_set_up_needs_a_secret(telegram: FakeTelegram, settings: Any) -> None:
    settings.TELEGRAM_WEBHOOK_SECRET = ""
    with pytest.raises(CommandError, match="TELEGRAM_WEBHOOK_SECRET is not set"):
        call_command("telegram_setup")

    assert telegram.sent == []
