"""What payments refuse. An error is a state: a code and typed facts, no words (see ``words.py``)."""

from __future__ import annotations

from typing import ClassVar


class PaymentError(Exception):
    """Root of the room's refusals. ``reason`` narrows a code; ``status`` is the HTTP status of a door."""

    code: ClassVar[str] = "payment"
    status: ClassVar[int] = 409

    def __init__(self, reason: str = "", **facts: object) -> None:
        super().__init__(self.code, reason)
        self.reason = reason
        self.facts = facts

    @property
    def key(self) -> str:
        """The key of its words."""
        return self.code


class PaymentUnknown(PaymentError):
    """There is no such payment, refund or event."""

    code = "payment_unknown"
    status = 404


class PaymentEnded(PaymentError):
    """The payment has ended (``reason``: its state); its bank page is closed."""

    code = "payment_ended"
    status = 410


class ProviderBusy(PaymentError):
    """All calls this process may have at the provider are taken: come back in a moment, seats are kept."""

    code = "provider_busy"
    status = 503


class ProviderUnreachable(PaymentError):
    """The provider did nothing of what was asked and said so: too many requests, a conflict, our key."""

    code = "provider_unreachable"
    status = 503


class OutcomeUnknown(ProviderUnreachable):
    """No answer, or a broken one: the provider may have acted. Only the same key may be asked again."""

    code = "outcome_unknown"


class ProviderRefused(PaymentError):
    """A definite no; nothing was done. ``reason`` is the provider's code or the refused parameter."""

    code = "provider_refused"
    status = 502


class ProviderMisconfigured(PaymentError):
    """No account, a key that cannot be opened, a live key in a demo, or a foreign bank on live data."""

    code = "provider_misconfigured"
    status = 503


class AccountMissing(ProviderMisconfigured):
    """The operator has no active account at a provider."""

    code = "account_missing"


class KeyRefused(PaymentError):
    """A key that staff gave and that will not do: ``test_key`` or ``live_key`` on the wrong data, or ``refused``."""

    code = "key_refused"
    status = 422

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"{self.code}.{self.reason}"


class RefundTooLarge(PaymentError):
    """More would go back than was taken, refunds under way included."""

    code = "refund_too_large"


class BadSignature(PaymentError):
    """The event is not signed by the provider, or too old."""

    code = "bad_signature"
    status = 400


class WrongTransaction(PaymentError):
    """A flow ran inside a transaction, or an inner verb outside of one."""

    code = "wrong_transaction"
    status = 500


class NoOpenShift(PaymentError):
    """Cash moves in an open shift only: the person has none in this cinema, or it was just closed."""

    code = "no_open_shift"


class ShiftOpen(PaymentError):
    """The till, or the person, has an open shift already (``reason``: till or person)."""

    code = "shift_open"

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"{self.code}.{self.reason}" if self.reason else self.code


class TillUnknown(PaymentError):
    """No such till in this cinema."""

    code = "till_unknown"
    status = 404


class BadCount(PaymentError):
    """A count, a float or a movement that is no sum of money, or a movement without its reason."""

    code = "bad_count"
    status = 422

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"{self.code}.{self.reason}" if self.reason else self.code


class PrinterMissing(PaymentError):
    """The till has no printer of its own."""

    code = "printer_missing"


class PrinterUnreachable(PaymentError):
    """The printer did not answer: nothing was printed."""

    code = "printer_unreachable"
    status = 503


class PrinterSilent(PaymentError):
    """The line broke while printing: nobody knows what came out."""

    code = "printer_silent"
    status = 503
