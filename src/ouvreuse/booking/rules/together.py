"""Best available seats: together, well placed, and without leaving a lonely seat behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import hypot

BEST_DEPTH = 0.62  # of the hall, from the screen: where the picture is neither too near nor too far
BESIDE = 1.3  # seat widths between two neighbours; an aisle is wider
SPECIAL = {"E": 2.0, "T": 12.0, "D": 8.0}  # kept for those who need or want them, as long as others are free
NEVER = frozenset("WC")


@dataclass(frozen=True, slots=True)
class Chair:
    """A place of a plan (see ``PlanSeat``)."""

    place: int
    row: str
    x: float
    y: float
    kind: str = "S"
    partner: int = 0


def best_seats(chairs: Iterable[Chair], *, taken: Set[int], count: int) -> tuple[int, ...]:
    """Places for so many people, in place order; () when that many are not free.

    All in one run of neighbours if there is one, else in as few runs as possible, near each other. Wheelchair spaces
    and their companions' seats are never proposed, half a duo neither.
    """
    every = [chair for chair in chairs if chair.kind not in NEVER]
    if count < 1 or not every:
        return ()
    hall = _Hall(every)
    runs = list(_runs(every, taken))
    whole = [block for run in runs for block in _blocks(run, count)]
    if whole:
        best = min(whole, key=lambda block: hall.cost(block, taken))
        return tuple(sorted(chair.place for chair in best))
    return _spread(runs, hall, count=count, taken=taken)


def _spread(runs: list[list[Chair]], hall: _Hall, *, count: int, taken: Set[int]) -> tuple[int, ...]:
    """Several runs, the longest first and those near the first one before the far."""
    chosen: list[Chair] = []
    left = [run for run in runs if run]
    while left and len(chosen) < count:
        wanted = count - len(chosen)
        worth = _worth(hall, wanted, anchor=chosen[0] if chosen else None, taken=taken)
        best = max(left, key=worth)
        left.remove(best)
        size = min(wanted, len(best))
        blocks = list(_blocks(best, size)) or list(_blocks(best, size - 1))  # half a duo may be in the way
        if blocks:
            nearest: list[Chair] = min(blocks, key=lambda each: hall.cost(each, taken))
            chosen.extend(nearest)
    return tuple(sorted(chair.place for chair in chosen)) if len(chosen) == count else ()


def _worth(
    hall: _Hall, wanted: int, *, anchor: Chair | None, taken: Set[int]
) -> Callable[[list[Chair]], tuple[int, float]]:
    def worth(run: list[Chair]) -> tuple[int, float]:
        far = abs(run[0].y - anchor.y) if anchor else hall.cost(run, taken)
        return min(len(run), wanted), -far

    return worth


def _rows(chairs: Iterable[Chair]) -> Iterator[list[Chair]]:
    """Chairs of each row from left to right, however it curves; seats without a row's name by their depth."""

    def row(chair: Chair) -> tuple[str, int]:
        return chair.row, 0 if chair.row else round(chair.y)

    for _name, seats in groupby(sorted(chairs, key=lambda c: (row(c), c.x)), key=row):
        yield list(seats)


def _beside(left: Chair, right: Chair) -> bool:
    return hypot(right.x - left.x, right.y - left.y) <= BESIDE


def _runs(chairs: Iterable[Chair], taken: Set[int]) -> Iterator[list[Chair]]:
    """Free neighbours of each row, cut at aisles and taken seats."""
    for row in _rows(chairs):
        run: list[Chair] = []
        for chair in row:
            if run and (chair.place in taken or not _beside(run[-1], chair)):
                yield run
                run = []
            if chair.place not in taken:
                run.append(chair)
        if run:
            yield run


def _blocks(run: list[Chair], count: int) -> Iterator[list[Chair]]:
    """All ways to sit so many neighbours of a run, duo seats whole."""
    for start in range(len(run) - count + 1 if count > 0 else 0):
        block = run[start : start + count]
        places = {chair.place for chair in block}
        if all(chair.kind != "D" or chair.partner in places for chair in block):
            yield block


class _Hall:
    """Where good seats are in this hall."""

    def __init__(self, chairs: list[Chair]) -> None:
        self._left: dict[int, int] = {}
        self._right: dict[int, int] = {}
        for row in _rows(chairs):
            for left, right in pairwise(row):
                if _beside(left, right):
                    self._right[left.place], self._left[right.place] = right.place, left.place
        low, high = min(c.y for c in chairs), max(c.y for c in chairs)
        self._y = low + BEST_DEPTH * (high - low)
        self._x = (min(c.x for c in chairs) + max(c.x for c in chairs)) / 2

    def cost(self, block: list[Chair], taken: Set[int]) -> float:
        """Far from the best spot, special seats used up, a lonely seat left: each makes it worse."""
        x = sum(chair.x for chair in block) / len(block)
        y = sum(chair.y for chair in block) / len(block)
        return (
            abs(x - self._x) * 0.6
            + abs(y - self._y)
            + sum(SPECIAL.get(chair.kind, 0.0) for chair in block)
            + 3.0 * (_lonely(block[0], self._left, taken) + _lonely(block[-1], self._right, taken))
        )


def _lonely(chair: Chair, side: Mapping[int, int], taken: Set[int]) -> bool:
    """Whether the seat beside would stand alone between this block and a taken seat, an aisle or the row's end."""
    beside = side.get(chair.place)
    beyond = side.get(beside) if beside is not None else None
    return beside is not None and beside not in taken and (beyond is None or beyond in taken)
