"""The drawer: a shift from its float to its count, and every coin between (R8.12)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import psycopg
from django.db import DatabaseError, IntegrityError, connection, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, ids, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.payments.errors import BadCount, NoOpenShift, ShiftOpen, TillUnknown, WrongTransaction
from ouvreuse.payments.models import Movement, Shift, Till
from ouvreuse.payments.rules.drawer import MOST, counted_sum

CLOSED = "OV906"
WRITE = """
INSERT INTO payments_movement (shift_id, kind, means, amount, payment_id, refund_id, reason, user_id, at)
SELECT s.id, %s, %s, %s, %s, %s, '', s.user_id, clock()
  FROM payments_shift s JOIN payments_till t ON t.id = s.till_id
 WHERE s.user_id = %s AND s.closed_at IS NULL AND t.cinema_id = %s RETURNING id
"""


@retried
@transaction.atomic(durable=True)
def open_shift(till: int | None, *, cinema: int, user: int, float_cents: int) -> UUID:
    """A person takes a till with so many cents in its drawer; ``till`` None: the cinema's first, made now.

    Raises ``TillUnknown``, ``ShiftOpen``, ``BadCount``.
    """
    if not 0 <= float_cents <= MOST:
        raise BadCount
    row = _till(till, cinema=cinema)
    if Shift.objects.filter(user_id=user, closed_at=None).exists():
        raise ShiftOpen("person")
    now = clock.now()
    try:
        with transaction.atomic():
            shift = Shift.objects.create(id=ids.uuid7(), till=row, user_id=user, opened_at=now)
    except IntegrityError as problem:
        raise ShiftOpen("person" if "person" in str(problem) else "till") from problem
    Movement.objects.create(shift=shift, kind=Movement.Kind.FLOAT, amount=float_cents, user_id=user, at=now)
    _record("open_shift", shift, user=user, facts={"till": row.name, "float": float_cents})
    return shift.id


def _till(till: int | None, *, cinema: int) -> Till:
    rows = Till.objects.filter(cinema_id=cinema)
    if till is None and not rows.exists():
        return Till.objects.get_or_create(cinema_id=cinema, name="1")[0]
    row = rows.filter(id=till, active=True).first() if till is not None else None
    if row is None:
        raise TillUnknown
    return row


@retried
@transaction.atomic(durable=True)
def move_cash(shift: UUID, *, user: int, amount: int, reason: str) -> None:
    """Money put into an open drawer (``amount`` above 0) or taken out of it, with its reason.

    Raises ``NoOpenShift``, ``BadCount`` ("reason"; "more" than there is).
    """
    row = _open(shift)
    if not reason.strip():
        raise BadCount("reason")
    if amount == 0 or abs(amount) > MOST:
        raise BadCount
    inside = sum(row.movements.filter(means="cash").values_list("amount", flat=True))
    if inside + amount < 0:
        raise BadCount("more")
    kind = Movement.Kind.ADDITION if amount > 0 else Movement.Kind.DROP
    Movement.objects.create(
        shift=row, kind=kind, amount=amount, reason=reason.strip()[:200], user_id=user, at=clock.now()
    )
    _record("move_cash", row, user=user, facts={"amount": amount, "reason": reason.strip()[:200]})


@retried
@transaction.atomic(durable=True)
def close_shift(shift: UUID, *, user: int, counts: Mapping[int, int], note: str = "") -> int:
    """The blind count: coins and notes by their value in cents; returns the difference in cents, 0 when all is there.

    The database adds up what should be there; both stay as they are for ever. Raises ``NoOpenShift``, ``BadCount``.
    """
    row = _open(shift)
    row.counts = {str(value): number for value, number in sorted(counts.items()) if number}
    row.counted = counted_sum(counts)
    row.expected, row.closed_by_id, row.closed_at, row.note = 0, user, clock.now(), note.strip()[:200]
    row.save()
    row.refresh_from_db(fields=["expected"])
    expected, counted = row.expected, row.counted
    _record(
        "close_shift", row, user=user, facts={"expected": expected, "counted": counted, "counts": row.counts}
    )
    return counted - expected


def _open(shift: UUID) -> Shift:
    row = Shift.objects.select_for_update().select_related("till").filter(id=shift, closed_at=None).first()
    if row is None:
        raise NoOpenShift
    return row


def _record(verb: str, shift: Shift, *, user: int, facts: dict[str, object]) -> None:
    accounts.record(
        verb,
        subject=f"shift:{shift.id}",
        actor=user,
        actor_label="staff",
        cinema=shift.till.cinema_id,
        facts=facts,
    )


def take(payment: UUID, *, means: str, amount: int, cinema: int, by: int) -> None:
    """Money of a sale goes into the open shift of who takes it (inner). Raises ``NoOpenShift`` for cash without one."""
    _write("sale", means=means, amount=amount, payment=payment, refund=None, cinema=cinema, by=by)


def give(refund: UUID, *, means: str, amount: int, cinema: int | None, by: int) -> None:
    """Money given back comes out of the open shift of who gives it (inner). Raises ``NoOpenShift``."""
    _write("refund", means=means, amount=-amount, payment=None, refund=refund, cinema=cinema, by=by)


def _write(
    kind: str,
    *,
    means: str,
    amount: int,
    payment: UUID | None,
    refund: UUID | None,
    cinema: int | None,
    by: int,
) -> None:
    if not connection.in_atomic_block:
        raise WrongTransaction("an inner verb needs its caller's transaction")
    try:
        written = prepared.rows(WRITE, [kind, means, amount, payment, refund, by, cinema])
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error) and problem.__cause__.sqlstate == CLOSED:
            raise NoOpenShift from problem
        raise
    if not written and means == "cash":
        raise NoOpenShift
