"""Draw documents as tagged PDF with typst: one reused compiler, only the fonts shipped here."""

from __future__ import annotations

import functools
import json
import threading
from pathlib import Path
from typing import Any, Literal

import structlog
import typst

from ouvreuse.ui.documents.facts import TicketSheet
from ouvreuse.ui.documents.sheet import sheet_data

_HERE = Path(__file__).parent
_FIXED_MOMENT = 0  # the document's own metadata carries no clock: the same facts give the same bytes
# typst's compiler refuses to be borrowed twice; a sheet takes a few milliseconds, so threads wait their turn.
_TURN = threading.Lock()
_log = structlog.get_logger(__name__)


def tickets_pdf(facts: TicketSheet) -> bytes:
    """All tickets of an order on as few A4 pages as fit: PDF/UA-1 (tagged, titled, in its language).

    The same facts give the same bytes. Safe from any thread. Raises qr.PayloadTooLong.
    """
    data = sheet_data(facts)
    try:
        return _draw("tickets.typ", data, standard="ua-1")
    except typst.TypstError as refusal:
        # A visitor without a ticket is worse than one whose ticket misses the standard: print, and say so.
        _log.warning("document_not_ua1", reason=str(refusal), order=facts.order_code)
        return _draw("tickets.typ", data, standard=None)


def tickets_png(facts: TicketSheet, *, ppi: float = 110) -> list[bytes]:
    """The pages of `tickets_pdf` as pictures, for previews and for reading the codes back in tests."""
    with _TURN:
        drawn = _compiler("tickets.typ").compile(format="png", ppi=ppi, sys_inputs=_inputs(sheet_data(facts)))
    return _pages(drawn)


def _draw(template: str, data: dict[str, Any], *, standard: Literal["ua-1"] | None) -> bytes:
    with _TURN:
        drawn = _compiler(template).compile(
            format="pdf",
            sys_inputs=_inputs(data),
            pdf_standards=standard,
            timestamp=_FIXED_MOMENT,
        )
    return _pages(drawn)[0]


def _pages(drawn: bytes | list[bytes] | None) -> list[bytes]:
    if drawn is None:
        raise AssertionError("typst wrote to no file and returned nothing")
    return [drawn] if isinstance(drawn, bytes) else drawn


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


@functools.cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(_HERE / template), root=str(_HERE), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True
    )
