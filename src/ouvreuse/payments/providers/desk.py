"""Cash, an outside terminal, and nothing due: money whose only witness is the person at the till.

The same language as the bank's, without a network: what it answers is what that person said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ouvreuse.payments.rules import Answer, Balance, Credentials, RefundAnswer


@dataclass(frozen=True)
class Desk:
    """``waits``: the person may have to look at a machine before they know."""

    waits: bool = False
    remote: bool = False

    def open(self, credentials: Credentials | None, *, key: str, request: Mapping[str, Any]) -> Answer:
        """Taken at once, or awaiting the machine's word when the request says so (``waits``)."""
        if self.waits and request.get("waits"):
            return Answer("open", "", currency=request["currency"])
        return Answer("succeeded", "", captured=request["amount"], currency=request["currency"])

    def inquire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        """Nobody knows more than the person has said."""
        return Answer("open", ref)

    def expire(self, credentials: Credentials | None, *, ref: str) -> Answer:
        """Nobody said anything in time; their word is still heard later."""
        return Answer("expired", ref)

    def refund(
        self, credentials: Credentials | None, *, refund: UUID, intent: str, amount: int
    ) -> RefundAnswer:
        """Given back across the counter, by the person who asks."""
        return RefundAnswer("done", "", amount, refund)

    def balance(self, credentials: Credentials | None, *, currency: str) -> Balance | None:
        """The drawer has its own ledger, and what is in it is counted by hand."""
        return None


CASH, TERMINAL, FREE = Desk(), Desk(waits=True), Desk()
INVOICE = Desk()  # owed: its payer has an invoice, and no drawer saw the money
