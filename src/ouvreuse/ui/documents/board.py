"""The prices on the wall of the box office: facts in, a tagged PDF out, as large as the paper allows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ouvreuse.ui.documents.render import drawn
from ouvreuse.ui.documents.text import direction, printable

CELL, UNBROKEN = 220, 28
PAPERS = {"a4": 1.0, "a3": 1.414}
SIZES_PT = [20, 18, 16, 15, 14, 13, 12, 11, 10.5, 10, 9.5, 9, 8.5]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Something sold, in French, with an English line under it. ``when``: for whom and when; ``price`` in words."""

    name: str
    when: str
    name_en: str
    when_en: str
    price: str


@dataclass(frozen=True, slots=True)
class Board:
    """What the board says. ``head``: the words of its two columns; ``notes``: the legal lines, French and English."""

    title: str
    subtitle: str
    author: str
    head: tuple[str, str]
    lines: tuple[BoardLine, ...]
    notes: tuple[tuple[str, str], ...]


def board_pdf(board: Board, *, paper: str = "a4") -> bytes:
    """The board as PDF/UA-1 on ``a4`` or ``a3``. The same facts give the same bytes; safe from any thread.

    The letters are as large as lets the lines stand on one sheet, and never smaller than can be read at arm's length:
    a long list takes a second sheet. Raises ``KeyError`` for another paper.
    """
    said = json.dumps(_data(board, paper=paper), ensure_ascii=False)
    quoted = said.replace("\\", "\\\\").replace('"', '\\"')
    return drawn(f'#import "/board.typ": board\n#board(json(bytes("{quoted}")))'.encode(), name=board.title)


def _data(board: Board, *, paper: str) -> dict[str, Any]:
    return {
        "paper": paper,
        "sizes": [round(size * PAPERS[paper], 2) for size in SIZES_PT],
        "title": _said(board.title),
        "subtitle": _said(board.subtitle),
        "author": _said(board.author),
        "head": [_said(word) for word in board.head],
        "lines": [{name: _said(getattr(line, name)) for name in BoardLine.__slots__} for line in board.lines],
        "notes": [{"fr": _said(french), "en": _said(english)} for french, english in board.notes],
    }


def _said(text: str) -> dict[str, str]:
    safe = printable(text, clusters=CELL, unbroken=UNBROKEN)
    return {"text": safe, "dir": direction(safe)}
