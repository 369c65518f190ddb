"""Public keys of tickets, cached: the door checks thousands of codes."""

from __future__ import annotations

from ouvreuse.booking.models import SigningKey


def public_keys() -> dict[int, bytes]:
    """Every public key by key id, retired ones included."""
    return {row.id: bytes(row.public) for row in SigningKey.objects.all()}
