"""Planning before the sale: the programme's verbs, and in the same commit the seats that the house keeps.

Without it a screening moved to another hall, or published at once, would sell the house's seats until the next minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ouvreuse.booking.actions.seating import keep_in_step, let_seats_go
from ouvreuse.programme import actions as programme
from ouvreuse.programme.actions import Arranged, Desk, Wish


@transaction.atomic(durable=True)
def arrange(wishes: Sequence[Wish], *, desk: Desk, verb: str) -> Arranged:
    """``programme.actions.arrange`` with the house's seats. Raises as it does."""
    let_seats_go(wish.screening for wish in wishes if wish.screening and wish.plan is None)
    return _followed(programme.arrange(wishes, desk=desk, verb=verb))


@transaction.atomic(durable=True)
def undo(desk: Desk) -> Arranged:
    """``programme.actions.undo`` with the house's seats. Raises as it does."""
    return _followed(programme.undo(desk))


@transaction.atomic(durable=True)
def redo(desk: Desk) -> Arranged:
    """``programme.actions.redo`` with the house's seats. Raises as it does."""
    return _followed(programme.redo(desk))


@transaction.atomic(durable=True)
def publish_week(seen: Mapping[int, int], *, at: datetime | None, desk: Desk) -> int:
    """``programme.actions.publish_week``; the house's seats are kept before anybody can choose them."""
    count = programme.publish_week(seen, at=at, desk=desk)
    keep_in_step(seen)
    return count


@transaction.atomic(durable=True)
def unpublish(seen: Mapping[int, int], *, desk: Desk) -> Arranged:
    """``programme.actions.unpublish``: a draft keeps no seat. Raises as it does."""
    return _followed(programme.unpublish(seen, desk=desk))


def _followed(done: Arranged) -> Arranged:
    keep_in_step(done.screenings)
    return done
