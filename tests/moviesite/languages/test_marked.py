"""Everything a page says can be said in another language."""

from __future__ import annotations

import ast
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.template.base import Lexer, TokenType
from django.test import Client

from accounts.models import ApiToken, Notification, Passkey, Profile, User, Wallet
from catalog.models import Festival, Genre, Keyword, Person, Title
from ratings.models import ImportItem, ImportJob, Review, TitleList
from tests.moviesite.languages.pseudo import unmarked
from tests.security.test_route_table import TABLE, public_values
from tests.security.walker import filled
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db
#: Names of things, formats and codes, which are the same in every language.
PROPER = (
    "Marquee", "TMDB", "IMDb", "JustWatch", "API", "Letterboxd", "Trakt", "MovieLens", "MyAnimeList", "Simkl",
    "Telegram", "YouTube", "Atom", "JSON", "CSV", "ZIP", "Elo", "NDCG@10", "PNG", "JPEG", "WebP", "GIF", "AVIF", "OK",
)  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """A site in use, whose members read Telugu."""
    made = make_world()
    Profile.objects.update(ui_language="te")
    Genre.objects.update(names={"te": "నాటకం"})
    caches["local"].clear()
    return made


def names_of_data() -> set[str]:
    """What members and curators have written: it is shown as it is."""
    found = {zone.replace("_", " ") for zone in zoneinfo.available_timezones()}
    found |= {name for _code, name in django_settings.INTERFACE_LANGUAGES}  # each is named in itself
    found |= {data["text"] for data in Notification.objects.values_list("data", flat=True) if "text" in data}
    found |= {row["name"] for row in ImportItem.objects.values_list("row", flat=True)}
    columns = (
        (User, "username", "email"), (Profile, "display_name", "bio"), (Title, "title", "slug", "director"),
        (Person, "name"), (Keyword, "name"), (Festival, "name"), (TitleList, "name", "description"),
        (Review, "text"), (ImportJob, "file_name"), (ApiToken, "name"), (Passkey, "name"), (Wallet, "address"),
    )  # fmt: skip
    for model, *fields in columns:
        for row in model._default_manager.values_list(*fields):
            words = {str(value) for value in row if value}
            # Posters break names into lines, and avatars show the first letter.
            found |= words | {part for word in words for part in word.split()} | {word[0].upper() for word in words}
    return found


def said_outside(client: Client, addresses: dict[str, str]) -> dict[str, list[str]]:
    """What each page says that is not marked."""
    known = {*PROPER, *names_of_data()}
    found = {}
    for route, address in addresses.items():
        response = client.get(address, headers={"accept-language": "te"})
        if response.status_code in {200, 400, 403, 404, 429} and response["Content-Type"].startswith("text/html"):
            found[route] = unmarked(response.content.decode(), known=known)
    return {route: said for route, said in found.items() if said}


@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_pages(bracketed: None, world: World, who: str) -> None:
    client = Client()
    if who == "staff":
        User.objects.filter(pk=world.open.pk).update(is_staff=True, is_superuser=True)
        world.open.refresh_from_db()
    if who != "visitor":
        client.force_login(world.open)
    addresses = {route: filled(route, public_values(route, world)) for route in TABLE if not route.startswith("dev/")}

    found = said_outside(client, addresses)
    assert found == {}


TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
STAFF_ONLY = ("admin/", "dev/", "drf_spectacular/", "components/preview_bar.html")


def own_words(source: str) -> str:
    """A template without its tags, variables, and what is marked in it."""
    kept, ends = [], ""
    for token in Lexer(source).tokenize():
        tag = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if ends:
            ends = "" if tag == ends else ends
        elif tag in {"blocktranslate", "blocktrans", "comment"}:
            ends = f"end{tag}"
        elif token.contents == "block body_class":
            ends = "endblock"
        elif token.token_type is TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type is TokenType.VAR and kept and kept[-1].endswith(("<", "</")):
            kept.append("b")  # an element whose name varies
    return "".join(kept)


@pytest.mark.parametrize(
    "name",
    [
        name
        for path in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")])
        if not (name := path.relative_to(TEMPLATES).as_posix()).startswith(STAFF_ONLY)
    ],
)
def test_templates_say_nothing_unmarked(name: str) -> None:
    assert unmarked(own_words((TEMPLATES / name).read_text(encoding="utf-8")), known=PROPER) == []


ROOT = Path(django_settings.BASE_DIR)
APPS = ("moviesite", "accounts", "catalog", "ratings", "matchups", "recommender")
#: Staff, operators, and developers of wallets read English; parsers and providers speak it to the code around them.
UNSPOKEN = {
    "admin", "management", "migrations", "settings", "providers", "http", "events", "wallet", "importers", "demo",
    "posters", "algorithms", "engines", "enrichment", "registry", "dataset", "drift", "fusion", "onboarding",
    "evaluation", "training", "serving", "letterboxd", "bradley_terry", "dedup", "crawling", "merging", "devgallery",
    "middleware", "uploads", "experiments", "curators",
}  # fmt: skip
_MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"}
_SPOKEN_ERRORS = ("DomainError", "NotFoundError", "ConflictError", "InvalidError", "RefusedError", "ValidationError")


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def sentences_in(node: ast.AST) -> Iterator[str]:
    """Sentences that stand in a piece of code without being marked."""
    if isinstance(node, ast.Call) and _name(node.func) in _MARKS:
        return
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from sentences_in(value)
    elif isinstance(node, ast.Constant | ast.JoinedStr):
        text = ast.unparse(node)[1:-1]
        if re.search(r"[A-Za-z]+ [a-z]+.*[.!?]$", text.strip("'\"")):
            yield text
    else:
        for child in ast.iter_child_nodes(node):
            yield from sentences_in(child)


def told_to_readers(tree: ast.Module) -> Iterator[ast.AST]:
    """What of a module is told to readers: errors of the product, their fields, and messages on pages."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function) if _name(function).endswith(_SPOKEN_ERRORS):
                yield from (*node.args, *(word.value for word in node.keywords if word.arg != "code"))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="messages"))):
                yield from node.args[1:]
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="errors"))]):
                yield node.value


def test_what_services_tell_is_marked() -> None:
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not UNSPOKEN & set(path.relative_to(ROOT).with_suffix("").parts):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                said = [text for told in told_to_readers(tree) for text in sentences_in(told)]
                if said:
                    found[path.relative_to(ROOT).as_posix()] = said

    assert found == {}
