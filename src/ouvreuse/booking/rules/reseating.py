"""Best-fit seats when a room changes: who bought together sits together, as good as before, nobody lost.

Deterministic: the same parties and the same room always give the same seats. Rooms are compared by shape, each
seat by how far it is from the middle line and how far back it is, so that the middle of one is that of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot

NEIGHBOURS = 1.6  # seat widths between two seats of one row: further apart there is an aisle
TRUNK = {"S": 0.0, "E": 0.3, "T": 0.4, "C": 0.8, "D": 0.6}  # what it costs to sit there without needing to
NEEDED = 4.0  # what it costs to lose a kind of seat one had chosen
ZONE = 1.5  # what it costs to sit in a part of the room one has not paid for, or not in the one paid for
LONELY = 0.5  # what it costs to leave one seat alone between two parties


@dataclass(frozen=True, slots=True)
class Chair:
    """A place of a plan; ``x`` and ``y`` in seat widths, ``kind`` one letter (see ``SeatMap``), ``zone`` the supplement
    its part of the room carries, if any."""

    place: int
    row: str
    x: float
    y: float
    kind: str = "S"
    partner: int = 0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Seats bought together. Parties are given in the order they are served: who bought first, first."""

    order: str
    chairs: tuple[Chair, ...]


@dataclass(frozen=True, slots=True)
class Reseating:
    """``seats``: (order, old place) -> new place. ``apart``: seated, but not side by side. ``unseated``: nowhere."""

    seats: dict[tuple[str, int], int]
    apart: tuple[str, ...]
    unseated: tuple[str, ...]


@dataclass(slots=True)
class _Room:
    """A plan with who may still sit where."""

    chairs: dict[int, Chair]
    spots: dict[int, tuple[float, float]]
    free: set[int]
    rows: list[list[Chair]] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Sequence[Chair]) -> _Room:
        rows: dict[str, list[Chair]] = {}
        for chair in plan:
            rows.setdefault(chair.row, []).append(chair)
        return cls(
            {chair.place: chair for chair in plan},
            spots(plan),
            {chair.place for chair in plan},
            [sorted(row, key=lambda c: (c.x, c.y, c.place)) for _, row in sorted(rows.items())],
        )

    def runs(self, *, kinds: str) -> Iterable[list[Chair]]:
        """Free seats side by side, row by row."""
        for row in self.rows:
            run: list[Chair] = []
            for chair in row:
                if chair.place not in self.free or chair.kind not in kinds:
                    if run:
                        yield run
                    run = []
                    continue
                if run and chair.x - run[-1].x > NEIGHBOURS:
                    yield run
                    run = []
                run.append(chair)
            if run:
                yield run


def spots(plan: Sequence[Chair]) -> dict[int, tuple[float, float]]:
    """Where each place is, whatever the size of its room: (-1..1 across, 0..1 from the screen to the back)."""
    if not plan:
        return {}
    left, right = min(c.x for c in plan), max(c.x for c in plan)
    front, back = min(c.y for c in plan), max(c.y for c in plan)
    middle, half, depth = (left + right) / 2, (right - left) / 2 or 1.0, (back - front) or 1.0
    return {c.place: ((c.x - middle) / half, (c.y - front) / depth) for c in plan}


def reseat(parties: Sequence[Party], *, old: Sequence[Chair], new: Sequence[Chair]) -> Reseating:
    """Seats of ``new`` for parties that sat in ``old``.

    Who bought first stays first; among those who stay, wheelchairs choose first, then duos, then the largest
    parties. A wheelchair space is only ever given for one, and its companions sit beside it. A party that finds no
    block is set apart in pieces as near to each other as there are; one for which there is no room is unseated
    whole: nobody is separated from half of the family by a move.
    """
    where, room = spots(old), _Room.of(new)
    seats: dict[tuple[str, int], int] = {}
    apart: list[str] = []
    unseated = {party.order for party in parties} - (staying := _who_stays(parties, room))
    rank = {party.order: number for number, party in enumerate(parties)}
    for party in sorted(
        (p for p in parties if p.order in staying), key=lambda p: (*_urgency(p), rank[p.order])
    ):
        target = _middle([where[c.place] for c in party.chairs if c.place in where])
        found = _seat(room, party, target)
        if found is None:
            unseated.add(party.order)
            continue
        seats |= {(party.order, place): chair for place, chair in found.items()}
        if not _together(room, found.values()):
            apart.append(party.order)
    by_rank = sorted(unseated, key=lambda order: rank[order])
    return Reseating(seats, tuple(sorted(apart, key=lambda order: rank[order])), tuple(by_rank))


def _who_stays(parties: Sequence[Party], room: _Room) -> set[str]:
    """The first to buy, as long as the room has seats for them; a smaller party may still find room after."""
    spaces = sum(chair.kind == "W" for chair in room.chairs.values())
    chairs = len(room.chairs) - spaces
    staying = set()
    for party in parties:
        wheels = sum(chair.kind == "W" for chair in party.chairs)
        others = len(party.chairs) - wheels
        if wheels <= spaces and others <= chairs:
            spaces, chairs = spaces - wheels, chairs - others
            staying.add(party.order)
    return staying


def _urgency(party: Party) -> tuple[bool, bool, int]:
    kinds = {chair.kind for chair in party.chairs}
    return "W" not in kinds, "D" not in kinds, -len(party.chairs)


def _middle(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    if not places:
        return 0.0, 0.6
    return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)


def _far(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _seat(room: _Room, party: Party, target: tuple[float, float]) -> dict[int, int] | None:
    """Old place -> new place for the whole party, or None with the room as it was."""
    before = set(room.free)
    wheels = [chair for chair in party.chairs if chair.kind == "W"]
    others = [chair for chair in party.chairs if chair.kind != "W"]
    found: dict[int, int] = {}
    for chair in wheels:
        space = _nearest(room, "W", target)
        if space is None:
            room.free = before
            return None
        room.free.discard(space.place)
        found[chair.place] = space.place
        target = room.spots[space.place]
        for companion in _companions(room, space, others):
            room.free.discard(companion.place)
            found[others.pop(0).place] = companion.place
    pieces = _pieces(room, others, target)
    if pieces is None:
        room.free = before
        return None
    return found | pieces


def _nearest(room: _Room, kind: str, target: tuple[float, float]) -> Chair | None:
    fitting = [chair for chair in room.chairs.values() if chair.kind == kind and chair.place in room.free]
    return min(fitting, key=lambda c: (_far(room.spots[c.place], target), c.place), default=None)


def _companions(room: _Room, space: Chair, others: list[Chair]) -> list[Chair]:
    """Companion seats of a wheelchair space, the nearest first, for as many as came along; they move to the front."""
    others.sort(key=lambda chair: (chair.kind != "C", chair.place))
    beside = [
        chair
        for chair in room.chairs.values()
        if chair.kind == "C" and chair.partner == space.place and chair.place in room.free
    ]
    beside.sort(key=lambda c: (hypot(c.x - space.x, c.y - space.y), c.place))
    return beside[: len(others)]


def _pieces(room: _Room, chairs: list[Chair], target: tuple[float, float]) -> dict[int, int] | None:
    """The best block for all of them; without one, the largest pieces, each as near as can be to the first."""
    found: dict[int, int] = {}
    left = sorted(chairs, key=lambda chair: (chair.kind != "D", chair.kind, chair.zone, chair.place))
    size = len(left)
    while left:
        size = min(size, len(left))
        block = None
        while size and (block := _block(room, left[:size], target)) is None:
            size -= 1
        if block is None:
            return None
        found |= block
        room.free -= set(block.values())
        target = _middle([room.spots[place] for place in block.values()])
        left = left[size:]
    return found


def _block(room: _Room, chairs: Sequence[Chair], target: tuple[float, float]) -> dict[int, int] | None:
    """The cheapest run of seats for these, side by side, or None."""
    count, best, cheapest = len(chairs), None, (float("inf"), 0)
    wanted = [(chair.kind, chair.zone) for chair in chairs]
    for run in room.runs(kinds="SETCD"):
        for start in range(len(run) - count + 1):
            window = run[start : start + count]
            if _halves_a_duo(window):
                continue
            cost = _cost(room, window, wanted, target) + LONELY * _alone(len(run), start, count)
            if (cost, window[0].place) < cheapest:
                best, cheapest = window, (cost, window[0].place)
    return None if best is None else _dealt(chairs, best)


def _halves_a_duo(window: Sequence[Chair]) -> bool:
    places = {chair.place for chair in window}
    return any(chair.kind == "D" and chair.partner not in places for chair in window)


def _cost(
    room: _Room, window: Sequence[Chair], wanted: Sequence[tuple[str, str]], target: tuple[float, float]
) -> float:
    missing, elsewhere = [kind for kind, _ in wanted], [zone for _, zone in wanted]
    cost = 0.0
    for chair in window:
        if chair.kind in missing:
            missing.remove(chair.kind)
        else:
            cost += TRUNK[chair.kind]
        if chair.zone in elsewhere:
            elsewhere.remove(chair.zone)
    cost += NEEDED * sum(kind in "DTE" for kind in missing) + ZONE * len(elsewhere)
    spots_of = [room.spots[chair.place] for chair in window]
    return cost + _far(_middle(spots_of), target) * 2


def _alone(run: int, start: int, count: int) -> int:
    return (start == 1) + (run - start - count == 1)


def _dealt(chairs: Sequence[Chair], window: Sequence[Chair]) -> dict[int, int]:
    """Who sits where in the block: on the kind of seat one had, then from left to right."""
    left, found = list(window), {}
    for chair in sorted(chairs, key=lambda c: (c.kind == "S", c.x, c.place)):
        mine = next((seat for seat in left if seat.kind == chair.kind), left[0])
        left.remove(mine)
        found[chair.place] = mine.place
    return found


def _together(room: _Room, places: Iterable[int]) -> bool:
    """Whether they sit in one row without a gap."""
    chairs = sorted((room.chairs[place] for place in places), key=lambda c: (c.row, c.x))
    return all(a.row == b.row and b.x - a.x <= NEIGHBOURS for a, b in pairwise(chairs))
