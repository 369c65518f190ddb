"""Names of things: time-ordered ids, codes people can dictate, secrets, and links that cannot be guessed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from datetime import datetime
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
TAG_BYTES = 16
ID_BYTES = 16
SECRET_BYTES = 24  # 192 bits
_READ_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_RANDOM_A_BITS, _RANDOM_B_BITS = 12, 62


class BadCode(ValueError):
    """What was typed cannot be an order code."""


class BadLink(ValueError):
    """The link's token is malformed, altered, of another kind or signed with another key."""


def uuid7(at: datetime | None = None) -> UUID:
    """A time-ordered UUID, version 7 (RFC 9562).

    Its time only keeps neighbours together in an index: it is no fact, so without ``at`` it is the machine's
    and costs no question to the one clock.
    """
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(_RANDOM_A_BITS) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(_RANDOM_B_BITS)
    return UUID(int=value)


def new_code() -> str:
    """Eight random characters of Crockford's alphabet, 40 bits. Unique only by the table's rule."""
    drawn = secrets.randbits(5 * CODE_LENGTH)
    return "".join(CROCKFORD[drawn >> shift & 31] for shift in range(0, 5 * CODE_LENGTH, 5))


def show_code(code: str) -> str:
    """``K7PQ9M2X`` as people read it: ``K7PQ-9M2X``."""
    return f"{code[:4]}-{code[4:]}"


def parse_code(typed: str) -> str:
    """The code somebody typed or dictated: any case, spaces and dashes ignored, I and L read 1, O read 0.

    Raises ``BadCode`` when eight characters of the alphabet do not remain.
    """
    code = "".join(typed.upper().translate(_READ_ALIKE).replace("-", " ").replace("–", " ").split())
    if len(code) != CODE_LENGTH or any(character not in CROCKFORD for character in code):
        raise BadCode("an order code has eight letters and digits")
    return code


def new_secret() -> str:
    """An unguessable URL-safe word of 192 bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """What a table keeps of a secret of ``new_secret``: its SHA-256, which opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_link(key: bytes, *, kind: str, identity: UUID) -> str:
    """A URL-safe token for one thing of one kind: base64url of its id and of an HMAC-SHA256 cut to 16 bytes.

    Raises ``ValueError`` for an empty key or kind.
    """
    return _encode(identity.bytes + _tag(key, kind, identity))


def open_link(key: bytes, *, kind: str, token: str) -> UUID:
    """The id a token was signed for, compared in constant time. Raises ``BadLink`` for any other token."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as problem:
        raise BadLink("the link is malformed") from problem
    if len(raw) != ID_BYTES + TAG_BYTES or _encode(raw) != token:
        raise BadLink("the link is malformed")
    identity = UUID(bytes=raw[:ID_BYTES])
    if not hmac.compare_digest(raw[ID_BYTES:], _tag(key, kind, identity)):
        raise BadLink("the link's signature is wrong")
    return identity


def _tag(key: bytes, kind: str, identity: UUID) -> bytes:
    if not key or not kind:
        raise ValueError("a link needs a key and a kind")
    message = b"ouvreuse link v1\0" + kind.encode() + b"\0" + identity.bytes
    return hmac.new(key, message, hashlib.sha256).digest()[:TAG_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
