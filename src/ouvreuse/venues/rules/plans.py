"""Seat maps without a database: what a plan is, whether it can be, how many wheelchair spaces the law asks for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ouvreuse.venues.errors import BadPlan

KINDS = "SWTCDE"
"""Standard, Wheelchair space without a chair, Transfer seat, Companion, Duo, Easy access."""
MOST_PLACES = 5000
COMPANIONS_PER_SPACE = 3
AISLES = frozenset("._ ")
ROW_NAMES = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: they read as 1 and 0


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of a plan: 1..n; ``x`` and ``y`` in seat widths; ``partner`` the place it belongs with, 0 for none."""

    place: int
    row: str
    number: str
    x: float
    y: float
    kind: str = "S"
    partner: int = 0

    def to_json(self) -> dict[str, object]:
        """The seat as the table keeps it."""
        return {
            "place": self.place, "row": self.row, "number": self.number, "x": self.x, "y": self.y,
            "kind": self.kind, "partner": self.partner,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A valid seat map. ``kinds`` has one letter a place, ``partners`` one place number a place."""

    seats: tuple[Seat, ...]

    @property
    def capacity(self) -> int:
        """How many places, wheelchair spaces included."""
        return len(self.seats)

    @property
    def kinds(self) -> str:
        """One letter a place, place 1 first."""
        return "".join(seat.kind for seat in self.seats)

    @property
    def partners(self) -> list[int]:
        """The partner of each place, place 1 first."""
        return [seat.partner for seat in self.seats]

    @property
    def missing_wheelchair_spaces(self) -> int:
        """How many spaces short of the legal minimum the plan is; 0 when it has enough."""
        return max(0, legal_wheelchair_minimum(self.capacity) - self.kinds.count("W"))


def legal_wheelchair_minimum(seats: int) -> int:
    """Wheelchair spaces a hall of so many seats needs: 2 up to 50, one more for each started 50 beyond.

    Arrêtés of 1 August 2006 and 20 April 2017 (T-12). Over 1,000 a municipal order decides, at least 20: the same
    progression is given. Raises ``ValueError`` under one seat.
    """
    if seats < 1:
        raise ValueError("a hall has at least one seat")
    return 2 + max(0, math.ceil((seats - 50) / 50))


def plan_of(seats: Iterable[Seat | Mapping[str, object]]) -> Plan:
    """A plan of these seats, in place order, once everything about it holds. Raises ``BadPlan``."""
    drawn = sorted((_seat(each) for each in seats), key=lambda seat: seat.place)
    if not 1 <= len(drawn) <= MOST_PLACES:
        raise BadPlan("empty", places=len(drawn))
    for expected, seat in enumerate(drawn, start=1):
        if seat.place != expected:
            raise BadPlan("place", place=seat.place)
        if seat.kind not in KINDS or len(seat.kind) != 1:
            raise BadPlan("kind", place=seat.place)
        if not seat.row.strip() or not seat.number.strip():
            raise BadPlan("nameless", place=seat.place)
    _once(drawn, "twice", [(seat.row, seat.number) for seat in drawn])
    _once(drawn, "overlap", [(seat.x, seat.y) for seat in drawn])
    _check_partners(drawn)
    return Plan(tuple(drawn))


def _seat(each: Seat | Mapping[str, object]) -> Seat:
    if isinstance(each, Seat):
        return each
    try:
        return Seat(
            place=int(str(each["place"])), row=str(each["row"]), number=str(each["number"]), x=float(str(each["x"])),
            y=float(str(each["y"])), kind=str(each.get("kind", "S")), partner=int(str(each.get("partner") or 0)),
        )  # fmt: skip
    except (KeyError, ValueError) as problem:
        raise BadPlan("place", problem=str(problem)) from problem


def _once(seats: Sequence[Seat], reason: str, names: Sequence[object]) -> None:
    times = Counter(names)
    for seat, name in zip(seats, names, strict=True):
        if times[name] > 1:
            raise BadPlan(reason, place=seat.place)


def _check_partners(seats: Sequence[Seat]) -> None:
    """A companion names its wheelchair space, three at most; duo halves name each other; others name nobody."""
    by_place = {seat.place: seat for seat in seats}
    for seat in seats:
        partner = by_place.get(seat.partner)
        if seat.kind == "C":
            good = partner is not None and partner.kind == "W"
        elif seat.kind == "D":
            good = (
                partner is not None
                and partner.kind == "D"
                and partner.partner == seat.place
                and partner != seat
            )
        else:
            good = seat.partner == 0
        if not good:
            raise BadPlan("partner", place=seat.place)
    for space, companions in Counter(seat.partner for seat in seats if seat.kind == "C").items():
        if companions > COMPANIONS_PER_SPACE:
            raise BadPlan("partner", place=space)


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
        name = _row_name(rows)
        rows += 1
        first = len(seats) + 1
        if bad := next((letter for _, letter in spots if letter not in KINDS), ""):
            raise BadPlan("letter", letter=bad, row=name)
        partners = _partners_in_row(spots, row=name)
        for index, (x, letter) in enumerate(spots):
            partner = partners.get(index)
            seats.append(
                Seat(
                    place=first + index, row=name, number=str(index + 1), x=float(x), y=float(y), kind=letter,
                    partner=0 if partner is None else first + partner,
                )
            )  # fmt: skip
    return plan_of(seats)


def _row_name(index: int) -> str:
    cycle, letter = divmod(index, len(ROW_NAMES))
    return ROW_NAMES[letter] * (cycle + 1)


def _partners_in_row(spots: Sequence[tuple[int, str]], *, row: str) -> dict[int, int]:
    """Positions in the row that belong together: companion to space, duo half to half."""
    partners: dict[int, int] = {}
    spaces = [index for index, (_, letter) in enumerate(spots) if letter == "W"]
    for index, (x, letter) in enumerate(spots):
        if letter == "C":
            if not spaces:
                raise BadPlan("partner", row=row, number=index + 1)
            partners[index] = min(spaces, key=lambda space: (abs(spots[space][0] - x), spots[space][0]))
        elif letter == "D" and index not in partners:
            following = index + 1
            if following >= len(spots) or spots[following] != (x + 1, "D"):
                raise BadPlan("partner", row=row, number=index + 1)
            partners[index], partners[following] = following, index
    return partners
