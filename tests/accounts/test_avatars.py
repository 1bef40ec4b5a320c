"""Pictures of members: drawn ones, uploaded ones, and files that are something else."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Avatar, Profile, User
from accounts.pictures import MAX_BYTES, PictureRefusedError, square_webp
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PATH = "/api/user/avatar"
RED, BLUE = (220, 30, 30), (30, 30, 220)


def halves(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture that is red on the left and blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def stored(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def colour(image: Image.Image, x: int, y: int) -> str:
    red, _green, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def huge_png(side: int) -> bytes:
    """A few hundred bytes that say they are `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_kind_becomes_the_middle_square_as_webp(kind: str) -> None:
    kept = opened(square_webp(stored(halves((900, 600)), kind)))

    assert (kept.format, kept.size) == ("WEBP", (256, 256))
    assert (colour(kept, 10, 128), colour(kept, 245, 128)) == ("red", "blue")


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(square_webp(stored(halves((40, 64))))).size == (40, 40)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (10, 128)), (2, (245, 128)), (3, (245, 128)), (4, (10, 128)), (5, (128, 10)), (6, (128, 10)),
     (7, (128, 245)), (8, (128, 245))],
)  # fmt: skip
def test_a_picture_taken_sideways_stands_upright(orientation: int, corner: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    kept = opened(square_webp(stored(halves((600, 600)), "JPEG", exif=exif)))

    assert colour(kept, *corner) == "red"
    assert colour(kept, 255 - corner[0], 255 - corner[1]) == "blue"


def test_nothing_but_the_colours_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    data = stored(halves(), "JPEG", exif=exif, comment=b"secret", icc_profile=b"profile" * 40)

    kept = square_webp(data)

    assert [word for word in (b"home", b"secret", b"profile", b"EXIF", b"ICCP", b"XMP ") if word in kept] == []
    assert dict(opened(kept).getexif()) == {}


def test_what_hides_behind_a_picture_is_gone() -> None:
    kept = square_webp(stored(halves()) + b"<script>alert(1)</script>PK\x03\x04")

    assert (b"<script>" in kept, b"PK\x03\x04" in kept) == (False, False)


def test_what_is_clear_stays_clear() -> None:
    kept = opened(square_webp(stored(Image.new("RGBA", (300, 300), (0, 0, 0, 0)))))

    assert kept.getpixel((5, 5))[3] == 0  # type: ignore[index]


def frames(kind: str) -> bytes:
    return stored(halves(), kind, save_all=True, append_images=[Image.new("RGB", (400, 300))])


HOSTILE = {
    "an animated GIF": (frames("GIF"), "moving"),
    "an animated PNG": (frames("PNG"), "moving"),
    "an animated WebP": (frames("WEBP"), "moving"),
    "half a PNG": (stored(halves())[:200], "damaged"),
    "half a JPEG": (stored(halves((2000, 2000)).effect_spread(40), "JPEG")[:4000], "damaged"),
    "a bomb": (huge_png(60_000), "too_many_pixels"),
    "a little too many pixels": (huge_png(6400), "too_many_pixels"),
    "a lie about its size": (huge_png(5000), "damaged"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "unknown"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "unknown"),
    "a TIFF": (stored(halves(), "TIFF"), "unknown"),
    "a PDF": (b"%PDF-1.4 " + bytes(100), "unknown"),
    "nothing": (b"", "unknown"),
    "GIF in name only": (b"GIF89a<script>alert(1)</script>", "unknown"),
    "too many bytes": (bytes(MAX_BYTES + 1), "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_for_its_reason(name: str) -> None:
    data, reason = HOSTILE[name]

    with pytest.raises(PictureRefusedError) as refused:
        square_webp(data)

    assert refused.value.reason == reason


@pytest.mark.parametrize("name", HOSTILE)
def test_the_api_says_one_clear_sentence(name: str, member_api: APIClient) -> None:
    file = SimpleUploadedFile("me.png", HOSTILE[name][0], "image/png")

    answer = member_api.put(PATH, {"file": file}, format="multipart")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["file"])
    assert len(answer.json()["errors"]["file"]) == 1
    assert Avatar.objects.count() == 0


def upload(api: APIClient, image: Image.Image | None = None) -> Any:
    file = SimpleUploadedFile("me.png", stored(image or halves()), "image/png")
    return api.put(PATH, {"file": file}, format="multipart")


def test_an_uploaded_picture_is_served_where_the_answer_says(member_api: APIClient, member: User) -> None:
    answer = upload(member_api)

    avatar, address = Avatar.objects.get(), answer.json()["avatar"]
    assert (answer.status_code, avatar.user) == (200, member)
    assert address == f"/@meera/avatar.webp?v={avatar.digest[:16]}"
    picture = Client().get(address)
    assert (picture.status_code, picture.content) == (200, bytes(avatar.image))
    assert {name: picture[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
        "Content-Type": "image/webp",
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(address, headers={"If-None-Match": picture["ETag"]}).status_code == 304


def test_another_picture_has_another_address_and_replaces_the_first(member_api: APIClient) -> None:
    first, second = (upload(member_api, image).json()["avatar"] for image in (halves(), halves((60, 90))))

    assert first != second
    assert Client().get(first)["Cache-Control"] == "private, max-age=3600"  # an old address is not kept for ever
    assert Avatar.objects.count() == 1


def test_a_picture_can_be_taken_down_any_number_of_times(member_api: APIClient, member: User) -> None:
    address = upload(member_api).json()["avatar"]

    assert [member_api.delete(PATH).status_code for _ in range(2)] == [204, 204]
    assert (Client().get(address).status_code, Profile.objects.get(user=member).avatar_url) == (404, "")


def test_a_private_members_picture_is_for_them_alone(member_api: APIClient, member: User) -> None:
    address = upload(member_api).json()["avatar"]
    Profile.objects.update(is_private=True)
    own = Client()
    own.force_login(member)

    assert [client.get(address).status_code for client in (Client(), own)] == [404, 200]
    assert [client.get("/@meera/avatar.svg").status_code for client in (Client(), own)] == [404, 200]


def test_the_drawing_is_small_always_the_same_and_asked_for_once(client: Client) -> None:
    member = make_member("nila")
    Profile.objects.filter(user=member).update(display_name="நிலா")

    drawn, again = client.get("/@nila/avatar.svg"), client.get("/@nila/avatar.svg")

    assert (drawn["Content-Type"], drawn.content) == ("image/svg+xml", again.content)
    assert len(drawn.content) < 2048
    assert "நி</text>" in drawn.content.decode()
    assert client.get("/@nila/avatar.svg", headers={"If-None-Match": drawn["ETag"]}).status_code == 304


def test_settings_take_a_picture_and_say_what_is_wrong(client: Client, member: User) -> None:
    client.force_login(member)

    bad = client.post("/settings/avatar/", {"file": SimpleUploadedFile("a.svg", b"<svg/>")}, follow=True)
    good = client.post("/settings/avatar/", {"file": SimpleUploadedFile("a.png", stored(halves()))}, follow=True)

    assert "This is no picture we can read." in bad.content.decode()
    assert Profile.objects.get(user=member).avatar_url in good.content.decode()
    client.post("/settings/avatar/remove/")
    assert Avatar.objects.count() == 0
