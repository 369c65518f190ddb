"""Turn a room drawn in letters into seats with places, rows, numbers and positions.

A row is a string seen from the seats, screen ahead: S standard, E easy access, T transfer seat, W wheelchair
space (no chair), C companion of the nearest wheelchair space, D half of a duo, `_` no seat, `|` an aisle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ROW_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: they read as figures
ROW_STEP = 1.25
_WIDTHS = {"W": 1.3, "|": 1.4}
Numbering = Literal["straight", "odd_even"]
Aisles = Literal["none", "centre", "sides"]


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """One place of a hall. `x`, `y` are the centre in seat-widths from the corner left of the screen.

    `partner` is the place of the wheelchair space (for a companion) or of the other half (for a duo).
    """

    place: int
    row: str
    number: str
    x: float
    y: float
    kind: str
    partner: int | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """A screen of the demo and its plan, front row first."""

    number: int
    name: str
    seats: tuple[SeatSpec, ...]
    free_seating: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    row: int
    column: int
    x: float
    kind: str


def draw_hall(
    number: int,
    name: str,
    rows: tuple[str, ...],
    *,
    curve: float = 0.0,
    numbering: Numbering = "straight",
    gaps: Mapping[int, float] | None = None,
    free_seating: bool = False,
) -> Hall:
    """Seats from letters. `curve` is how far the ends of the widest row come forward, in seat-widths;
    `gaps` gives extra depth before a row (cross-aisle, balcony), by row index from the front.
    """
    spots = [spot for index, letters in enumerate(rows) for spot in _row(index, letters)]
    depths = _depths(len(rows), gaps or {})
    half = max(abs(spot.x) for spot in spots)
    ys = [depths[spot.row] - curve * (spot.x / half) ** 2 for spot in spots]
    top = min(ys)
    numbers = _numbers(spots, numbering)
    partners = _partners(spots)
    seats = tuple(
        SeatSpec(
            place=index + 1,
            row=ROW_LETTERS[spot.row],
            number=str(numbers[index]),
            x=round(spot.x + half, 2),
            y=round(ys[index] - top, 2),
            kind=spot.kind,
            partner=partners.get(index),
        )
        for index, spot in enumerate(spots)
    )
    return Hall(number, name, seats, free_seating)


def widening(count: int, *, first: int, grow: float, aisles: Aisles) -> tuple[str, ...]:
    """`count` rows of standard seats, `grow` seats wider each, cut by no aisle, one in the middle, or two."""
    return tuple(_aisled(round((first + grow * index) / 2) * 2, aisles) for index in range(count))


def _aisled(seats: int, aisles: Aisles) -> str:
    if aisles == "none":
        return "S" * seats
    if aisles == "centre":
        return "|".join(["S" * (seats // 2)] * 2)
    side = seats // 4
    return "|".join(["S" * side, "S" * (seats - 2 * side), "S" * side])


def _row(index: int, letters: str) -> list[_Spot]:
    at = -sum(_WIDTHS.get(letter, 1.0) for letter in letters) / 2
    spots = []
    for column, letter in enumerate(letters):
        width = _WIDTHS.get(letter, 1.0)
        if letter not in "|_":
            spots.append(_Spot(index, column, at + width / 2, letter))
        at += width
    return spots


def _depths(rows: int, gaps: Mapping[int, float]) -> list[float]:
    depths, at = [], 0.0
    for index in range(rows):
        at += gaps.get(index, 0.0) + (ROW_STEP if index else 0.0)
        depths.append(at)
    return depths


def _numbers(spots: list[_Spot], numbering: Numbering) -> dict[int, int]:
    """Straight: 1, 2, 3 from the left. Odd and even, as in French theatres: odd to the left of the middle."""
    found: dict[int, int] = {}
    for row in {spot.row for spot in spots}:
        members = [index for index, spot in enumerate(spots) if spot.row == row]
        if numbering == "straight":
            found |= {index: place + 1 for place, index in enumerate(members)}
            continue
        left = [index for index in members if spots[index].x < 0]
        found |= {index: 2 * place + 1 for place, index in enumerate(reversed(left))}
        found |= {index: 2 * place + 2 for place, index in enumerate(members[len(left) :])}
    return found


def _partners(spots: list[_Spot]) -> dict[int, int]:
    partners: dict[int, int] = {}
    waiting: int | None = None
    for index, spot in enumerate(spots):
        if spot.kind == "C":
            partners[index] = 1 + min(
                (i for i, other in enumerate(spots) if other.kind == "W" and other.row == spot.row),
                key=lambda i: (round(2 * abs(spots[i].x - spot.x)), i + 1 in partners.values()),
            )
        elif spot.kind == "D" and waiting is None:
            waiting = index
        elif spot.kind == "D" and waiting is not None:
            partners[waiting], partners[index] = index + 1, waiting + 1
            waiting = None
    return partners
