"""Seats kept off sale: the house's and broken ones, with their dates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.venues import presenters
from ouvreuse.backoffice.venues.forms import BlockForm, local_text
from ouvreuse.booking.actions import hand_back, keep_seats_off
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries.kept import blocked_shows
from ouvreuse.kernel import clock
from ouvreuse.venues import actions
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.models import SeatBlock
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.rules import Plan, places_named
from ouvreuse.venues.words import say as words


@require_safe
@requires("see_venue")
def blocks(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """Seats off sale now, later, and lately."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    newest = presenters.newest_plan(row.id)
    listed = [
        (each, presenters.seat_words(newest[1], each.places) if newest else "")
        for each in SeatBlock.objects.filter(screen_id=row.id).order_by("-id")[:100]
    ]
    facts = {
        "here": here, "screen": row, "running": [each for each in listed if each[0].ended_at is None],
        "ended": [each for each in listed if each[0].ended_at is not None],
        "may_edit": staff.rights.may("edit_venue", cinema=here.id) and newest is not None,
    }  # fmt: skip
    return show(request, "backoffice/venues/blocks.html", facts, staff=staff, cinema=here, section="venue")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_venue")
def new_block(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """Keep seats off sale: typed by name or ticked on the plan."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    newest = presenters.newest_plan(row.id)
    if newest is None:
        say(request, _("This screen has no plan yet."), kind="info")
        return see(reverse("backoffice:screen", args=[here.slug, row.number]))
    seat_map, plan = newest
    ticked = {int(text) for text in request.POST.getlist("place") if text.isdecimal() and len(text) < 6}
    status = 200
    if request.method == "POST":
        form = BlockForm(request.POST, zone=here.zone)
        made = _made(form, row, plan, ticked, staff) if form.is_valid() else None
        if made is not None:
            kept = keep_seats_off(blocks=[made])
            text = _("Off sale in %(count)d screenings published so far; those to come follow by themselves.")
            say(request, text % {"count": kept.kept})
            return see(reverse("backoffice:block", args=[here.slug, row.number, made]))
        status = 422
    else:
        form = BlockForm(zone=here.zone, initial={"starts_at": local_text(clock.now(), here.zone)})
    facts = {
        "here": here, "screen": row, "form": form,
        "drawing": presenters.drawing(
            plan, look=f"plan-{seat_map.id}", sheet=reverse("media:plan", args=[seat_map.id]), chosen=ticked, tick=True
        ),
    }  # fmt: skip
    return show(
        request,
        "backoffice/venues/block_form.html",
        facts,
        staff=staff,
        cinema=here,
        section="venue",
        status=status,
    )


def _made(form: BlockForm, row: Any, plan: Plan, ticked: set[int], staff: Staff) -> int | None:
    facts = form.cleaned_data
    try:
        named = places_named(facts["seats"], plan.seats)
        return actions.block_places(
            row.id, places=ticked | set(named), kind=facts["kind"], starts_at=facts["starts_at"],
            ends_at=facts["ends_at"], reason=facts["reason"], by=staff.name, actor=staff.user,
        )  # fmt: skip
    except VenueError as problem:
        field = {"dates": "ends_at", "reason": "reason"}.get(problem.reason, "seats")
        form.add_error(field, words(problem, language=get_language() or "fr"))
        return None


def _block(here: CinemaView, screen: int, block: int) -> tuple[Any, SeatBlock]:
    row = presenters.screen_here(here, screen)
    found = SeatBlock.objects.filter(id=block, screen_id=row.id).first()
    if found is None:
        raise Http404
    return row, found


@require_safe
@requires("see_venue")
def block(request: HttpRequest, *, staff: Staff, cinema: str, screen: int, block: int) -> HttpResponse:
    """One block: the coming screenings, and the orders that had its seats before."""
    here = cinema_here(staff, cinema)
    row, found = _block(here, screen, block)
    newest = presenters.newest_plan(row.id)
    names = {seat.place: f"{seat.row}{seat.number}" for seat in newest[1].seats} if newest else {}
    shows = blocked_shows(found.id) if found.ended_at is None else []
    facts = {
        "here": here, "screen": row, "off": found,
        "seats": ", ".join(names.get(place, str(place)) for place in found.places),
        "shows": [(each, [(names.get(place, "?"), code) for place, code, _order in each.sold]) for each in shows],
        "sold": sum(len(each.sold) for each in shows),
        "may_edit": staff.rights.may("edit_venue", cinema=here.id),
        "may_see": staff.rights.may("see_orders", cinema=here.id),
        "may_look": staff.rights.may("see_programme", cinema=here.id),
        "may_sell": staff.rights.may("sell_tickets", cinema=here.id),
    }  # fmt: skip
    return show(request, "backoffice/venues/block.html", facts, staff=staff, cinema=here, section="venue")


@require_POST
@requires("edit_venue")
def end(request: HttpRequest, *, staff: Staff, cinema: str, screen: int, block: int) -> HttpResponse:
    """Sell these seats again."""
    here = cinema_here(staff, cinema)
    row, found = _block(here, screen, block)
    if actions.end_block(found.id, actor=staff.user):
        keep_seats_off(blocks=[found.id])
        say(request, _("These seats are sold again."))
    return see(reverse("backoffice:off_sale", args=[here.slug, row.number]))


@require_POST
@requires("sell_tickets")
def give_back(request: HttpRequest, *, staff: Staff, cinema: str, screen: int, block: int) -> HttpResponse:
    """Give the seats back to the sale of one screening: the counter needs them."""
    here = cinema_here(staff, cinema)
    row, found = _block(here, screen, block)
    asked = request.POST.get("screening", "")
    try:
        if not asked.isdecimal() or len(asked) > 9:
            raise BookingError
        hand_back(found.id, screening=int(asked), actor=staff.user)
        say(request, _("These seats are on sale for this screening."))
    except BookingError:
        say(request, _("Choose a screening of this screen."), kind="bad")
    return see(reverse("backoffice:block", args=[here.slug, row.number, found.id]))
