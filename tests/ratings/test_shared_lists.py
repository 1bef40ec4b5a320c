"""Lists among several people: who sees one, who works on it, notes, copies and progress."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Follow, Profile, User
from catalog.models import Title
from moviesite.common.errors import DomainError
from moviesite.events.models import OutboxEvent
from ratings.enums import ListMemberState, ListVisibility
from ratings.exceptions import ListEntryNotFoundError, ListNotFoundError
from ratings.models import ListEntry, ListMember, TitleList
from ratings.selectors.lists import progress_on, visible_lists
from ratings.services import lists as services
from ratings.services.lists.people import MAX_MEMBERS
from ratings.services.rating import rate_title
from tests.factories import make_member, make_titles
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


@pytest.fixture
def rain(member: User) -> TitleList:
    return services.create_list(owner=member, name="Rain does the acting")


@pytest.fixture
def full(rain: TitleList, member: User) -> list[Title]:
    titles = make_titles(4)
    for title in titles:
        services.add_to_list(member=member, list_id=rain.pk, title_id=title.pk)
    return titles


@pytest.fixture
def crew(rain: TitleList, member: User, other_member: User) -> User:
    services.invite_to_list(owner=member, list_id=rain.pk, username=other_member.username)
    services.accept_invitation(member=other_member, list_id=rain.pk)
    return other_member


def show(title_list: TitleList, visibility: str) -> TitleList:
    return services.update_list(
        owner=title_list.owner,
        list_id=title_list.pk,
        name=title_list.name,
        description="",
        visibility=visibility,
        is_ranked=False,
    )


def logged_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("visibility", "visitor", "stranger", "follower", "asked", "owner"),
    [
        (ListVisibility.PUBLIC, 200, 200, 200, 200, 200),
        (ListVisibility.UNLISTED, 404, 404, 404, 200, 200),
        (ListVisibility.FOLLOWERS, 404, 404, 200, 200, 200),
        (ListVisibility.PRIVATE, 404, 404, 404, 200, 200),
    ],
)
def test_who_sees_a_list(
    rain: TitleList, member: User, visibility: str, visitor: int, stranger: int, follower: int, asked: int, owner: int
) -> None:
    show(rain, visibility)
    people = [None, make_member("stranger"), make_member("follower"), make_member("asked"), member]
    Follow.objects.create(follower=people[2], followed=member)
    services.invite_to_list(owner=member, list_id=rain.pk, username="asked")

    pages = [logged_in(one).get(rain.get_absolute_url()).status_code for one in people]
    listed = [visible_lists(one.pk if one else None).filter(pk=rain.pk).exists() for one in people]

    assert pages == [visitor, stranger, follower, asked, owner]
    assert listed == [status == 200 for status in pages]


@pytest.mark.parametrize("visibility", ListVisibility.values)
def test_the_wall_shows_public_lists_only(rain: TitleList, client: Client, visibility: str) -> None:
    show(rain, visibility)

    shown = [summary.list for summary in client.get("/lists/").context["lists"]]

    assert shown == ([rain] if visibility == ListVisibility.PUBLIC else [])


def test_a_link_leads_to_an_unlisted_list_until_it_is_renewed(rain: TitleList, member: User, client: Client) -> None:
    first = show(rain, ListVisibility.UNLISTED).share_url
    before = client.get(first)
    second = services.renew_share_key(owner=member, list_id=rain.pk).share_url

    assert (before.status_code, before["X-Robots-Tag"], before["Referrer-Policy"]) == (200, "noindex", "same-origin")
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    show(rain, ListVisibility.PRIVATE)
    assert client.get(second).status_code == 404


def test_a_private_profile_keeps_its_lists(rain: TitleList, member: User, other_member: User) -> None:
    Profile.objects.filter(user=member).update(is_private=True)

    assert list(visible_lists(other_member.pk)) == []
    assert list(visible_lists(member.pk)) == [rain]


def test_an_invitation_is_told_once_and_answered(rain: TitleList, member: User, other_member: User) -> None:
    for _ in range(2):
        services.invite_to_list(owner=member, list_id=rain.pk, username=other_member.username.upper())
    invited = logged_in(other_member)
    shown = invited.get("/lists/").context["invitations"]

    response = invited.post(f"/@{member.username}/lists/{rain.slug}/answer/", {"answer": "yes"})

    events = OutboxEvent.objects.filter(type="list_shared")
    assert [event.payload for event in events] == [
        {"type": "list_shared", "list_id": rain.pk, "owner_id": member.pk, "user_id": other_member.pk}
    ]
    assert shown == [rain]
    assert response["Location"] == f"/@{member.username}/lists/{rain.slug}/edit/"
    assert ListMember.objects.get().state == ListMemberState.ACCEPTED


def test_an_invitation_declined_leaves_nothing(rain: TitleList, member: User, other_member: User) -> None:
    services.invite_to_list(owner=member, list_id=rain.pk, username=other_member.username)

    logged_in(other_member).post(f"/@{member.username}/lists/{rain.slug}/answer/", {"answer": "no"})

    assert ListMember.objects.count() == 0


@pytest.mark.parametrize("username", ["nobody", "meera", "hidden"])
def test_only_somebody_else_whom_one_can_see_is_invited(rain: TitleList, member: User, username: str) -> None:
    Profile.objects.filter(user=make_member("hidden")).update(is_private=True)

    response = logged_in(member).post(f"/@meera/lists/{rain.slug}/invite/", {"username": username})

    assert (response.status_code, list(response.context["inviting"].errors)) == (422, ["username"])
    assert ListMember.objects.count() == 0


def test_a_crew_has_a_size(rain: TitleList, member: User) -> None:
    for number in range(MAX_MEMBERS):
        services.invite_to_list(owner=member, list_id=rain.pk, username=make_member(f"m-{number}").username)

    with pytest.raises(DomainError) as raised:
        services.invite_to_list(owner=member, list_id=rain.pk, username=make_member("late").username)

    assert list(raised.value.errors) == ["username"]


def test_who_works_on_a_list_changes_its_titles(rain: TitleList, full: list[Title], crew: User) -> None:
    work: dict[str, Any] = {"member": crew, "list_id": rain.pk}
    new = make_titles(5)[4]

    services.add_to_list(**work, title_id=new.pk, note="For the rain.")
    services.remove_from_list(**work, title_id=full[0].pk)
    services.move_in_list(**work, title_id=new.pk, to=0)
    services.annotate_entry(**work, title_id=full[1].pk, note=" Twice.\x00 ")

    rows = ListEntry.objects.order_by("position").values_list("title_id", "note", "added_by_id")
    assert list(rows) == [
        (new.pk, "For the rain.", crew.pk),
        (full[1].pk, "Twice.", rain.owner_id),
        (full[2].pk, "", rain.owner_id),
        (full[3].pk, "", rain.owner_id),
    ]


def test_but_not_its_words_its_people_or_its_being(rain: TitleList, crew: User) -> None:
    client, address = logged_in(crew), f"/@meera/lists/{rain.slug}"

    statuses = {
        path: client.post(f"{address}/{path}/", {"name": "Mine", "visibility": "public", "username": "x"}).status_code
        for path in ("edit", "delete", "link", "invite", f"members/{crew.pk}/remove")
    }

    assert set(statuses.values()) == {404}
    assert TitleList.objects.get().name == "Rain does the acting"
    assert client.get(f"{address}/edit/").status_code == 200


def test_somebody_only_asked_changes_nothing_yet(
    rain: TitleList, full: list[Title], member: User, other_member: User
) -> None:
    services.invite_to_list(owner=member, list_id=rain.pk, username=other_member.username)

    with pytest.raises(ListNotFoundError):
        services.remove_from_list(member=other_member, list_id=rain.pk, title_id=full[0].pk)


def test_leaving_or_being_removed_ends_the_work(rain: TitleList, full: list[Title], member: User, crew: User) -> None:
    logged_in(member).post(f"/@meera/lists/{rain.slug}/members/{crew.pk}/remove/")

    with pytest.raises(ListNotFoundError):
        services.remove_from_list(member=crew, list_id=rain.pk, title_id=full[0].pk)
    with pytest.raises(ListNotFoundError):
        services.leave_list(member=crew, list_id=rain.pk)


def test_a_note_needs_its_title_and_has_a_length(rain: TitleList, full: list[Title], member: User) -> None:
    with pytest.raises(ListEntryNotFoundError):
        services.annotate_entry(member=member, list_id=rain.pk, title_id=0, note="x")
    with pytest.raises(DomainError) as raised:
        services.annotate_entry(member=member, list_id=rain.pk, title_id=full[0].pk, note="x" * 501)

    assert list(raised.value.errors) == ["note"]


def test_notes_are_read_beside_their_titles(rain: TitleList, full: list[Title], member: User, client: Client) -> None:
    services.annotate_entry(member=member, list_id=rain.pk, title_id=full[0].pk, note="<b>Twice</b>")

    page = client.get(rain.get_absolute_url()).content.decode()

    assert '<p class="noted__say">&lt;b&gt;Twice&lt;/b&gt;</p>' in page


def test_a_copy_is_private_whole_and_remembers_its_origin(
    rain: TitleList, full: list[Title], member: User, other_member: User
) -> None:
    services.annotate_entry(member=member, list_id=rain.pk, title_id=full[1].pk, note="Twice.")

    response = logged_in(other_member).post("/lists/copy/", {"list": rain.pk})

    copy = TitleList.objects.get(owner=other_member)
    entries = ListEntry.objects.filter(list=copy).values_list("title_id", "position", "note")
    assert response["Location"] == f"/@{other_member.username}/lists/{copy.slug}/edit/"
    assert (copy.name, copy.visibility, copy.copied_from) == (rain.name, ListVisibility.PRIVATE, rain)
    assert list(entries) == [(title.pk, place, "Twice." * (place == 1)) for place, title in enumerate(full)]
    assert [event.payload["user_id"] for event in OutboxEvent.objects.filter(type="list_cloned")] == [other_member.pk]


@pytest.mark.parametrize("posted", [{"list": "none"}, {"list": "9" * 30}, {"key": "guess"}, {}])
def test_what_one_cannot_see_cannot_be_copied(rain: TitleList, other_member: User, posted: dict[str, str]) -> None:
    show(rain, ListVisibility.PRIVATE)

    client = logged_in(other_member)

    assert client.post("/lists/copy/", posted or {"list": rain.pk}).status_code == 404


def test_an_unlisted_list_is_copied_by_its_link(rain: TitleList, full: list[Title], other_member: User) -> None:
    key = show(rain, ListVisibility.UNLISTED).share_key

    logged_in(other_member).post("/lists/copy/", {"key": key})

    assert ListEntry.objects.filter(list__owner=other_member).count() == 4


def test_a_copy_says_where_from_only_to_those_who_see_that(
    rain: TitleList, full: list[Title], member: User, other_member: User
) -> None:
    copy = services.copy_list(member=other_member, original=rain)
    viewer = logged_in(other_member)
    open_origin = viewer.get(copy.get_absolute_url()).context["origin"]

    show(rain, ListVisibility.PRIVATE)

    assert (open_origin, viewer.get(copy.get_absolute_url()).context["origin"]) == (rain, None)


def test_progress_counts_what_was_rated(rain: TitleList, full: list[Title], other_member: User) -> None:
    rate_title(member=other_member, title_id=full[0].pk, value=4)

    progress = progress_on(rain, member_id=other_member.pk)

    assert progress is not None
    assert (progress.seen, progress.total, progress.percent) == (1, 4, 25)
    assert progress_on(rain, member_id=None) is None


def _shuffle(user_id: int, list_id: int, title_ids: list[int]) -> None:
    member = User.objects.get(pk=user_id)
    for turn in range(6):
        services.move_in_list(member=member, list_id=list_id, title_id=title_ids[turn % 4], to=turn % 3)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_reorder_at_once_leave_one_order(rain: TitleList, full: list[Title], member: User, crew: User) -> None:
    titles = [title.pk for title in full]

    run_in_processes(_shuffle, [(member.pk, rain.pk, titles), (crew.pk, rain.pk, titles[::-1])])

    places = ListEntry.objects.filter(list=rain).order_by("position").values_list("position", flat=True)
    assert list(places) == [0, 1, 2, 3]
    assert set(ListEntry.objects.filter(list=rain).values_list("title_id", flat=True)) == set(titles)


def test_the_api_makes_fills_reads_and_deletes_a_list(member_api: APIClient, member: User) -> None:
    titles = make_titles(2)

    made = member_api.post("/api/lists", {"name": "Rain", "is_public": False})
    path = made["Location"]
    for title in titles:
        assert member_api.post(f"{path}/titles", {"movie": title.pk, "note": "n"}).status_code == 204
    member_api.patch(f"{path}/titles/{titles[1].pk}", {"position": 0, "note": "first"})
    entries = member_api.get(f"{path}/titles").json()["results"]
    changed = member_api.patch(path, {"visibility": "public"}).json()

    assert (made.status_code, made.json()["visibility"], made.json()["is_public"]) == (201, "private", False)
    assert [(row["position"], row["note"], row["movie"]["id"]) for row in entries] == [
        (0, "first", titles[1].pk),
        (1, "n", titles[0].pk),
    ]
    assert (changed["name"], changed["is_public"], changed["count"]) == ("Rain", True, 2)
    assert member_api.delete(f"{path}/titles/{titles[0].pk}").status_code == 204
    assert member_api.delete(path).status_code == 204
    assert TitleList.objects.count() == 0


def test_the_api_names_what_is_wrong(member_api: APIClient) -> None:
    both = member_api.post("/api/lists", {"name": "Rain", "is_public": True, "visibility": "public"})
    unknown = member_api.post("/api/lists", {"name": "Rain", "visibility": "secret"})

    assert [list(answer.json()["errors"]) for answer in (both, unknown)] == [["is_public"], ["visibility"]]


def test_the_api_shows_strangers_what_is_public(api: APIClient, rain: TitleList, full: list[Title]) -> None:
    listed = api.get("/api/lists", {"owner": "MEERA"}).json()
    hidden = show(rain, ListVisibility.PRIVATE)

    assert [row["id"] for row in listed["results"]] == [rain.pk]
    assert api.get(f"/api/lists/{hidden.pk}").status_code == 404
    assert api.get(f"/api/lists/{hidden.pk}/titles").status_code == 404
    assert api.post("/api/lists", {"name": "x"}).status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_lists_in_the_api_cost_the_same(
    api: APIClient, member: User, count: int, django_assert_num_queries: Any
) -> None:
    title = make_titles(1)[0]
    for number in range(count):
        made = services.create_list(owner=member, name=f"List {number}")
        services.add_to_list(member=member, list_id=made.pk, title_id=title.pk)
    api.get("/api/lists")

    with django_assert_num_queries(6):
        assert len(api.get("/api/lists").json()["results"]) == count


def test_the_api_asks_lists_and_parts_a_crew(
    member_api: APIClient, rain: TitleList, member: User, other_member: User
) -> None:
    path, other = f"/api/lists/{rain.pk}", APIClient()
    other.force_authenticate(other_member)

    asked = member_api.post(f"{path}/members", {"username": other_member.username})
    unknown = member_api.post(f"{path}/members", {"username": "nobody"})
    accepted = other.post(f"{path}/invitation", {"accept": True})
    crew = member_api.get(f"{path}/members").json()["results"]

    assert (asked.status_code, asked.json()["state"]) == (201, "invited")
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["username"])
    assert accepted.status_code == 204
    assert [(row["username"], row["state"]) for row in crew] == [(other_member.username, "accepted")]
    assert other.delete(f"{path}/members/{member.username}").status_code == 404
    assert other.delete(f"{path}/members/{other_member.username}").status_code == 204
    assert other.post(f"{path}/invitation", {"accept": True}).status_code == 404
