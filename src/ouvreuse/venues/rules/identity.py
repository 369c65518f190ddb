"""Which place number a seat has. A number of a screen means the same row and seat in all its plans, for ever.

So a screening may take a newer plan without a word to those who bought: nothing that names a place has to be
written anew. A seat that is new has a number nobody had; the number of a seat that is gone stays nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ouvreuse.venues.errors import BadPlan

from .plans import LAST_PLACE, Plan, Seat, plan_of

Name = tuple[str, str]


def keep_places(plan: Plan, *, known: Mapping[Name, int]) -> Plan:
    """The plan with the numbers its seats always had. ``known``: those of every earlier plan of the screen.

    Raises ``BadPlan("numbers")`` when a screen has used up all its numbers.
    """
    last = max(known.values(), default=0)
    place_of: dict[int, int] = {}
    for seat in plan.seats:
        number = known.get(seat.name)
        if number is None:
            last += 1
            number = last
        place_of[seat.place] = number
    if last > LAST_PLACE:
        raise BadPlan("numbers")
    moved = (
        replace(seat, place=place_of[seat.place], partner=place_of.get(seat.partner, 0))
        for seat in plan.seats
    )
    return plan_of(moved, zones=plan.zones)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two plans of a screen. ``renamed``: the same chair under another name."""

    added: tuple[Seat, ...]
    gone: tuple[Seat, ...]
    renamed: tuple[tuple[Seat, Seat], ...]
    rekinded: tuple[tuple[Seat, Seat], ...]
    rezoned: tuple[tuple[Seat, Seat], ...]
    moved: int

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.renamed or self.rekinded or self.rezoned or self.moved)


def changes(before: Iterable[Seat], after: Iterable[Seat]) -> Changes:
    """The readable difference. Seats are the same by row and number; a chair that stands where one stood that is
    gone is told as renamed."""
    old = {seat.name: seat for seat in before}
    new = {seat.name: seat for seat in after}
    gone = [seat for name, seat in old.items() if name not in new]
    at = {(round(seat.x, 2), round(seat.y, 2)): seat for seat in gone}
    added, renamed = [], []
    for name, seat in new.items():
        if name in old:
            continue
        former = at.pop((round(seat.x, 2), round(seat.y, 2)), None)
        if former is None:
            added.append(seat)
        else:
            renamed.append((former, seat))
    both = [(old[name], seat) for name, seat in new.items() if name in old]
    left = {id(seat) for seat in at.values()}
    return Changes(
        added=tuple(added),
        gone=tuple(seat for seat in gone if id(seat) in left),
        renamed=tuple(renamed),
        rekinded=tuple(pair for pair in both if pair[0].kind != pair[1].kind),
        rezoned=tuple(pair for pair in both if pair[0].zone != pair[1].zone),
        moved=sum((one.x, one.y) != (two.x, two.y) for one, two in both),
    )
