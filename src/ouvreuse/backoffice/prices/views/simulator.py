"""Which rates are offered, at what price and why: for any screening and any customer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.prices.presenters.simulator import Simulator
from ouvreuse.backoffice.prices.views.places import SECTION
from ouvreuse.backoffice.shell.frame import show


@require_safe
@requires("see_prices")
def simulator(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The question is the address: it can be sent to a colleague."""
    place = cinema_here(staff, cinema)
    asked = Simulator(request.GET, place, drafts=staff.rights.may("edit_prices", cinema=place.id))
    result = asked.result
    facts = {
        "form": asked.form,
        "place": place,
        "result": result,
        "lists": asked.lists,
        "may_edit": staff.rights.may("edit_prices", cinema=place.id),
    }
    status = 422 if asked.form.errors else 200
    return show(
        request,
        "backoffice/prices/simulator.html",
        facts,
        staff=staff,
        cinema=place,
        section=SECTION,
        status=status,
    )
