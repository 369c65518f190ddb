"""E-mail addresses people type."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ouvreuse.booking.errors import NeedsEmail
from ouvreuse.kernel import text


def email_of(email: str) -> str:
    """The canonical address. Raises ``NeedsEmail``."""
    try:
        address = text.canonical_email(email)
        validate_email(address)
    except (ValueError, ValidationError) as problem:
        raise NeedsEmail from problem
    return address
