"""Titles set in generic families: broken into lines and sized to fit their box by estimated widths."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

Family = Literal["serif", "sans"]
_STACKS = {
    "serif": "Georgia,'Times New Roman',serif",
    "sans": "'Helvetica Neue',Arial,sans-serif",
}
LARGEST, SMALLEST = 62, 15
LINE = 1.12
CREDIT = 14


@dataclass(frozen=True, slots=True)
class Box:
    """Where a title stands: its rectangle in the 400 by 600 drawing, its ink and its voice."""

    x: float
    y: float
    width: float
    height: float
    ink: str
    family: Family = "sans"
    anchor: Literal["start", "middle"] = "start"
    capitals: bool = False


def lettering(title: str, *, credit: str, box: Box) -> str:
    """The title and, under it, one small line of credit, centred in the height of the box."""
    shown = " ".join(title.split()) or "…"
    shown = shown.upper() if box.capitals else shown
    size, lines = _fitted(shown, box)
    at = box.x + (box.width / 2 if box.anchor == "middle" else 0)
    tall = len(lines) * size * LINE + CREDIT * 1.8
    top = box.y + max(0.0, (box.height - tall) / 2)
    weight = 700 if box.family == "sans" else 600
    style = f'font-family="{_STACKS[box.family]}" text-anchor="{box.anchor}" fill="{box.ink}"'
    spans = "".join(
        f'<tspan x="{at:g}" y="{top + size * (0.86 + LINE * index):.1f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    small = _cut(credit, box.width / (CREDIT * 0.62))
    under = top + len(lines) * size * LINE + CREDIT * 1.35
    return (
        f'<text {style} font-size="{size}" font-weight="{weight}">{spans}</text>'
        f'<text {style} font-size="{CREDIT}" letter-spacing=".6" x="{at:g}" y="{under:.1f}">{escape(small)}</text>'
    )


def _fitted(text: str, box: Box) -> tuple[int, list[str]]:
    for size in range(LARGEST, SMALLEST - 1, -1):
        lines = _wrapped(text, box.width / size)
        room = box.height - CREDIT * 1.8
        if len(lines) * size * LINE <= room and all(_ems(line) * size <= box.width for line in lines):
            return size, lines
    most = max(1, int((box.height - CREDIT * 1.8) / (SMALLEST * LINE)))
    kept = [_cut(line, box.width / SMALLEST / 0.66) for line in _wrapped(text, box.width / SMALLEST)[:most]]
    return SMALLEST, kept


def _wrapped(text: str, ems: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        # French marks keep to the word before them
        if lines[-1] and word not in ("?", "!", ":", ";", "»") and _ems(longer) > ems:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _ems(text: str) -> float:
    return sum(map(_em, text))


def _em(char: str) -> float:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.05
    if char in "mwMW—…":
        return 0.95
    if char in " iljtfrI.,’'!:;|":
        return 0.36
    return 0.74 if char.isupper() else 0.6


def _cut(text: str, letters: float) -> str:
    return text if len(text) <= letters else text[: max(1, int(letters) - 1)].rstrip() + "…"
