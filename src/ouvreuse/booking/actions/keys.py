"""The keys that sign tickets."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from ouvreuse.booking.models import SigningKey
from ouvreuse.kernel import clock
from ouvreuse.kernel.sealed import seal, unseal

PURPOSE = "ticket signing"


def signing_key(newest: tuple[int, str] | None) -> tuple[int, Ed25519PrivateKey]:
    """The newest active key, whose id and sealed secret were read with the order.

    The first call of an installation makes one.
    """
    if newest is None:
        made = rotate_signing_key()
        newest = made.id, made.secret
    return newest[0], _opened(newest[1])


def newest_key() -> tuple[int, str] | None:
    """Id and sealed secret of the newest key in use, for ``signing_key``."""
    newest = SigningKey.objects.filter(retired_at__isnull=True).order_by("-id")
    return newest.values_list("id", "secret").first()


@lru_cache(maxsize=8)
def _opened(sealed: str) -> Ed25519PrivateKey:
    raw = bytes.fromhex(unseal(sealed, key=settings.SECRET_KEY, purpose=PURPOSE))
    return Ed25519PrivateKey.from_private_bytes(raw)


@transaction.atomic
def rotate_signing_key() -> SigningKey:
    """Make a new key for tickets to come; earlier keys go on verifying the tickets they signed.

    Numbered 1, 2, 3... by hand: a code holds one byte for it, and a sequence leaves gaps.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE booking_signingkey IN SHARE ROW EXCLUSIVE MODE")
    newest = SigningKey.objects.aggregate(newest=Max("id"))["newest"] or 0
    secret = Ed25519PrivateKey.generate()
    raw = secret.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return SigningKey.objects.create(
        id=newest + 1,
        public=secret.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw),
        secret=seal(raw.hex(), key=settings.SECRET_KEY, purpose=PURPOSE),
        created_at=clock.now(),
    )


@transaction.atomic
def ensure_signing_key() -> None:
    """Make the first key, if there is none: a new cinema can sign tickets from its first account on."""
    if not SigningKey.objects.exists():
        rotate_signing_key()
