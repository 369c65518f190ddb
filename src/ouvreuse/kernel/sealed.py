"""Secrets at rest: sealed with a key derived from the installation's, so that a stolen dump opens nothing."""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class CannotOpen(ValueError):
    """The sealed text was made with another key, or altered."""


def seal(secret: str, *, key: str, purpose: str) -> str:
    """Encrypt a secret for one purpose (AES-256-GCM, random nonce); returns URL-safe text."""
    nonce = os.urandom(12)
    sealed = AESGCM(_derive(key)).encrypt(nonce, secret.encode(), purpose.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, key: str, purpose: str) -> str:
    """The secret again. Raises ``CannotOpen`` for another key, another purpose or an altered text."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return AESGCM(_derive(key)).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as problem:
        raise CannotOpen(purpose) from problem


def _derive(key: str) -> bytes:
    return hashlib.sha256(b"ouvreuse sealed v1:" + key.encode()).digest()
