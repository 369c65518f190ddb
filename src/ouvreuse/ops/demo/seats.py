"""Which seats the demo's buyers take: together, towards the middle, a little at random."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ouvreuse.booking.queries import PlanSeat, seat_map


@dataclass
class Floor:
    """A screening's free seats as the salesmen remember them; the database stays the judge."""

    free_seating: bool
    free: int
    rows: dict[str, list[PlanSeat]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, screening: int) -> Floor:
        """Read a screening's seats once."""
        view = seat_map(screening)
        rows: dict[str, list[PlanSeat]] = defaultdict(list)
        for seat in view.seats:
            if seat.kind in "SET" and seat.place not in view.taken:
                rows[seat.row].append(seat)
        depth = {row: sum(s.y for s in seats) / len(seats) for row, seats in rows.items()}
        middle = max(depth.values(), default=0) * 0.62
        order = sorted(depth, key=lambda row: abs(depth[row] - middle))
        for seats in rows.values():
            seats.sort(key=lambda seat: seat.x)
        return cls(view.free_seating, view.free, dict(rows), order)

    def take(self, count: int) -> list[int] | None:
        """Places for a group, or None when no row has them; an empty list in free seating."""
        if self.free_seating:
            if self.free < count:
                return None
            self.free -= count
            return []
        for row in self.order:
            seats = self.rows[row]
            if len(seats) < count:
                continue
            start = min(
                range(len(seats) - count + 1), key=lambda i: self._badness(seats[i : i + count], seats)
            )
            chosen = seats[start : start + count]
            if chosen[-1].x - chosen[0].x < count + 1.5:
                del seats[start : start + count]
                return [seat.place for seat in chosen]
        return None

    @staticmethod
    def _badness(chosen: list[PlanSeat], row: list[PlanSeat]) -> float:
        centre = (row[0].x + row[-1].x) / 2
        spread = chosen[-1].x - chosen[0].x - len(chosen) + 1
        return abs((chosen[0].x + chosen[-1].x) / 2 - centre) + 5 * spread
