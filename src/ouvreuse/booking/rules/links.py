"""Links of orders: unguessable, without storage, good in any browser."""

from __future__ import annotations

from uuid import UUID

from ouvreuse.kernel import ids

KIND = "order"


def order_token(order: UUID, *, key: str) -> str:
    """The token in an order's address."""
    return ids.sign_link(key.encode(), kind=KIND, identity=order)


def order_of(token: str, *, key: str) -> UUID:
    """The order a token opens. Raises ``kernel.ids.BadLink``."""
    return ids.open_link(key.encode(), kind=KIND, token=token)
