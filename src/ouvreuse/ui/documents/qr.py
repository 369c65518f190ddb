"""QR codes as the door reads them: level M, at most version 8, quiet zone of four modules (ISO/IEC 18004)."""

from __future__ import annotations

import functools
import math
import re
import struct
import zlib
from html import escape
from typing import cast

import zxingcpp
from typing_extensions import Buffer

MAX_VERSION = 8
QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for four
# Weighing all eight masks takes seven eighths of the time of a code. It is for payloads with patterns: ours end in
# a signature, whose bits look random under any mask. A reader learns the mask from the code itself.
MASK = 0
DARK, LIGHT = "0", "1"  # in a picture of one bit a pixel
_INK = bytes.maketrans(b"\x00\xff", (DARK + LIGHT).encode())
_RUN = re.compile(f"{DARK}+|{LIGHT}+")


class PayloadTooLong(ValueError):
    """The payload needs a code too fine to be read from a phone held at arm's length."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the payload needs QR version {version}, {MAX_VERSION} is the limit")
        self.version = version


def qr_svg(payload: str, *, title: str = "") -> str:
    """The code as an SVG element without size of its own (it scales by its viewBox).

    Raises PayloadTooLong past version 8 at level M, ValueError when the payload is empty.
    """
    rows = qr_rows(payload)
    side = len(rows) + 2 * QUIET_ZONE
    named = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{named}'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path transform="translate({QUIET_ZONE} {QUIET_ZONE}.5)" stroke="#000" class="qrline" d="{_strokes(rows)}"/>'
        "</svg>"
    )


def _strokes(rows: tuple[str, ...]) -> str:
    """The pen's way over all rows: each eight modules have theirs in a table, and end where the next begin."""
    strokes = _strokes_of_eight()
    width = -(-len(rows[0]) // 8)
    back = f"m-{8 * width} 1"
    return "m0 0" + back.join("".join([strokes[eight] for eight in _whole_bytes(row, width)]) for row in rows)


@functools.cache
def _strokes_of_eight() -> tuple[str, ...]:
    """For each byte of modules: a stroke a run of dark ones, a leap over each run of light ones."""
    return tuple(
        "".join(
            f"h{len(run[0])}" if run[0][0] == DARK else f"m{len(run[0])} 0"
            for run in _RUN.finditer(f"{eight:08b}")
        )
        for eight in range(256)
    )


def _whole_bytes(bits: str, width: int) -> bytes:
    return int(bits.ljust(8 * width, LIGHT), 2).to_bytes(width, "big")


def qr_png(payload: str, *, scale: int = 6) -> bytes:
    """The code as a PNG of one bit a pixel, `scale` pixels per module. Raises like `qr_svg`."""
    rows = qr_rows(payload)
    side = (len(rows) + 2 * QUIET_ZONE) * scale
    margin = LIGHT * (QUIET_ZONE * scale)
    blank = _scanline(LIGHT * side) * (QUIET_ZONE * scale)
    pixels = (
        blank + b"".join(_scanline(f"{margin}{_wide(row, scale)}{margin}") * scale for row in rows) + blank
    )
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit of grey, not interlaced
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(pixels, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _wide(row: str, scale: int) -> str:
    """Each module so many pixels wide."""
    return row.replace(DARK, DARK * scale).replace(LIGHT, LIGHT * scale)


def _scanline(bits: str) -> bytes:
    """A row of pixels in whole bytes, behind the number of its filter (none)."""
    return b"\0" + _whole_bytes(bits, -(-len(bits) // 8))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@functools.lru_cache(maxsize=128)  # a mail draws each code twice: a picture, and the sheet's
def qr_rows(payload: str) -> tuple[str, ...]:
    """The modules of the code without quiet zone, a word of ``DARK`` and ``LIGHT`` a row. Raises like `qr_svg`."""
    if not payload:
        raise ValueError("an empty payload makes no code")
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    picture = bytes(memoryview(cast(Buffer, code.to_image(scale=1, add_quiet_zones=False))))
    side = math.isqrt(len(picture))
    version = (side - 17) // 4
    if version > MAX_VERSION:
        raise PayloadTooLong(version)
    modules = picture.translate(_INK).decode()
    return tuple(modules[start : start + side] for start in range(0, side * side, side))
