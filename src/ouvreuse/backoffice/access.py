"""Who may see the back office, and which cinema a page is about."""

from __future__ import annotations

from django.http import Http404

from ouvreuse.ui.access import Staff, door_keeper, open_to_all
from ouvreuse.venues.queries import CinemaView, cinemas, rights_of

requires = door_keeper(rights_of)

__all__ = ["Staff", "cinema_here", "open_to_all", "requires"]


def cinema_here(staff: Staff, slug: str) -> CinemaView:
    """The cinema of the address. A cinema where the page's action is not open to the person is not found (BO-01)."""
    for cinema in cinemas():
        if cinema.slug == slug and cinema.id in staff.cinemas:
            return cinema
    raise Http404
