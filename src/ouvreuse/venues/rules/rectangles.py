"""A plain hall from a few numbers: rows of seats with the wheelchair spaces the law asks for."""

from __future__ import annotations

from collections.abc import Iterable

from ouvreuse.venues.errors import BadPlan
from ouvreuse.venues.rules.letters import plan_from_letters
from ouvreuse.venues.rules.plans import MOST_PLACES, Plan, legal_wheelchair_minimum

MOST_ROWS, MOST_IN_A_ROW = 60, 80
ROW_OF_FREE_SEATING = 20


def rectangle(rows: int, *, seats: int, spaces: int = 0, at_the_back: bool = True) -> Plan:
    """A hall of ``rows`` rows with ``seats`` places each; row A is nearest to the screen.

    ``spaces``: how many wheelchair spaces, at least the legal minimum. They stand in the last row (or the first), each
    with a companion's seat beside it, from both ends inwards; a row that is too short goes on in the next.
    Raises ``BadPlan``.
    """
    if not (1 <= rows <= MOST_ROWS and 1 <= seats <= MOST_IN_A_ROW):
        raise BadPlan("size", rows=MOST_ROWS, seats=MOST_IN_A_ROW)
    return _drawn([seats] * rows, spaces=spaces, at_the_back=at_the_back)


def free_hall(capacity: int, *, spaces: int = 0) -> Plan:
    """A hall without numbered seats: places only count, in rows of twenty on paper. Raises ``BadPlan``."""
    if not 1 <= capacity <= MOST_PLACES:
        raise BadPlan("empty", places=capacity)
    full, rest = divmod(capacity, ROW_OF_FREE_SEATING)
    return _drawn([ROW_OF_FREE_SEATING] * full + [rest] * bool(rest), spaces=spaces, at_the_back=False)


def _drawn(lengths: list[int], *, spaces: int, at_the_back: bool) -> Plan:
    spaces = max(spaces, legal_wheelchair_minimum(sum(lengths)))
    places = sum(lengths)
    if places < 2 * spaces:
        raise BadPlan("too_small", places=places, spaces=spaces)
    order = reversed(range(len(lengths))) if at_the_back else range(len(lengths))
    rows = ["S" * length for length in lengths]
    for row in order:
        if not spaces:
            break
        here = min(spaces, lengths[row] // 2)
        rows[row], spaces = _row(lengths[row], here), spaces - here
    if spaces:
        raise BadPlan("too_small", places=places, spaces=spaces)
    return plan_from_letters("\n".join(rows))


def _row(length: int, spaces: int) -> str:
    """``WCWC…WC``: half of the spaces at either end; a companion sits right of their space."""
    left, right = (spaces + 1) // 2, spaces // 2
    return "WC" * left + "S" * (length - 2 * spaces) + "WC" * right


def missing_by_screen(halls: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """For each (screen, capacity, spaces) that is short of the legal minimum, by how much (T-12)."""
    short = {screen: legal_wheelchair_minimum(capacity) - spaces for screen, capacity, spaces in halls}
    return {screen: lacking for screen, lacking in short.items() if lacking > 0}
