"""Writing the book: always the last statements of the transaction whose fact is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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
    gone = sorted(cancelled)
    payload = canonical(
        {
            **facts,
            "cinema": reserved.cinema,
            "channel": reserved.channel,
            "kind": kind,
            "number": reserved.number,
            "subject": str(subject),
            "at": instant(at),
            "local": at.astimezone(ZoneInfo(zone)).isoformat(),
            "software": __version__,
            "rights": [_sealed(right) for right in reserved.rights],
            "cancelled": [str(ticket) for ticket in gone],
            **({} if operator is None else {"operator": operator}),
        }
    )
    arguments: list[Any] = [
        reserved.book, reserved.number, kind, subject, at, payload, json.dumps(reserved.rights), gone,
    ]  # fmt: skip
    return str(prepared.rows(WRITE, arguments)[0][0])


def _sealed(right: Mapping[str, Any]) -> dict[str, Any]:
    """A right as the payload says it: the series by its name, which outlives its row."""
    return {
        "series": right["label"],
        **{name: right[name] for name in ("number", "ticket", "screening")},
    }


WRITE = "SELECT fiscal_write(%s::int, %s::bigint, %s, %s, %s, %s, %s::jsonb, %s::uuid[])"
