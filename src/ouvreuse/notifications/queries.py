"""Reads of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ouvreuse.notifications.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to somebody: what it is, where it goes, how far it came."""

    template: str
    address: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    error: str


def letters_to(recipient: str) -> list[Letter]:
    """The messages of a recipient, oldest first; '' has none."""
    if not recipient:
        return []
    rows = Message.objects.filter(recipient=recipient).order_by("created_at")
    return [Letter(*row) for row in rows.values_list(*Letter.__slots__)]
