"""Decisions about money, pure: the forward-only table of states, what an answer means, what may go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ouvreuse.payments.errors import ProviderMisconfigured

UNSETTLED = frozenset({"created", "open", "unknown"})
STEPS: Mapping[str, frozenset[str]] = {
    "created": frozenset({"open", "unknown", "succeeded", "expired", "cancelled", "failed"}),
    "unknown": frozenset({"open", "succeeded", "expired", "cancelled", "failed"}),
    "open": frozenset({"unknown", "succeeded", "expired", "cancelled", "failed"}),
    "expired": frozenset({"succeeded"}),
    "cancelled": frozenset({"succeeded"}),
    "failed": frozenset({"succeeded"}),
    "succeeded": frozenset(),
}
REFUND_STEPS: Mapping[str, frozenset[str]] = {
    "requested": frozenset({"pending", "done", "failed"}),
    "pending": frozenset({"done", "failed"}),
    "done": frozenset({"failed"}),
    "failed": frozenset(),
}
PROVIDER_LIFE = timedelta(minutes=31)
KEY_LIFE = timedelta(hours=23)
REFUND_NEWS = ("refund.", "charge.refund", "charge.dispute.")
SUCCESS_NEWS = frozenset({"checkout.session.completed", "payment_intent.succeeded"})
HEARD = SUCCESS_NEWS | {"checkout.session.expired", "checkout.session.async_payment_succeeded"}


@dataclass(frozen=True)
class Credentials:
    """What a call to the provider needs. ``api_base`` empty: the provider's own address."""

    secret_key: str
    api_base: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"


@dataclass(frozen=True)
class Owner:
    """Whose key it is, as the provider says. ``ref`` and ``name`` are empty when the key may not know."""

    ref: str
    name: str
    can_charge: bool


@dataclass(frozen=True)
class Balance:
    """What the provider holds for the operator, in cents: refunds go out of ``available``; ``pending`` comes later."""

    available: int
    pending: int
    currency: str = "EUR"


@dataclass(frozen=True)
class Answer:
    """What the provider says of a payment. ``captured`` and ``refunded`` in cents, ``currency`` ISO 4217."""

    status: str
    ref: str
    intent: str = ""
    url: str = ""
    captured: int = 0
    refunded: int = 0
    currency: str = "EUR"


@dataclass(frozen=True)
class RefundAnswer:
    """What the provider says of a refund; ``refund`` is our own id when it is ours, ``amount`` in cents."""

    status: str
    ref: str
    amount: int
    refund: UUID | None = None
    error: str = ""


@dataclass(frozen=True)
class Event:
    """A verified event of the provider: a hint to re-read, but for ``paid``, which is its last word.

    ``live``: it tells of real money. ``paid``: what a completed and paid session says; nothing that comes later
    can take it back.
    """

    event_id: str
    kind: str
    object_id: str
    payment: UUID | None
    session: str
    intent: str
    body: dict[str, Any]
    live: bool
    paid: Answer | None = None


def step(state: str, told: str) -> str:
    """The state after the provider told ``told``: forward only, a stale word changes nothing (PAY-04)."""
    return told if told in STEPS[state] else state


def refund_step(state: str, told: str) -> str:
    """The state of a refund after the provider told ``told``; a refund done may still fail later (PAY-15)."""
    return told if told in REFUND_STEPS[state] else state


def refundable(captured: int, *, asked: int) -> int:
    """Cents that may still go back: what was taken less every refund that has not failed (PAY-08)."""
    return max(0, captured - asked)


def key_is_fresh(created_at: datetime, *, now: datetime) -> bool:
    """Whether the provider still remembers a key first used then (it may forget after 24 hours)."""
    return now - created_at < KEY_LIFE


def needs_no_look(kind: str, *, state: str | None) -> bool:
    """Whether an event tells nothing that is not known: no job is worth it.

    Two different events tell the same success; the second finds the payment succeeded (T-13).
    """
    if kind.startswith(REFUND_NEWS):
        return False
    return kind not in HEARD or (kind in SUCCESS_NEWS and state == "succeeded")


def read_event(body: dict[str, Any]) -> Event:
    """An event's identity and the payment it hints at. Raises ``KeyError``, ``TypeError``."""
    about: dict[str, Any] = body["data"]["object"]
    what = str(about.get("object", ""))
    session = str(about["id"]) if what == "checkout.session" else ""
    intent = about.get("id") if what == "payment_intent" else about.get("payment_intent")
    return Event(
        event_id=str(body["id"]),
        kind=str(body["type"]),
        object_id=str(about.get("id", "")),
        payment=as_uuid((about.get("metadata") or {}).get("payment")),
        session=session,
        intent=intent if isinstance(intent, str) else "",
        body=_without_people(body, about),
        live=body.get("livemode") is True,
        paid=_paid(about) if what == "checkout.session" else None,
    )


def _paid(session: dict[str, Any]) -> Answer | None:
    total, currency = session.get("amount_total"), session.get("currency")
    if session.get("payment_status") != "paid" or not isinstance(total, int) or not isinstance(currency, str):
        return None
    intent = session.get("payment_intent")
    return Answer(
        status="succeeded", ref=str(session["id"]), intent=intent if isinstance(intent, str) else "",
        captured=total, currency=currency.upper(),
    )  # fmt: skip


_KEPT = ("id", "type", "created", "api_version", "livemode")
_KEPT_OF_OBJECT = (
    *("id", "object", "status", "payment_status", "amount", "amount_total", "amount_refunded", "currency"),
    *("metadata", "payment_intent", "charge", "reason", "client_reference_id"),
)


def _without_people(body: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an event: no name, address, e-mail or card. It is a hint; the rest is the bank's."""
    kept = {name: body.get(name) for name in _KEPT}
    return kept | {"data": {"object": {name: about[name] for name in _KEPT_OF_OBJECT if name in about}}}


def as_uuid(text: object) -> UUID | None:
    """The id in a provider's metadata, None for anything else."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def check_credentials(credentials: Credentials, *, kind: str) -> Credentials:
    """Demo and test never touch real money, live never a fake bank. Raises ``ProviderMisconfigured``."""
    live_key = "_live_" in credentials.secret_key[:12]
    if kind == "LIVE" and credentials.api_base:
        raise ProviderMisconfigured("foreign_bank")
    if kind == "LIVE" and not live_key:
        raise ProviderMisconfigured("test_key")
    if kind != "LIVE" and live_key:
        raise ProviderMisconfigured("live_key")
    return credentials
