"""The ticket's QR: an Ed25519-signed text any device with the public key can check without network.

Layout of the signed bytes (28): version, key id, ticket (16), screening (4), place (2), start as Unix
seconds (4). Then the signature (64). Written in base32 behind ``OV`` so that a QR packs it as alphanumeric
(at most version 8 at level M) and a wedge scanner types it on any keyboard layout that knows capitals.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LAYOUT = struct.Struct(">BB16sIHI")
VERSION = 1
PREFIX = "OV"
LONGEST = 200


class Forged(ValueError):
    """The text is no ticket of ours: shape, key or signature is wrong."""


@dataclass(frozen=True)
class TicketCode:
    """What the QR says."""

    ticket: UUID
    screening: int
    place: int
    starts_at: int
    key_id: int


def write(code: TicketCode, *, secret: Ed25519PrivateKey) -> str:
    """The QR text of a ticket."""
    body = LAYOUT.pack(VERSION, code.key_id, code.ticket.bytes, code.screening, code.place, code.starts_at)
    return PREFIX + base64.b32encode(body + secret.sign(body)).decode().rstrip("=")


def read(text: str, *, keys: Mapping[int, bytes]) -> TicketCode:
    """What a scanned text says. ``keys``: public keys by id. Raises ``Forged``."""
    cleaned = "".join(text.split()).upper()
    if not cleaned.startswith(PREFIX) or len(cleaned) > LONGEST:
        raise Forged("shape")
    encoded = cleaned[len(PREFIX) :]
    try:
        raw = base64.b32decode(encoded + "=" * (-len(encoded) % 8))
    except ValueError as problem:  # also a letter beyond ASCII, as a scanner set for another keyboard types
        raise Forged("shape") from problem
    if len(raw) != LAYOUT.size + 64:
        raise Forged("shape")
    body, signature = raw[: LAYOUT.size], raw[LAYOUT.size :]
    version, key_id, ticket, screening, place, starts_at = LAYOUT.unpack(body)
    if version != VERSION or key_id not in keys:
        raise Forged("key")
    try:
        Ed25519PublicKey.from_public_bytes(keys[key_id]).verify(signature, body)
    except InvalidSignature as problem:
        raise Forged("signature") from problem
    if base64.b32encode(raw).decode().rstrip("=") != encoded:
        raise Forged("shape")
    return TicketCode(UUID(bytes=ticket), screening, place, starts_at, key_id)
