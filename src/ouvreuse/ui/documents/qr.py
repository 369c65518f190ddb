"""QR codes as the door reads them: level M, at most version 8, quiet zone of four modules (ISO/IEC 18004)."""

from __future__ import annotations

import functools
import io
import struct
import zlib

import segno

MAX_VERSION = 8
QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for four
# Weighing all eight masks takes four fifths of the time of a code. It is for payloads with patterns: ours end in
# a signature, whose bits look random under any mask. A reader learns the mask from the code itself.
MASK = 0
DARK, LIGHT = "0", "1"  # in a picture of one bit a pixel


class PayloadTooLong(ValueError):
    """The payload needs a code too fine to be read from a phone held at arm's length."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the payload needs QR version {version}, {MAX_VERSION} is the limit")
        self.version = version


def qr_svg(payload: str) -> str:
    """The code as an SVG element without size of its own (it scales by its viewBox).

    Raises PayloadTooLong past version 8 at level M, ValueError when the payload is empty.
    """
    out = io.BytesIO()
    code = _code(payload)
    code.save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True, light="#fff", dark="#000")
    return out.getvalue().decode("utf-8").strip()


def qr_png(payload: str, *, scale: int = 6) -> bytes:
    """The code as a PNG of one bit a pixel, `scale` pixels per module. Raises like `qr_svg`."""
    rows = _code(payload).matrix
    side = (len(rows) + 2 * QUIET_ZONE) * scale
    margin = LIGHT * (QUIET_ZONE * scale)
    blank = _scanline(LIGHT * side) * (QUIET_ZONE * scale)
    inked = (margin + "".join((DARK if dark else LIGHT) * scale for dark in row) + margin for row in rows)
    pixels = blank + b"".join(_scanline(line) * scale for line in inked) + blank
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit of grey, not interlaced
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _scanline(bits: str) -> bytes:
    """A row of pixels in whole bytes, behind the number of its filter (none)."""
    width = -(-len(bits) // 8)
    return b"\0" + int(bits.ljust(8 * width, LIGHT), 2).to_bytes(width, "big")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@functools.lru_cache(maxsize=128)  # a mail draws each code twice: a picture, and the sheet's
def _code(payload: str) -> segno.QRCode:
    if not payload:
        raise ValueError("an empty payload makes no code")
    code = segno.make(payload, error="m", micro=False, boost_error=False, mask=MASK)
    if int(code.version) > MAX_VERSION:
        raise PayloadTooLong(int(code.version))
    return code
