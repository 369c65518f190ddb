"""How screens are reached and heard and what does not work there, remembered for two seconds."""

from __future__ import annotations

from datetime import datetime

from ouvreuse.storefront.caching import Brief
from ouvreuse.venues.queries import AccessView, FaultView, access_of_screens

_screens = Brief()


def access_of(cinema: int, *, screen: int) -> AccessView | None:
    """Of a screen by its cinema and number; one statement for all, every two seconds at most."""
    return _screens.recall("all", access_of_screens).get((cinema, screen))


def faults_of(cinema: int, *, screen: int, at: datetime) -> tuple[FaultView, ...]:
    """What does not work for a screening that starts then."""
    found = access_of(cinema, screen=screen)
    return found.faults_at(at) if found else ()
