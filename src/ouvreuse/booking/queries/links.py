"""The public address of an order."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from ouvreuse.booking.errors import OrderUnknown
from ouvreuse.booking.rules import links
from ouvreuse.kernel.ids import BadLink

PATHS = {"fr": "/fr/commande/{}/", "en": "/en/order/{}/"}


def order_token(order: UUID) -> str:
    """The token of an order's address."""
    return links.order_token(order, key=settings.SECRET_KEY)


def order_of(token: str) -> UUID:
    """The order behind a token. Raises ``OrderUnknown`` for anything we did not sign."""
    try:
        return links.order_of(token, key=settings.SECRET_KEY)
    except BadLink as problem:
        raise OrderUnknown from problem


def order_url(order: UUID, *, language: str) -> str:
    """The absolute address of an order, for mails, the bank's return and documents."""
    path = PATHS["fr" if language.startswith("fr") else "en"].format(order_token(order))
    return f"{settings.BASE_URL}{path}"
