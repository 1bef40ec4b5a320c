"""Uploaded pictures made safe: whatever comes in, a small square WebP without metadata comes out. Knows no Django.

What a file is, its bytes say, never its name. Its size in pixels stands in its header and is read before anything is
decoded, so that a few kilobytes cannot ask for gigabytes. Encoding anew leaves nothing of the file but its colours.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 256  # pixels of what is kept
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_MAY_MOVE = frozenset({"PNG", "WEBP", "GIF", "AVIF"})  # the further pictures of an MPO are views, not frames
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureRefusedError(Exception):
    """The file will not do; `reason` is one of `too_large`, `unknown`, `moving`, `too_many_pixels`, `damaged`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def square_webp(data: bytes) -> bytes:
    """The middle square of a picture, upright, at most `SIDE` pixels wide, as WebP; PictureRefusedError otherwise."""
    if len(data) > MAX_BYTES:
        raise PictureRefusedError("too_large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata and large sizes: the first is dropped, the second judged below
        image = _opened(data)
        try:
            return _encoded(image)
        except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError) as error:
            raise PictureRefusedError("damaged") from error  # decoders raise all of these on bad bytes


def _opened(data: bytes) -> Image.Image:
    """The picture with its header read and nothing decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureRefusedError("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise PictureRefusedError("unknown") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise PictureRefusedError("damaged") from error
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefusedError("too_many_pixels")
    if image.format in _MAY_MOVE and getattr(image, "is_animated", False):
        raise PictureRefusedError("moving")
    return image


def _encoded(image: Image.Image) -> bytes:
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG can be decoded small; other formats ignore it
    edge = min(image.size)
    left, top = (image.width - edge) // 2, (image.height - edge) // 2
    square = image.crop((left, top, left + edge, top + edge))
    square = square.convert("RGBA" if square.has_transparency_data else "RGB")
    if edge > SIDE:
        square = square.resize((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if turn is not None:
        square = square.transpose(turn)
    bare = Image.new(square.mode, square.size)  # what Pillow remembers of the file does not come along
    bare.paste(square)
    kept = io.BytesIO()
    bare.save(kept, "WEBP", quality=QUALITY, method=4)
    return kept.getvalue()
