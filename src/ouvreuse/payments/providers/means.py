"""Which provider stands behind a means of payment: one interface for the bank and for the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ouvreuse.payments.providers import desk, stripe
from ouvreuse.payments.rules import Answer, Balance, Credentials, RefundAnswer


class Provider(Protocol):
    """How money is asked for, asked about, given up and given back; sums in cents.

    ``remote``: over the network, so never inside a transaction, and only after the intent is committed.
    """

    @property
    def remote(self) -> bool:
        """Whether a call leaves the house."""

    def open(self, credentials: Credentials | None, *, key: str, request: Mapping[str, Any]) -> Answer:
        """Ask for money; the same key asks once."""

    def inquire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        """Where it stands."""

    def expire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        """Ask no more."""

    def refund(
        self, credentials: Credentials | None, *, refund: UUID, intent: str, amount: int
    ) -> RefundAnswer:
        """Give cents back; the refund's id gives them once."""

    def balance(self, credentials: Credentials | None, *, currency: str) -> Balance | None:
        """What it holds for the operator, out of which refunds are paid; None when it holds nothing for anybody."""


@dataclass(frozen=True)
class Bank:
    """The provider of cards online."""

    remote: bool = True

    def open(self, credentials: Credentials | None, *, key: str, request: Mapping[str, Any]) -> Answer:
        return stripe.create_session(_known(credentials), key=key, request=request)

    def inquire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        return stripe.retrieve_session(_known(credentials), ref=ref)

    def expire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        return stripe.expire_session(_known(credentials), ref=ref)

    def refund(
        self, credentials: Credentials | None, *, refund: UUID, intent: str, amount: int
    ) -> RefundAnswer:
        return stripe.create_refund(_known(credentials), refund=refund, intent=intent, amount=amount)

    def balance(self, credentials: Credentials | None, *, currency: str) -> Balance | None:
        return stripe.retrieve_balance(_known(credentials), currency=currency)


def _known(credentials: Credentials | None) -> Credentials:
    if credentials is None:
        raise ValueError("the bank is not spoken to without an account")
    return credentials


PROVIDERS: Mapping[str, Provider] = {
    "card": Bank(),
    "cash": desk.CASH,
    "terminal": desk.TERMINAL,
    "free": desk.FREE,
    "invoice": desk.INVOICE,
}


def provider_of(means: str) -> Provider:
    """The provider behind a means of payment. Raises ``KeyError`` for one that is none."""
    return PROVIDERS[means]
