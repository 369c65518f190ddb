"""The list an address is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from ouvreuse.backoffice.access import Staff, cinema_here
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.models import PriceList
from ouvreuse.pricing.words import say
from ouvreuse.venues.queries import CinemaView

SECTION = "prices"


@dataclass(frozen=True, slots=True)
class Here:
    """A price list in its cinema."""

    cinema: CinemaView
    row: PriceList

    def url(self, name: str = "price_list", **parts: object) -> str:
        """The address of a page of this list."""
        return reverse(
            f"backoffice:{name}", kwargs={"cinema": self.cinema.slug, "list": self.row.code, **parts}
        )


def list_here(staff: Staff, cinema: str, code: str) -> Here:
    """The list of an address; one of a cinema that is not the person's is not found."""
    place = cinema_here(staff, cinema)
    row = PriceList.objects.filter(cinema_id=place.id, code=code).first()
    if row is None:
        raise Http404
    return Here(place, row)


def page(
    request: HttpRequest,
    template: str,
    facts: dict[str, object],
    *,
    staff: Staff,
    here: Here,
    status: int = 200,
) -> HttpResponse:
    """A page about a list, in the frame."""
    may = staff.rights.may
    given = {
        "here": here,
        "list": here.row,
        "may_edit": may("edit_prices", cinema=here.cinema.id),
        "may_change_sold": may("change_sold", cinema=here.cinema.id),
        **facts,
    }
    return show(
        request,
        f"backoffice/prices/{template}",
        given,
        staff=staff,
        cinema=here.cinema,
        section=SECTION,
        status=status,
    )


def sentence(problem: PricingError) -> str:
    """A refusal in the page's language."""
    return say(problem, language=get_language() or "fr")
