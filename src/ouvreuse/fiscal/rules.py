"""The book without a database: canonical JSON, the chain, and its verification."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ouvreuse.fiscal.errors import NotIntegers, PersonalData

GENESIS = "0" * 64
EMAIL = re.compile(r"[^\s@\"]+@[^\s@\"]+\.[^\s@\"]+")


def canonical(payload: Mapping[str, object]) -> str:
    """Sorted keys, no spaces, UTF-8, integers only. Raises ``NotIntegers`` and ``PersonalData`` (R3.5)."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    _refuse_floats(payload)
    if EMAIL.search(text):
        raise PersonalData
    return text


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise NotIntegers
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def chained(previous: str, payload: str) -> str:
    """The hash of an entry: SHA-256 over the previous hash and the canonical payload, in hexadecimal."""
    return hashlib.sha256((previous + payload).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as read back from the table."""

    number: int
    payload: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not hold: its number and what is wrong with it."""

    number: int
    problem: str


def first_break(entries: Iterable[StoredEntry], *, length: int, head: str) -> Break | None:
    """Walk a book from its first entry; None when the chain, the numbering and the head all hold."""
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.number != expected:
            return Break(expected, "missing")
        if entry.previous != previous:
            return Break(entry.number, "link")
        if chained(previous, entry.payload) != entry.hash:
            return Break(entry.number, "altered")
        if not _is_canonical(entry.payload):
            return Break(entry.number, "form")
        expected, previous = expected + 1, entry.hash
    if expected - 1 != length or previous != head:
        return Break(expected, "end")
    return None


def _is_canonical(text: str) -> bool:
    try:
        return canonical(json.loads(text)) == text
    except (ValueError, PersonalData, NotIntegers):
        return False
