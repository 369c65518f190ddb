"""Holding seats: one SQL function, one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from ouvreuse.booking.errors import BY_SQLSTATE, SeatTaken
from ouvreuse.kernel import ids, prepared, trace
from ouvreuse.kernel.fault import fault
from ouvreuse.kernel.retry import retried

CALL = (
    "SELECT * FROM hold_seats(%s::uuid, %s::text, %s::uuid, %s::uuid, %s::text, %s::text, %s::text,"
    " %s::int, %s::smallint[], %s::text[], %s::boolean, %s::text)"
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Seats kept for an order until an instant. ``fresh`` is false when the call repeated an earlier one."""

    order: UUID
    code: str
    held_until: datetime
    price_version: int
    fresh: bool


def take_seats(
    screening: int,
    *,
    rates: Sequence[str],
    purchase_key: UUID,
    browser: UUID | None,
    language: str,
    places: Sequence[int] | None = None,
    address: str = "",
    channel: str = "web",
    replacing: bool = False,
) -> Hold:
    """``hold_seats`` once, also inside the caller's transaction (inner).

    Keep seats for eight minutes, all or nothing, idempotent by purchase key.

    ``rates``: one code a seat, in the order of ``places``; ``places`` None in free seating. ``browser`` and
    ``address`` (a keyed hash) are what the caps count by. A screening added under the same key joins the
    same order; ``replacing`` exchanges the seats the order holds in this screening.
    Raises ``BadChoice``, ``ScreeningUnknown``, ``NotOnSale``, ``KeyReused``, ``HoldExpired``, ``SeatTaken``,
    ``SeatsBelongTogether``, ``TooManySeats``.
    """
    arguments = [
        ids.uuid7(), ids.new_code(), purchase_key, browser, address, channel, language, screening,
        None if places is None else prepared.array(places), prepared.array(rates), replacing, trace.correlation_id(),
    ]  # fmt: skip
    try:
        row = _call(arguments)
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise
    fault("P1")
    return Hold(*row)


hold_seats = retried(take_seats)


def _call(arguments: list[Any]) -> tuple[Any, ...]:
    """A connection that died is opened again once: the call is idempotent."""
    try:
        return prepared.rows(CALL, arguments)[0]
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or not connection.connection.closed:
            raise
        connection.close()
        return prepared.rows(CALL, arguments)[0]


def refusal(problem: psycopg.Error) -> Exception:
    """The refusal behind a SQLSTATE of ours; any other error unchanged."""
    kind = BY_SQLSTATE.get(problem.sqlstate or "")
    if kind is None:
        return problem
    reason = problem.diag.message_primary or ""
    if kind is SeatTaken:
        detail = problem.diag.message_detail or ""
        return SeatTaken(reason, places=tuple(int(place) for place in detail.split(",") if place))
    return kind(reason)
