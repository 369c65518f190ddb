"""The book without a database: canonical JSON, the chain, its verification, and sums of its entries."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ouvreuse.fiscal.errors import NotIntegers, PersonalData

GENESIS = "0" * 64
PLAIN = frozenset({str, int, bool, type(None)})
EMAIL = re.compile(r"[^\s@\"]+@[^\s@\"]+\.[^\s@\"]+")


def canonical(payload: Mapping[str, object]) -> str:
    """Sorted keys, no spaces, UTF-8, integers only. Raises ``NotIntegers`` and ``PersonalData`` (R3.5)."""
    _refuse_floats(payload)
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if EMAIL.search(text):
        raise PersonalData
    return text


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise NotIntegers
    if isinstance(value, Mapping):
        parts: Iterable[object] = (*value.keys(), *value.values())
    else:
        parts = value if isinstance(value, list | tuple) else ()
    for part in parts:
        if type(part) not in PLAIN:
            _refuse_floats(part)


def instant(at: datetime) -> str:
    """An instant as the book writes it: in UTC, to the microsecond the database keeps."""
    return at.astimezone(UTC).isoformat()


def series_label(screen: int, rate: str) -> str:
    """The name of a series within its cinema."""
    return f"{screen}/{rate}"


def chained(previous: str, payload: str) -> str:
    """The hash of an entry: SHA-256 over the previous hash and the canonical payload, in hexadecimal."""
    return hashlib.sha256((previous + payload).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as read back from the tables.

    ``columns``: what stands beside the payload and must say the same; ``rights``: the rows it issued (series,
    number, ticket, screening); ``cancelled``: tickets whose rights it cancelled.
    """

    number: int
    payload: str
    previous: str
    hash: str
    columns: Mapping[str, object] = field(default_factory=dict)
    rights: Sequence[Mapping[str, object]] = ()
    cancelled: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry or right that does not hold: its number, what is wrong, and with which part of it."""

    number: int
    problem: str
    detail: str = ""


@dataclass(slots=True)
class Sum:
    """Amounts in cents at one VAT rate: signed, and without their signs (R3.4)."""

    net: int = 0
    absolute: int = 0
    net_vat: int = 0
    absolute_vat: int = 0

    def add(self, gross: int, vat: int) -> None:
        """Count one line more."""
        self.net += gross
        self.absolute += abs(gross)
        self.net_vat += vat
        self.absolute_vat += abs(vat)


@dataclass(slots=True)
class Sums:
    """Entries counted and their lines added up by currency and VAT rate in basis points."""

    entries: int = 0
    by_rate: dict[tuple[str, int], Sum] = field(default_factory=lambda: defaultdict(Sum))

    def add(self, facts: Mapping[str, Any]) -> None:
        """Count an entry, given its payload. Entries without lines move no sales total."""
        self.entries += 1
        for line in facts.get("lines", ()):
            self.by_rate[facts["currency"], line["vat_bp"]].add(line["gross"], line["vat"])

    def totals(self) -> dict[str, tuple[int, int]]:
        """Net and absolute cents of each currency, over all rates."""
        found: dict[str, tuple[int, int]] = {}
        for (currency, _), each in sorted(self.by_rate.items()):
            net, absolute = found.get(currency, (0, 0))
            found[currency] = (net + each.net, absolute + each.absolute)
        return found


def first_break(
    entries: Iterable[StoredEntry], *, length: int, head: str, sums: Sums | None = None
) -> Break | None:
    """Walk a book from its first entry; None when chain, numbering, columns, rights and head all hold.

    Reads one entry at a time and keeps none; ``sums`` counts those that hold.
    """
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.number != expected:
            late = entry.number < expected
            return Break(entry.number, "twice") if late else Break(expected, "missing")
        found = _unchained(entry, previous=previous) or _contradicted(entry, sums=sums)
        if found:
            return found
        expected, previous = expected + 1, entry.hash
    if expected - 1 != length or previous != head:
        return Break(expected, "end")
    return None


def _unchained(entry: StoredEntry, *, previous: str) -> Break | None:
    if entry.previous != previous:
        return Break(entry.number, "link")
    if chained(previous, entry.payload) != entry.hash:
        return Break(entry.number, "altered")
    return None


def _contradicted(entry: StoredEntry, *, sums: Sums | None) -> Break | None:
    """What the tables say beside the payload, against the payload."""
    try:
        facts = json.loads(entry.payload)
        if canonical(facts) != entry.payload:
            return Break(entry.number, "form")
        for name, value in entry.columns.items():
            if facts.get(name) != value:
                return Break(entry.number, "column", name)
        wrong = _wrong_right(facts.get("rights", ()), entry.rights) or _wrong_cancellation(
            facts.get("cancelled", ()), entry.cancelled
        )
        if wrong:
            return Break(entry.number, *wrong)
        if sums is not None:
            sums.add(facts)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, PersonalData, NotIntegers):
        return Break(entry.number, "form")
    return None


def _wrong_right(
    told: Iterable[Mapping[str, Any]], kept: Iterable[Mapping[str, Any]]
) -> tuple[str, str] | None:
    chain = {(right["series"], right["number"]): dict(right) for right in told}
    rows = {(right["series"], right["number"]): dict(right) for right in kept}
    for series, number in [*sorted(chain), *sorted(rows.keys() - chain.keys())]:
        before, after = chain.get((series, number)), rows.get((series, number))
        if before != after:
            problem = "right_missing" if not after else "right_altered" if before else "right_added"
            return problem, f"{series} {number}"
    return None


def _wrong_cancellation(told: Iterable[str], kept: Iterable[str]) -> tuple[str, str] | None:
    chain, rows = set(told), set(kept)
    for ticket in [*sorted(chain - rows), *sorted(rows - chain)]:
        return ("cancellation_missing" if ticket in chain else "cancellation_added"), ticket
    return None


def first_gap(rights: Iterable[tuple[int, bool]], *, last: int) -> Break | None:
    """Walk a series in order of its numbers, from one to ``last``; None when it has no gap (D212-85).

    Each right comes with whether an entry of its cinema's books stands behind it.
    """
    expected = 1
    for number, entered in rights:
        if number != expected:
            return Break(min(number, expected), "twice" if number < expected else "missing")
        if number > last:
            return Break(number, "beyond")
        if not entered:
            return Break(number, "orphan")
        expected += 1
    return Break(expected, "missing") if expected <= last else None
