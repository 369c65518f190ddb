"""What a drawer holds, as arithmetic: coins, notes, change."""

from __future__ import annotations

from collections.abc import Mapping

from ouvreuse.payments.errors import BadCount

EUROS = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Notes and coins of the euro, in cents."""
MOST = 10_000_000  # a hundred thousand euros: more is a slip of the finger
MOST_PIECES = 10_000


def counted_sum(counts: Mapping[int, int]) -> int:
    """The sum in cents of so many pieces of each value. Raises ``BadCount`` for what is no euro or no number."""
    for value, number in counts.items():
        if value not in EUROS or not 0 <= number <= MOST_PIECES:
            raise BadCount
    return sum(value * number for value, number in counts.items())


def change_of(given: int, *, due: int) -> int:
    """Cents to hand back. Raises ``BadCount`` when less was given than is due."""
    if given < due:
        raise BadCount
    return given - due
