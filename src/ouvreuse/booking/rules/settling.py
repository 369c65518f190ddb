"""What the end of a payment means for its order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Decision(Enum):
    """The answer of ``decide``."""

    CONFIRM = "confirm"
    REFUND = "refund"
    RELEASE = "release"
    REVIEW = "review"
    IGNORE = "ignore"


@dataclass(frozen=True)
class PaymentFact:
    """One payment of the order, as the provider last told it. Amounts in cents."""

    state: str
    captured: int
    currency: str


@dataclass(frozen=True)
class OrderFact:
    """The order as locked. ``screenings_open``: every screening still happens and has not ended."""

    state: str
    total: int | None
    currency: str
    seats_held: bool
    screenings_open: bool


UNSETTLED = frozenset({"created", "open", "unknown"})


def decide(order: OrderFact, payments: tuple[PaymentFact, ...]) -> Decision:
    """Confirm, refund, release, review or ignore. Forward only; money without a seat always goes back.

    ``REVIEW``: the bank took another amount or currency than was due (T-16): no ticket, a person looks.
    ``REFUND`` for an order already confirmed concerns only what was paid beyond its total.
    """
    paid = tuple(p for p in payments if p.state == "succeeded")
    money = sum(p.captured for p in paid)
    if order.state in ("confirmed", "refunded", "cancelled", "review"):
        excess = money > (order.total or 0) if order.state == "confirmed" else bool(money)
        return Decision.REFUND if excess and order.state != "review" else Decision.IGNORE
    if not paid:
        waiting = any(p.state in UNSETTLED for p in payments)
        return Decision.IGNORE if waiting or order.state != "paying" else Decision.RELEASE
    if order.total is None or money < order.total or any(p.currency != order.currency for p in paid):
        waiting = any(p.state in UNSETTLED for p in payments)
        return Decision.IGNORE if waiting and order.total is not None else Decision.REVIEW
    if len(paid) == 1 and money > order.total:
        return Decision.REVIEW
    if order.screenings_open and order.seats_held:
        return Decision.CONFIRM
    return Decision.REFUND
