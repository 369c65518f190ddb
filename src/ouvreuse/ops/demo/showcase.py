"""At any hour: one screening nearly full, one sold out, one cancelled (free seating goes round the clock)."""

from __future__ import annotations

from datetime import timedelta

from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries import free_counts, seat_map
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening


def refresh_showcase() -> dict[str, int]:
    """Make sure that each state is on show in the coming two days; returns the screenings by state."""
    now = clock.now()
    window = Screening.objects.filter(
        starts_at__gt=now + timedelta(minutes=40), starts_at__lt=now + timedelta(hours=50), free_seating=False,
        external_ref__startswith="demo:",
    )  # fmt: skip
    shown: dict[str, int] = {}
    cancelled = window.filter(state="cancelled").order_by("starts_at").first()
    open_ = list(window.filter(state="published").order_by("capacity", "starts_at")[:40])
    if cancelled is None and len(open_) > 3:
        victim = open_.pop()
        actions.cancel_screening(victim.id, reason="demonstration", actor_label="demo")
        shown["cancelled"] = victim.id
    elif cancelled is not None:
        shown["cancelled"] = cancelled.id
    free = free_counts([row.id for row in open_])
    full = next((row for row in open_ if free[row.id] == 0), None) or (open_.pop(0) if open_ else None)
    if full is not None:
        _fill(full.id, leaving=0)
        shown["sold_out"] = full.id
    nearly = next((row for row in open_ if 0 < free[row.id] <= 5), None) or (open_.pop(0) if open_ else None)
    if nearly is not None:
        _fill(nearly.id, leaving=4)
        shown["nearly_full"] = nearly.id
    return shown


def _fill(screening: int, *, leaving: int) -> None:
    """Sell at the counter until so many standard seats are left; seats that go together are sold together."""
    view = seat_map(screening)
    free = [seat for seat in view.seats if seat.place not in view.taken]
    standard = [seat.place for seat in free if seat.kind in "SET"]
    together = [seat.place for seat in free if seat.kind not in "SET"]
    wanted = together + standard[: max(0, len(standard) - leaving)]
    for start in range(0, len(wanted), 50):
        part = wanted[start : start + 50]
        try:
            actions.sell(screening, places=part, rates=["PLEIN"] * len(part))
        except BookingError:
            continue
