"""What does not work in a screen, and when it works again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock, text
from ouvreuse.venues.errors import BadFault, ScreenUnknown
from ouvreuse.venues.models import Fault, Screen


@transaction.atomic
def report_fault(
    screen: int,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    receivers: int | None = None,
    note_fr: str = "",
    note_en: str = "",
    by: str,
    actor: int | None,
    actor_label: str = "staff",
) -> int:
    """Say at once, on every screening concerned, what does not work; returns the fault's id.

    ``receivers``: how many are left, for that kind only. Raises ``ScreenUnknown`` and ``BadFault``.
    """
    row = Screen.objects.filter(id=screen).first()
    if row is None:
        raise ScreenUnknown(screen=screen)
    if kind not in Fault.Kind.values:
        raise BadFault("kind")
    if ends_at is not None and ends_at <= starts_at:
        raise BadFault("dates")
    french, english = text.one_line(note_fr)[:200], text.one_line(note_en)[:200]
    if kind == Fault.Kind.OTHER and not (french or english):
        raise BadFault("words")
    left = (receivers or 0) if kind == Fault.Kind.RECEIVERS else None
    made = Fault.objects.create(
        screen_id=screen, kind=kind, starts_at=starts_at, ends_at=ends_at, receivers=left,
        note_fr=french or english, note_en=english or french, told_by=by, told_at=clock.now(),
    )  # fmt: skip
    accounts.record(
        "report_fault", subject=f"fault:{made.id}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={"screen": row.number, "kind": kind, "receivers": left, "note": made.note_fr},
    )  # fmt: skip
    return made.id


@transaction.atomic
def close_fault(fault: int, *, by: str, actor: int | None, actor_label: str = "staff") -> bool:
    """It works again: nothing is said of it any more. False when that was so already."""
    row = Fault.objects.select_for_update(of=("self",)).select_related("screen").filter(id=fault).first()
    if row is None or row.closed_at is not None:
        return False
    row.closed_at, row.closed_by = clock.now(), by
    row.save(update_fields=["closed_at", "closed_by"])
    accounts.record(
        "close_fault", subject=f"fault:{fault}", actor=actor, actor_label=actor_label, cinema=row.screen.cinema_id,
        facts={"screen": row.screen.number, "kind": row.kind},
    )  # fmt: skip
    return True
