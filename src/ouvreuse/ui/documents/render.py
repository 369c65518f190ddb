"""Draw documents as tagged PDF with typst: one reused compiler, only the fonts shipped here."""

from __future__ import annotations

import functools
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import structlog
import typst

from ouvreuse.ui.documents.facts import TicketSheet
from ouvreuse.ui.documents.sheet import sheet_data

_HERE = Path(__file__).parent
# A sheet is too small a work to be shared: typst's own threads would only spin beside it. Read when it first draws.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
_FIXED_MOMENT = 0  # the document's own metadata carries no clock: the same facts give the same bytes
# One thread draws: typst's compiler refuses to be borrowed twice, and each thread that draws keeps ten megabytes.
_ARTIST = ThreadPoolExecutor(max_workers=1, thread_name_prefix="artist")
_log = structlog.get_logger(__name__)


def tickets_pdf(facts: TicketSheet) -> bytes:
    """All tickets of an order on as few A4 pages as fit: PDF/UA-1 (tagged, titled, in its language).

    The same facts give the same bytes. Safe from any thread. Raises qr.PayloadTooLong.
    """
    return drawn(_text(facts), name=facts.order_code)


def drawn(text: bytes, *, name: str) -> bytes:
    """A document of this folder's layouts as PDF/UA-1. ``name``: what the log calls it."""
    try:
        return _draw(text, standard="ua-1")
    except typst.TypstError as refusal:
        # A visitor without a ticket is worse than one whose ticket misses the standard: print, and say so.
        _log.warning("document_not_ua1", reason=str(refusal), order=name)
        return _draw(text, standard=None)


def tickets_png(facts: TicketSheet, *, ppi: float = 110) -> list[bytes]:
    """The pages of `tickets_pdf` as pictures, for previews and for reading the codes back in tests."""
    text = _text(facts)
    return _pages(_ARTIST.submit(lambda: _compiler().compile(text, format="png", ppi=ppi)).result())


def _text(facts: TicketSheet) -> bytes:
    """The document: the sheet's layout, and what it says as a quoted text, of which nothing is evaluated.

    The data stand in the document, not in typst's own inputs: those are part of its library, and what another
    library laid out before (words, rates, an order of the same film) would all be laid out anew.
    """
    said = json.dumps(sheet_data(facts), ensure_ascii=False)
    quoted = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "/tickets.typ": sheet\n#sheet(json(bytes("{quoted}")))'.encode()


def _draw(text: bytes, *, standard: Literal["ua-1"] | None) -> bytes:
    def draw() -> bytes | list[bytes] | None:
        return _compiler().compile(text, format="pdf", pdf_standards=standard, timestamp=_FIXED_MOMENT)

    return _pages(_ARTIST.submit(draw).result())[0]


def _pages(drawn: bytes | list[bytes] | None) -> list[bytes]:
    if drawn is None:
        raise AssertionError("typst wrote to no file and returned nothing")
    return [drawn] if isinstance(drawn, bytes) else drawn


@functools.cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(_HERE), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True)
