"""Money back: asked for in the transaction of its cause, sent by a job, written down as the provider says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, Sum
from procrastinate.contrib.django import app

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, ids, trace
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import queries
from ouvreuse.payments.actions.drawers import give
from ouvreuse.payments.actions.paying import locked, locked_each, require_transaction
from ouvreuse.payments.errors import PaymentUnknown, RefundTooLarge
from ouvreuse.payments.models import Payment, Refund
from ouvreuse.payments.providers.means import provider_of
from ouvreuse.payments.rules import RefundAnswer, refund_step, refundable

log = structlog.get_logger("payments")
FOREIGN = "provider"


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """Cents to be given back of a payment; ``key`` names what for."""

    payment: UUID
    amount: int
    key: str


def request_refund(
    payment: UUID, *, amount: int, key: str, reason: str, by: int | None = None, cinema: int | None = None
) -> UUID | None:
    """Ask for cents back, in the caller's transaction (inner): the row now, the call by a job after commit.

    ``key`` names what the refund is for: asked a second time it is None and nothing happens (PAY-08), as for
    0 cents. Cash and terminal refunds are done at the till at once by the person who asks (``by``, out of their
    drawer); asked for by nobody in person they are pending until somebody does it (``pay_back``).

    Raises ``RefundTooLarge``, ``PaymentUnknown``, ``NoOpenShift``.
    """
    return request_refunds([RefundAsked(payment, amount, key)], reason=reason, by=by, cinema=cinema)[0]


def request_refunds(
    asked: Sequence[RefundAsked], *, reason: str, by: int | None = None, cinema: int | None = None
) -> list[UUID | None]:
    """``request_refund`` for many at once."""
    require_transaction()
    payments = locked_each(each.payment for each in asked)
    known = set(Refund.objects.filter(key__in=[each.key for each in asked]).values_list("key", flat=True))
    back, now, answers, made = _asked(payments), clock.now(), list[UUID | None](), list[Refund]()
    for each in asked:
        row = payments[each.payment]
        if each.amount == 0 or each.key in known:
            answers.append(None)
            continue
        if not 0 < each.amount <= refundable(row.captured, asked=back[row.id]):
            raise RefundTooLarge(str(each.amount))
        known.add(each.key)
        back[row.id] += each.amount
        made.append(_refund(row, each, reason=reason, now=now, given=by is not None))
        answers.append(made[-1].id)
    Refund.objects.bulk_create(made)
    for refund in made:
        if provider_of(refund.payment.means).remote:
            _defer_refund(refund.id)
        elif by is not None and refund.payment.means != Payment.Means.INVOICE:
            give(refund.id, means=refund.payment.means, amount=refund.amount, cinema=cinema, by=by)
    return answers


def _refund(row: Payment, asked: RefundAsked, *, reason: str, now: datetime, given: bool) -> Refund:
    """The refund as it begins: asked of the provider, handed over at once, or waiting for somebody to do so."""
    provider, identity = provider_of(row.means), ids.uuid7()
    state, ended_at = Refund.State.REQUESTED, None
    if not provider.remote and not given:
        state = Refund.State.PENDING
    elif not provider.remote:
        answer = provider.refund(None, refund=identity, intent="", amount=asked.amount)
        state, ended_at = Refund.State(answer.status), now
    return Refund(
        id=identity, payment=row, key=asked.key, amount=asked.amount, reason=reason, created_at=now, state=state,
        ended_at=ended_at, correlation_id=trace.correlation_id(),
    )  # fmt: skip


@retried
@transaction.atomic(durable=True)
def pay_back(refund: UUID, *, cinema: int, by: int) -> bool:
    """A person gives back across the counter what nobody had given yet; False when it was given already.

    Raises ``NoOpenShift``, ``PaymentUnknown``.
    """
    row = Refund.objects.select_for_update().select_related("payment").filter(id=refund).first()
    if row is None or provider_of(row.payment.means).remote:
        raise PaymentUnknown
    if row.state != Refund.State.PENDING:
        return False
    row.state, row.ended_at = Refund.State.DONE, clock.now()
    row.save(update_fields=["state", "ended_at"])
    give(row.id, means=row.payment.means, amount=row.amount, cinema=cinema, by=by)
    accounts.record(
        "pay_back", subject=f"order:{row.payment.subject}", actor=by, actor_label="staff", cinema=cinema,
        facts={"amount": row.amount, "means": row.payment.means},
    )  # fmt: skip
    return True


def request_failed_refunds_again(subject: UUID) -> int:
    """Ask again for the refunds of an order that failed, in the caller's transaction (inner); returns the cents.

    Each failed refund is asked for again once; what went back otherwise meanwhile is left alone.
    """
    cents = 0
    failed = Refund.objects.filter(payment__subject=subject, state=Refund.State.FAILED)
    for row in failed.exclude(key__startswith=f"{FOREIGN}:").order_by("created_at", "id"):
        try:
            again = request_refund(
                row.payment_id, amount=row.amount, key=f"again:{row.id}", reason=row.reason
            )
        except RefundTooLarge:
            continue
        cents += row.amount if again else 0
    return cents


def _asked(payments: Collection[UUID]) -> dict[UUID, int]:
    """Cents asked back of each payment so far, failures left out."""
    counted = Refund.objects.filter(payment__in=payments).exclude(state=Refund.State.FAILED).order_by()
    sums = counted.values_list("payment_id").annotate(total=Sum("amount"))
    return dict.fromkeys(payments, 0) | {payment: int(total) for payment, total in sums}


def _defer_refund(refund: UUID) -> None:
    app.configure_task("payments.send_refund", lock=f"refund:{refund}").defer(refund=str(refund))


@transaction.atomic(durable=True)
def requeue_refunds(*, older_than: timedelta) -> int:
    """Give every refund that lost its job a new one; returns how many."""
    stuck = list(queries.stuck_refunds(older_than=older_than).values_list("id", flat=True))
    for refund in stuck:
        _defer_refund(refund)
    return len(stuck)


@retried
@transaction.atomic(durable=True)
def record_refund(refund: UUID, *, answer: RefundAnswer) -> str:
    """Write down what the provider says of one of our refunds, forward only; returns the state (PAY-15)."""
    row = Refund.objects.filter(id=refund).first()
    if row is None:
        raise PaymentUnknown
    locked(row.payment_id)
    row.refresh_from_db()
    told = refund_step(row.state, answer.status)
    if told in (Refund.State.DONE, Refund.State.FAILED) and told != row.state:
        row.ended_at = clock.now()
        if told == Refund.State.FAILED:
            log.error("refund failed", refund=str(refund), payment=str(row.payment_id), reason=answer.error)
    row.state, row.provider_ref = told, answer.ref or row.provider_ref
    row.error = answer.error
    row.save(update_fields=["state", "provider_ref", "error", "ended_at"])
    return str(told)


@transaction.atomic(durable=True)
def note_refund_trouble(refund: UUID, *, error: str) -> None:
    """Keep why a refund is not through yet; its state stays."""
    Refund.objects.filter(id=refund, state=Refund.State.REQUESTED).update(error=error[:500])


@retried
@transaction.atomic(durable=True)
def record_foreign_refund(payment: UUID, *, answer: RefundAnswer) -> None:
    """Write down a refund made in the provider's dashboard: a human decides about the tickets (PAY-09)."""
    row = locked(payment)
    known = Refund.objects.filter(
        Q(provider_ref=answer.ref) | Q(key=f"{FOREIGN}:{answer.ref}"), payment=row
    ).first()
    now, back = clock.now(), _asked([row.id])[row.id]
    if known is not None:
        known.state = refund_step(known.state, answer.status)
        known.save(update_fields=["state"])
    elif answer.status == Refund.State.FAILED or answer.amount <= refundable(row.captured, asked=back):
        Refund.objects.create(
            id=ids.uuid7(), payment=row, key=f"{FOREIGN}:{answer.ref}", amount=answer.amount, reason=FOREIGN,
            state=answer.status, provider_ref=answer.ref, created_at=now, ended_at=now, error=answer.error,
        )  # fmt: skip
