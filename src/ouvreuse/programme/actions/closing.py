"""Closing a screen: not while screenings to come stand there."""

from __future__ import annotations

from django.db import transaction

from ouvreuse.kernel import clock
from ouvreuse.programme.errors import ScreenNeeded
from ouvreuse.programme.queries import coming_in
from ouvreuse.venues import actions as venues

MOST_NAMED = 5


@transaction.atomic
def close_screen(screen: int, *, actor: int | None = None, actor_label: str = "staff") -> None:
    """No screening is planned here any more. Raises ``ScreenUnknown``, and `ScreenNeeded` with the screenings that
    stand in the way.

    The screen's row is locked first: who is planning on it is waited for, and seen.
    """
    venues.close_screen(screen, actor=actor, actor_label=actor_label)
    standing = coming_in(screen, since=clock.now())
    count = standing.count()
    if count:
        first = list(standing.order_by("starts_at", "id").values_list("id", flat=True)[:MOST_NAMED])
        raise ScreenNeeded(screen=screen, count=count, screenings=first)
