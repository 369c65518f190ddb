"""A plan as a drawing in letters, and back."""

from __future__ import annotations

from collections.abc import Sequence

from ouvreuse.venues.errors import BadPlan

from .plans import KINDS, Plan, Seat, plan_of

AISLES = frozenset("._ ")
ROW_NAMES = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: they read as 1 and 0


def plan_from_letters(drawing: str) -> Plan:
    """A plan drawn with letters, screen side first: one line a row, one letter a seat, ``.`` for an aisle.

    ``SSS..SSWC`` is a row of eight: letters are ``KINDS``. Rows are named A, B, C... (without I and O) and seats
    numbered from the left. Two neighbouring D make a duo. A companion belongs to the nearest wheelchair space of
    its row, the left one at equal distance. A line without a seat is a passage. Raises ``BadPlan``.
    """
    seats: list[Seat] = []
    rows = 0
    for y, line in enumerate(drawing.strip("\n").splitlines()):
        spots = [(x, letter) for x, letter in enumerate(line.rstrip()) if letter not in AISLES]
        if not spots:
            continue
        name = row_name(rows)
        rows += 1
        first = len(seats) + 1
        if bad := next((letter for _, letter in spots if letter not in KINDS), ""):
            raise BadPlan("letter", letter=bad, row=name, line=y + 1)
        partners = _partners_in_row(spots, row=name, line=y + 1)
        for index, (x, letter) in enumerate(spots):
            partner = partners.get(index)
            seats.append(
                Seat(
                    place=first + index, row=name, number=str(index + 1), x=float(x), y=float(y), kind=letter,
                    partner=0 if partner is None else first + partner,
                )
            )  # fmt: skip
    return plan_of(seats)


def letters_of(plan: Plan) -> str:
    """The drawing of a plan: exact for rows and columns at whole seat widths, the nearest spot otherwise.

    Names, curves and zones do not stand in it, and two seats never share a spot: the later one goes right.
    """
    left = min(round(seat.x) for seat in plan.seats)
    top = min(round(seat.y) for seat in plan.seats)
    lines: dict[int, dict[int, str]] = {}
    for seat in sorted(plan.seats, key=lambda seat: (seat.y, seat.x)):
        line = lines.setdefault(round(seat.y) - top, {})
        column = round(seat.x) - left
        while column in line:
            column += 1
        line[column] = seat.kind
    drawn = [lines.get(y, {}) for y in range(max(lines) + 1)]
    return "\n".join("".join(line.get(x, ".") for x in range(max(line, default=-1) + 1)) for line in drawn)


def row_name(index: int) -> str:
    """A, B … Z, AA, BB …, without I and O."""
    cycle, letter = divmod(index, len(ROW_NAMES))
    return ROW_NAMES[letter] * (cycle + 1)


def _partners_in_row(spots: Sequence[tuple[int, str]], *, row: str, line: int) -> dict[int, int]:
    """Positions in the row that belong together: companion to space, duo half to half."""
    partners: dict[int, int] = {}
    spaces = [index for index, (_, letter) in enumerate(spots) if letter == "W"]
    for index, (x, letter) in enumerate(spots):
        alone = {"row": row, "number": str(index + 1), "line": line}
        if letter == "C":
            if not spaces:
                raise BadPlan("partner", **alone)
            partners[index] = min(spaces, key=lambda space: (abs(spots[space][0] - x), spots[space][0]))
        elif letter == "D" and index not in partners:
            following = index + 1
            if following >= len(spots) or spots[following] != (x + 1, "D"):
                raise BadPlan("partner", **alone)
            partners[index], partners[following] = following, index
    return partners
