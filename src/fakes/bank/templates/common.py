"""What all objects share: their type here, identifiers, addresses, the event that tells of one."""

import secrets
from typing import Any

Json = dict[str, Any]
API_VERSION = "2026-10-28.endive"
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def new_id(prefix: str, *, size: int = 24) -> str:
    """An identifier in Stripe's shape."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return f"{prefix}_" + "".join(secrets.choice(letters) for _ in range(size))


def event(kind: str, about: Json, *, created: int, request: str | None, key: str | None) -> Json:
    """A snapshot event about an object."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request, "idempotency_key": key},
        "type": kind,
    }
