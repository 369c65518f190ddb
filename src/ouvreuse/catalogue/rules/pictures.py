"""Pictures: what was sent is judged by its content, decoded once within bounds, and written anew (SEC-02).

Nothing of the file that came is kept: no EXIF, no profile, nothing behind the last byte of the picture.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ouvreuse.catalogue.errors import PictureFault, PictureRefused

MOST_BYTES: Final = 12_000_000
MOST_PIXELS: Final = 40_000_000  # 5,000 × 8,000: a poster as distributors send it for print
LEAST_WIDTH: Final = 370
NARROWEST: Final = 4  # no side is more than four times the other
KINDS: Final = ("JPEG", "PNG", "WEBP", "AVIF")
POSTER_WIDTHS: Final = (185, 370, 740)
STILL_WIDTHS: Final = (370, 740, 1480)
QUALITY: Final = {"avif": 55, "webp": 80}
MAKER = b"pictures v1:"  # another way of drawing is another address

Image.MAX_IMAGE_PIXELS = None  # `_bound` stands before every decoding, and can say the size it refuses


@dataclass(frozen=True, slots=True)
class Drawn:
    """One rendition: the width it stands for, ``avif`` or ``webp``, and its bytes."""

    width: int
    format: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept. ``digest`` is its name for ever."""

    digest: str
    width: int
    height: int
    renditions: tuple[Drawn, ...]


def picture(data: bytes, *, widths: tuple[int, ...]) -> Picture:
    """Verify and redraw a picture in these widths, never enlarged. Raises ``PictureRefused``."""
    digest = hashlib.sha256(MAKER + repr(widths).encode() + data).hexdigest()[:32]
    try:
        opened = _opened(data)
        _bound(*opened.size)  # before anything is decoded: reading the EXIF of a PNG already decodes it
        size = _upright(opened)
        _judge(*size)
        opened.draft("RGB", (max(widths), max(widths) * NARROWEST))  # a JPEG is decoded no larger than needed
        whole = _plain(opened)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError) as broken:
        raise PictureRefused(PictureFault.BROKEN) from broken
    drawn = [each for width in sorted(widths) for each in _renditions(whole, width)]
    return Picture(digest, *size, tuple(drawn))


def _opened(data: bytes) -> Image.Image:
    """The picture with only its head read."""
    if not data:
        raise PictureRefused(PictureFault.EMPTY)
    if len(data) > MOST_BYTES:
        raise PictureRefused(PictureFault.HEAVY, most=MOST_BYTES // 1_000_000)
    try:
        return Image.open(io.BytesIO(data), formats=KINDS)
    except UnidentifiedImageError as other:
        raise PictureRefused(PictureFault.KIND) from other


def _upright(opened: Image.Image) -> tuple[int, int]:
    """Width and height as they will be seen: a photo may lie on its side and say so."""
    lying = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (opened.height, opened.width) if lying else opened.size


def _bound(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise PictureRefused(PictureFault.PIXELS, width=width, height=height, most=most)


def _judge(width: int, height: int) -> None:
    facts = {"width": width, "height": height}
    if width < LEAST_WIDTH:
        raise PictureRefused(PictureFault.SMALL, **facts, least=LEAST_WIDTH)
    if max(width, height) > NARROWEST * min(width, height):
        raise PictureRefused(PictureFault.SHAPE, **facts)


def _plain(opened: Image.Image) -> Image.Image:
    """Decoded, upright, in sRGB, on white where it was transparent."""
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    seen = _in_srgb(turned)
    if "A" in seen.mode or "transparency" in seen.info:
        sheet = Image.new("RGB", seen.size, "white")
        alpha = seen.convert("RGBA")
        sheet.paste(alpha, mask=alpha.getchannel("A"))
        return sheet
    return seen.convert("RGB")


def _in_srgb(seen: Image.Image) -> Image.Image:
    """Colours as meant: press pictures come in other spaces; a profile that is none is ignored."""
    profile = seen.info.get("icc_profile")
    if not profile or seen.mode not in ("RGB", "CMYK"):
        return seen
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(seen, meant, ImageCms.createProfile("sRGB"), outputMode="RGB") or seen
        )
    except (ImageCms.PyCMSError, OSError):
        return seen


def _renditions(whole: Image.Image, width: int) -> list[Drawn]:
    seen = whole
    if width < whole.width:
        height = max(1, round(whole.height * width / whole.width))
        seen = whole.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    return [Drawn(width, kind, _written(seen, kind)) for kind in QUALITY]


def _written(seen: Image.Image, kind: str) -> bytes:
    held = io.BytesIO()
    pace = {"speed": 8} if kind == "avif" else {"method": 4}
    seen.save(held, kind.upper(), quality=QUALITY[kind], **pace)
    return held.getvalue()
