"""Writing the book: always the last statements of the transaction whose fact is recorded."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from ouvreuse import __version__
from ouvreuse.fiscal.errors import OutsideTransaction
from ouvreuse.fiscal.rules import canonical, instant, series_label
from ouvreuse.kernel import prepared


@dataclass(frozen=True, slots=True)
class RightAsked:
    """A right to number: the ticket it is for, its series within the cinema, its screening."""

    ticket: UUID
    screen: int
    rate: str
    screening: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """Counters locked until the end of the transaction: the entry's number and each ticket's right number."""

    cinema: int
    channel: str
    book: int
    number: int
    numbers: dict[UUID, int]
    rights: tuple[dict[str, Any], ...]

    def number_of(self, ticket: UUID) -> int:
        """The ticket's number in its series."""
        return self.numbers[ticket]


def reserve(cinema: int, *, channel: str, rights: Iterable[RightAsked] = ()) -> Reserved:
    """Lock the counters, series in sorted order and the book last. Raises ``OutsideTransaction``.

    Numbers are gap-free because a rollback gives them back (D212-85; domain R1.3).
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    asked = list(rights)
    series = sorted({(right.screen, right.rate) for right in asked})
    wanted = json.dumps([{"screen": screen, "rate": rate} for screen, rate in series])
    reserved = prepared.rows("SELECT fiscal_reserve(%s::int, %s, %s::jsonb)", [cinema, channel, wanted])
    found = json.loads(reserved[0][0])
    following = {(item["screen"], item["rate"]): [item["id"], item["next"]] for item in found["series"]}
    numbers: dict[UUID, int] = {}
    rows: list[dict[str, Any]] = []
    for right in asked:
        counter = following[right.screen, right.rate]
        numbers[right.ticket] = counter[1]
        rows.append(
            {
                "series": counter[0],
                "label": series_label(right.screen, right.rate),
                "number": counter[1],
                "ticket": str(right.ticket),
                "screening": right.screening,
            }
        )
        counter[1] += 1
    return Reserved(cinema, channel, found["book"], found["number"], numbers, tuple(rows))


def append(
    kind: str,
    *,
    reserved: Reserved,
    subject: UUID,
    at: datetime,
    zone: str,
    facts: Mapping[str, Any],
    cancelled: Iterable[UUID] = (),
    operator: int | None = None,
) -> str:
    """Write the reserved entry and chain it; returns its hash.

    ``facts`` are integers, opaque ids and words without personal data (R3.5); ``cancelled``: tickets whose
    rights this entry cancels, their numbers staying visible (R1.4); ``operator``: the opaque id of the user who
    did it (domain 3.3), none for a sale that a visitor made.
    The payload says all that its columns and its rights say, so that the chain seals those too.
    Raises ``PersonalData``, ``NotIntegers``; the database refuses a number that is not the next.
    """
    gone, number, rights = sorted(cancelled), reserved.number, reserved.rights
    entry = Entry(subject, facts, cancelled=gone)
    payload = _payload(kind, entry, reserved, number, rights, at=at, zone=zone, operator=operator)
    arguments: list[Any] = [reserved.book, number, kind, subject, at, payload, json.dumps(rights), gone]
    return str(prepared.rows(WRITE, arguments)[0][0])


@dataclass(frozen=True, slots=True)
class Entry:
    """One of many entries. ``tickets``: those whose rights it writes; ``cancelled``: whose rights it cancels."""

    subject: UUID
    facts: Mapping[str, Any]
    tickets: Collection[UUID] = ()
    cancelled: Collection[UUID] = ()


def append_each(
    kind: str,
    entries: Iterable[Entry],
    *,
    reserved: Reserved,
    at: datetime,
    zone: str,
    operator: int | None = None,
) -> list[str]:
    """``append`` for many in one statement, the reserved number to the first; returns their hashes.

    Rights were asked for in the order of the entries that write them.
    """
    right_of = {right["ticket"]: right for right in reserved.rights}
    told: list[dict[str, Any]] = []
    for number, entry in enumerate(entries, start=reserved.number):
        rights = [right_of[str(ticket)] for ticket in entry.tickets]
        payload = _payload(kind, entry, reserved, number, rights, at=at, zone=zone, operator=operator)
        gone = [str(ticket) for ticket in sorted(entry.cancelled)]
        told.append(
            {
                "number": number,
                "subject": str(entry.subject),
                "payload": payload,
                "rights": rights,
                "gone": gone,
            }
        )
    written = prepared.rows(WRITE_EACH, [reserved.book, kind, at, json.dumps(told)]) if told else []
    return [str(each[0]) for each in written]


def _payload(
    kind: str,
    entry: Entry,
    reserved: Reserved,
    number: int,
    rights: Iterable[Mapping[str, Any]],
    *,
    at: datetime,
    zone: str,
    operator: int | None,
) -> str:
    return canonical(
        {
            **entry.facts,
            "cinema": reserved.cinema,
            "channel": reserved.channel,
            "kind": kind,
            "number": number,
            "subject": str(entry.subject),
            "at": instant(at),
            "local": at.astimezone(ZoneInfo(zone)).isoformat(),
            "software": __version__,
            "rights": [_sealed(right) for right in rights],
            "cancelled": [str(ticket) for ticket in sorted(entry.cancelled)],
            **({} if operator is None else {"operator": operator}),
        }
    )


def _sealed(right: Mapping[str, Any]) -> dict[str, Any]:
    """A right as the payload says it: the series by its name, which outlives its row."""
    return {
        "series": right["label"],
        **{name: right[name] for name in ("number", "ticket", "screening")},
    }


WRITE = "SELECT fiscal_write(%s::int, %s::bigint, %s, %s, %s, %s, %s::jsonb, %s::uuid[])"
# A function in FROM gives its rows as they stand in the text: each entry follows the one before it.
WRITE_EACH = """
SELECT fiscal_write(%s::int, e.number, %s, e.subject, %s, e.payload, e.rights, e.gone)
  FROM jsonb_to_recordset(%s::jsonb) AS e(number bigint, subject uuid, payload text, rights jsonb, gone uuid[])
"""
