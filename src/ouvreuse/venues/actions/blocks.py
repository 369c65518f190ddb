"""Seats kept off sale for a while. Booking claims them for each screening (``booking.actions.keep_seats_off``)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, text
from ouvreuse.venues.errors import BadBlock, ScreenUnknown
from ouvreuse.venues.models import Screen, SeatBlock, SeatMap


@transaction.atomic
def block_places(
    screen: int,
    *,
    places: Collection[int],
    kind: str,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
    by: str,
    actor: int | None,
    actor_label: str = "staff",
) -> int:
    """Keep places off sale for the screenings that start in this time; returns the block's id.

    Raises ``ScreenUnknown`` and ``BadBlock``: no seat, one that is not in the newest plan, no reason, or an end
    before the beginning.
    """
    row = Screen.objects.filter(id=screen).first()
    if row is None:
        raise ScreenUnknown(screen=screen)
    newest = (
        SeatMap.objects.filter(screen_id=screen).order_by("-version").values_list("kinds", flat=True).first()
    )
    drawn = {place for place, kind in enumerate(newest or "", start=1) if kind != "-"}
    if not places or kind not in SeatBlock.Kind.values:
        raise BadBlock("seats")
    if unknown := set(places) - drawn:
        raise BadBlock("unknown", places=sorted(unknown))
    if not text.one_line(reason):
        raise BadBlock("reason")
    if ends_at is not None and ends_at <= starts_at:
        raise BadBlock("dates")
    made = SeatBlock.objects.create(
        screen_id=screen, places=sorted(set(places)), kind=kind, starts_at=starts_at, ends_at=ends_at,
        reason=text.one_line(reason)[:200], made_by=by, made_at=clock.now(),
    )  # fmt: skip
    accounts.record(
        "block_places", subject=f"seat_block:{made.id}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={
            "screen": row.number, "places": made.places, "kind": kind, "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat() if ends_at else None, "reason": made.reason,
        },
    )  # fmt: skip
    return made.id


@transaction.atomic
def end_block(block: int, *, actor: int | None, actor_label: str = "staff") -> bool:
    """These seats are no longer kept off sale; False when that was so already, or there is no such block."""
    row = SeatBlock.objects.select_for_update(of=("self",)).select_related("screen").filter(id=block).first()
    if row is None or row.ended_at is not None:
        return False
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    accounts.record(
        "end_block", subject=f"seat_block:{block}", actor=actor, actor_label=actor_label,
        cinema=row.screen.cinema_id, facts={"screen": row.screen.number, "places": row.places, "kind": row.kind},
    )  # fmt: skip
    return True
