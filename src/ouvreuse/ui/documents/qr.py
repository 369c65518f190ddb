"""QR codes as the door reads them: level M, at most version 8, quiet zone of four modules (ISO/IEC 18004)."""

from __future__ import annotations

import io

import segno

MAX_VERSION = 8
QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for four


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
    """The code as a PNG, `scale` pixels per module. Raises like `qr_svg`."""
    out = io.BytesIO()
    _code(payload).save(out, kind="png", border=QUIET_ZONE, scale=scale)
    return out.getvalue()


def _code(payload: str) -> segno.QRCode:
    if not payload:
        raise ValueError("an empty payload makes no code")
    code = segno.make(payload, error="m", micro=False, boost_error=False)
    if int(code.version) > MAX_VERSION:
        raise PayloadTooLong(int(code.version))
    return code
