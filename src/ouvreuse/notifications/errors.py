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
