"""A programme on paper (lobby, booth, cleaning): facts in, a tagged PDF out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from ouvreuse.ui.documents.render import drawn
from ouvreuse.ui.documents.text import direction, printable

CELL, UNBROKEN = 220, 28


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its heading. ``widths``: shares of the page, one for each column of ``head``."""

    heading: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a sheet says, all in words. ``warning``: that it is not final."""

    language: str
    title: str
    subtitle: str
    author: str
    footer: str
    sections: tuple[Section, ...]
    warning: str = ""
    landscape: bool = False

    def to_json(self) -> dict[str, Any]:
        """As an outbox keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], /) -> Self:
        """Read back what ``to_json`` wrote."""
        sections = tuple(
            Section(
                each["heading"], tuple(each["head"]), tuple(each["widths"]), tuple(map(tuple, each["rows"])),
                each["note"],
            )
            for each in data["sections"]
        )  # fmt: skip
        return cls(**{**data, "sections": sections})


def programme_pdf(sheet: Programme) -> bytes:
    """The sheet as PDF/UA-1 on A4. The same facts give the same bytes; safe from any thread."""
    said = json.dumps(_data(sheet), ensure_ascii=False)
    quoted = said.replace("\\", "\\\\").replace('"', '\\"')
    return drawn(
        f'#import "/programme.typ": programme\n#programme(json(bytes("{quoted}")))'.encode(), name=sheet.title
    )


def _data(sheet: Programme) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "landscape": sheet.landscape,
        **{
            name: _said(getattr(sheet, name)) for name in ("title", "subtitle", "author", "footer", "warning")
        },
        "sections": [
            {
                "heading": _said(each.heading),
                "note": _said(each.note),
                "widths": each.widths,
                "head": _all(each.head),
                "rows": [_all(row) for row in each.rows],
            }
            for each in sheet.sections
        ],
    }


def _all(cells: Sequence[str]) -> list[dict[str, str]]:
    return [_said(cell) for cell in cells]


def _said(text: str) -> dict[str, str]:
    safe = printable(text, clusters=CELL, unbroken=UNBROKEN)
    return {"text": safe, "dir": direction(safe)}
