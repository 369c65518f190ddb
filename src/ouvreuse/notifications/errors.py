"""What the outbox refuses."""

from __future__ import annotations

from typing import ClassVar


class NotificationError(Exception):
    """Root of the room's errors."""

    code: ClassVar[str] = "notification"


class OutsideTransaction(NotificationError):
    """A message was queued without the transaction of the fact it tells."""

    code = "outside_transaction"


class Undeliverable(NotificationError):
    """The mail server refused the message for good."""

    code = "undeliverable"


class MailUnset(NotificationError):
    """No mail server is set, or its password can't be opened with this installation's key."""

    code = "mail_unset"


class MailRefused(NotificationError):
    """The mail server did not take the letter of trial; ``reason``: host, tls, password, sender, recipient, other."""

    code = "mail_refused"

    def __init__(self, reason: str, *, said: str = "") -> None:
        super().__init__(self.code, reason)
        self.reason = reason
        self.said = said

    @property
    def key(self) -> str:
        """The key of its words."""
        return f"{self.code}.{self.reason}"
