"""Sums as people type them: 20, 20.5 or 20,50."""

from __future__ import annotations

import re

from ouvreuse.payments.errors import BadCount

EUROS = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?")


def cents_of(typed: str) -> int:
    """Whole cents of a sum typed in euros. Raises ``BadCount``."""
    plain = typed.replace("€", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    found = EUROS.fullmatch(plain) if plain.isascii() else None
    if found is None:
        raise BadCount
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
