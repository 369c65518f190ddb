"""What payments refuse."""

from __future__ import annotations

from typing import ClassVar


class PaymentError(Exception):
    """Root of the room's errors."""

    code: ClassVar[str] = "payment"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class ProviderBusy(PaymentError):  # noqa: N818
    """Every call this process may make at once is under way: the seats are kept, ask again in a moment."""

    code = "provider_busy"


class ProviderUnreachable(PaymentError):  # noqa: N818
    """The provider did not answer in time; what it did is unknown, the seats are kept."""

    code = "provider_unreachable"


class AccountMissing(PaymentError):  # noqa: N818
    """The operator has no active provider account."""

    code = "account_missing"


class PaymentUnknown(PaymentError):  # noqa: N818
    """No such payment."""

    code = "payment_unknown"
