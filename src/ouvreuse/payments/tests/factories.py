"""Payments made through the room's own verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ouvreuse.payments import actions, flows


def payment(cinema: int, **changes: Any) -> UUID:
    """A card payment of 19.00 for some order, not yet told to the bank."""
    facts: dict[str, Any] = {
        "cinema": cinema,
        "means": "card",
        "amount": 1900,
        "currency": "EUR",
        "lives_for": timedelta(minutes=15),
        "language": "fr",
        "label": "K7PQ-9M2X",
        "return_url": "https://cinema.example/merci",
        "cancel_url": "https://cinema.example/panier",
    }
    subject = changes.pop("subject", None) or uuid4()
    with transaction.atomic():
        return actions.create_payment(subject, **(facts | changes))


def paid(cinema: int, bank: Any, **changes: Any) -> UUID:
    """A card payment that the bank took and that was asked about since."""
    made = payment(cinema, **changes)
    flows.open_checkout_session(made)
    bank.order(pay=ref_of(made))
    assert flows.ask(made) == "succeeded"
    return made


def ref_of(made: UUID) -> str:
    """The session's id at the bank."""
    from ouvreuse.payments import queries

    return queries.call_of(made).ref


def refund(made: UUID, *, amount: int, key: str = "k") -> UUID | None:
    """Ask cents back."""
    with transaction.atomic():
        return actions.request_refund(made, amount=amount, key=key, reason="test")
