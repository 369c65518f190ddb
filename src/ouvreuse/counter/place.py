"""Where a clerk stands: the cinema of the address, and the shift they hold there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from ouvreuse.counter.access import Staff
from ouvreuse.payments.queries.drawer import ShiftView, open_shift_of
from ouvreuse.venues import queries


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk at the counter of a cinema. ``shift`` None: no till is open, and cash cannot be taken."""

    staff: Staff
    cinema: queries.CinemaView
    shift: ShiftView | None

    def url(self, name: str, **parts: object) -> str:
        """An address of this counter."""
        return reverse(f"counter:{name}", kwargs={"cinema": self.cinema.slug, **parts})

    @property
    def sees_orders(self) -> bool:
        """Whether the orders of this cinema are open to them."""
        return bool(self.staff.rights.may("see_orders", cinema=self.cinema.id))

    @property
    def sees_figures(self) -> bool:
        """Whether the sums of an open till and of others are theirs to see."""
        return bool(self.staff.rights.may("see_figures", cinema=self.cinema.id))

    @property
    def sets_up(self) -> bool:
        """Whether they may add tills and printers."""
        return bool(self.staff.rights.may("edit_settings", cinema=self.cinema.id))


def desk_here(staff: Staff, slug: str) -> Desk:
    """The desk of an address. A cinema where the person does not sell is not found: ``Http404``."""
    for cinema in queries.cinemas():
        if cinema.slug == slug and cinema.id in staff.cinemas:
            return Desk(staff, cinema, open_shift_of(staff.user, cinema=cinema.id))
    raise Http404


def uuid_of(text: str) -> UUID | None:
    """An id sent by a form; None for anything else."""
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def french() -> bool:
    """Whether the page is in French."""
    return (get_language() or "fr").startswith("fr")
