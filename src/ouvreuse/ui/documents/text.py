"""Text that comes from people, made safe for print: any script, any length, never faking its neighbours.

The fonts shipped beside this module are the only ones used; `fonts/coverage.txt` lists what they can draw,
and a test compares that list with the fonts themselves. What they cannot draw is shown as a box, on purpose.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from importlib import resources
from typing import Literal

UNDRAWABLE = "□"
ELLIPSIS = "…"
BREAK_HERE = "\u200b"
MARKS_PER_CLUSTER = 3  # Hebrew needs three on one letter; more is only there to smear over the neighbours
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_SELECTORS = "\ufe0e\ufe0f"


@functools.cache
def coverage() -> frozenset[int]:
    """Code points the shipped fonts can draw."""
    listed = resources.files("ouvreuse.ui.documents.fonts").joinpath("coverage.txt").read_text("ascii")
    points: set[int] = set()
    for span in listed.split():
        first, _, last = span.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


@functools.lru_cache(maxsize=1024)  # the same film, cinema and rate stand on ticket after ticket
def printable(text: str, *, clusters: int, unbroken: int) -> str:
    """`text` on one line, at most `clusters` grapheme clusters, breakable every `unbroken` of them.

    Direction overrides and other invisible characters are dropped, runs of blanks become one blank, glyphs
    the fonts lack become a box. Never empty unless `text` holds nothing visible.
    """
    pieces = list(graphemes(_drawable(text)))
    if len(pieces) > clusters:
        pieces = [*pieces[: clusters - 1], ELLIPSIS]
    return _with_breaks(pieces, unbroken)


def direction(text: str) -> Literal["ltr", "rtl"]:
    """Direction of the first strong character (Unicode bidi rules P2 and P3), left-to-right without one."""
    for char in text:
        strength = unicodedata.bidirectional(char)
        if strength == "L":
            return "ltr"
        if strength in ("R", "AL"):
            return "rtl"
    return "ltr"


def graphemes(text: str) -> Iterator[str]:
    """Cut into what readers see as one character (UAX 29 without its rarest cases)."""
    cluster = ""
    for char in text:
        if cluster and not _extends(cluster, char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _extends(cluster: str, char: str) -> bool:
    if char in (_JOINER, _NON_JOINER) or unicodedata.category(char) in ("Mn", "Mc", "Me"):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff":
        return True  # a skin tone belongs to the emoji before it
    if cluster[-1] == _JOINER:
        return unicodedata.category(char) == "So"
    return _is_regional(char) and _is_regional(cluster[-1]) and len(cluster) == 1


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _drawable(text: str) -> str:
    blanked = "".join(" " if _is_blank(char) else char for char in unicodedata.normalize("NFC", text))
    kept = "".join(_shown(char) for char in " ".join(blanked.split()))
    return "".join(_calmed(cluster) for cluster in graphemes(kept)).strip()


def _is_blank(char: str) -> bool:
    return unicodedata.category(char) in ("Zs", "Zl", "Zp") or char in "\t\n\r\v\f"


def _shown(char: str) -> str:
    if char in (_JOINER, _NON_JOINER) or char in _SELECTORS:
        return char
    category = unicodedata.category(char)
    if category in ("Cc", "Cf"):
        return ""
    if ord(char) in coverage():
        return char
    return "" if category in ("Mn", "Me") else UNDRAWABLE


def _calmed(cluster: str) -> str:
    """One cluster without stacked marks past the limit and without joiners that join nothing."""
    out, marks = "", 0
    for index, char in enumerate(cluster):
        category = unicodedata.category(char)
        if char in (_JOINER, _NON_JOINER) and not _may_join(cluster, index):
            continue
        if category in ("Mn", "Mc", "Me") and char not in _SELECTORS:
            marks += 1
            if marks > MARKS_PER_CLUSTER:
                continue
        out += char
    return out if any(unicodedata.category(char) not in ("Cf", "Mn") for char in out) else ""


def _may_join(cluster: str, index: int) -> bool:
    if index == 0:
        return False
    before = cluster[index - 1]
    if unicodedata.bidirectional(before) == "AL":
        return True
    if cluster[index] == _NON_JOINER or index + 1 == len(cluster):
        return False
    return before in _SELECTORS or unicodedata.category(before) in ("So", "Sk")


def _with_breaks(pieces: list[str], unbroken: int) -> str:
    out, run = [], 0
    for piece in pieces:
        run = 0 if piece == " " else run + 1
        if run > unbroken:
            out.append(BREAK_HERE)
            run = 1
        out.append(piece)
    return "".join(out)
