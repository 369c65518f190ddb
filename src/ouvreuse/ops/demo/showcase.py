"""At any hour: one screening nearly full, one sold out, one cancelled (free seating goes round the clock)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries import free_counts, seat_map
from ouvreuse.kernel import clock
from ouvreuse.ops.demo.past import loose_key
from ouvreuse.programme.models import Screening

SHOWN_UNTIL = timedelta(minutes=20)  # before its start: longer than from one refresh to the next
LASTING = timedelta(hours=3)  # what is newly put on show starts at least so late
AHEAD = timedelta(hours=50)
FEW = 5


@dataclass(frozen=True)
class _Window:
    """Demo screenings with numbered seats, the smallest first, and their free seats."""

    cancelled: list[Screening]
    on_sale: list[Screening]
    free: dict[int, int]

    @classmethod
    def after(cls, instant: datetime, *, until: datetime) -> _Window:
        """Those that start between two instants."""
        rows = Screening.objects.filter(
            starts_at__gt=instant, starts_at__lt=until, free_seating=False, external_ref__startswith="demo:"
        ).order_by("capacity", "starts_at")
        on_sale = list(rows.filter(state="published"))
        return cls(list(rows.filter(state="cancelled")), on_sale, free_counts(row.id for row in on_sale))

    def states(self) -> dict[str, int]:
        """One screening for each state that is on show."""
        sold_out = next((row.id for row in self.on_sale if self.free[row.id] == 0), None)
        nearly = next((row.id for row in self.on_sale if 0 < self.free[row.id] <= FEW), None)
        found = {
            "cancelled": self.cancelled[0].id if self.cancelled else None,
            "sold_out": sold_out,
            "nearly_full": nearly,
        }
        return {state: screening for state, screening in found.items() if screening is not None}


def on_show() -> dict[str, int]:
    """The screenings on show by state; changes nothing."""
    now = clock.now()
    return _Window.after(now, until=now + AHEAD).states()


def refresh_showcase() -> dict[str, int]:
    """Make sure that each state is on show until after the next refresh; returns the screenings by state.

    It sells at the counter as of now, so the past must be sold before.
    """
    now = clock.now()
    shown = _Window.after(now + SHOWN_UNTIL, until=now + AHEAD).states()
    lasting = _Window.after(now + LASTING, until=now + AHEAD)
    choice = [row for row in lasting.on_sale if lasting.free[row.id] > FEW]
    if "sold_out" not in shown and choice:
        shown["sold_out"] = _fill(choice.pop(0).id, leaving=0)
    if "nearly_full" not in shown and choice:
        shown["nearly_full"] = _fill(choice.pop(0).id, leaving=FEW - 1)
    if "cancelled" not in shown and choice:
        untouched = [row for row in choice if lasting.free[row.id] == row.capacity] or choice
        shown["cancelled"] = untouched[-1].id
        actions.cancel_screening(shown["cancelled"], reason="demonstration", actor_label="demo")
    return shown


def _fill(screening: int, *, leaving: int) -> int:
    """Sell at the counter until so many standard seats are left; seats that go together are sold together."""
    view = seat_map(screening)
    free = [seat for seat in view.seats if seat.place not in view.taken]
    standard = [seat.place for seat in free if seat.kind in "SET"]
    together = [seat.place for seat in free if seat.kind not in "SET"]
    wanted = together + standard[: max(0, len(standard) - leaving)]
    for start in range(0, len(wanted), 50):
        part = wanted[start : start + 50]
        try:
            actions.sell(screening, places=part, rates=["PLEIN"] * len(part), purchase_key=loose_key())
        except BookingError:
            continue
    return screening
