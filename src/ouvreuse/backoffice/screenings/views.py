"""Screenings: the list, the page of one, and how one that people have tickets for changes.

Each change is shown before it is made: the address of the preview can be sent to a colleague, and applying it is
refused when seats were sold meanwhile; then the new preview is shown.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.screenings import presenters
from ouvreuse.backoffice.screenings.forms import AlterForm, CancelForm, FilterForm, ReasonForm
from ouvreuse.backoffice.screenings.purses import purses_of
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError, ChangeRefused, PlanChanged
from ouvreuse.booking.queries.changes import (
    Alteration,
    AlteredPlan,
    MovePlan,
    altered_plan,
    cancel_plan,
    facts_of,
    move_plan,
    seats_held,
)
from ouvreuse.booking.queries.notices import changes_of, progress
from ouvreuse.booking.queries.placing import rooms_for, swaps_for
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.words import say as words_of
from ouvreuse.kernel import clock
from ouvreuse.kernel.ids import show_code
from ouvreuse.pricing.errors import PricingError
from ouvreuse.programme.models import Screening
from ouvreuse.ui.tables import Listing
from ouvreuse.venues.queries import CinemaView, faults_at, screens_of

SECTION = "screenings"
Refused = (BookingError, PricingError)


def sentence(error: Exception) -> str:
    """The words of a refusal, in the page's language."""
    if isinstance(error, PricingError):
        return _(
            "A rate of these tickets is not offered there: refund this order, or choose another screening."
        )
    return words_of(error, language=get_language() or "fr")


@require_safe
@requires("see_programme")
def screenings(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """The screenings of a cinema, to come by default."""
    here = cinema_here(staff, cinema)
    filters = FilterForm(request.GET, screens=[(s.id, s.name) for s in screens_of(here.id)])
    listing = Listing(
        request.GET,
        name=f"{'seances' if (get_language() or 'fr').startswith('fr') else 'screenings'}-{here.slug}",
        columns=presenters.columns(here.slug),
        rows=filters.narrowed(presenters.listed(here.id), zone=here.zone),
        order=("starts_at", "id"),
        zone=here.zone,
        filters=filters,
        empty=_("No screening is planned yet."),
    )
    if listing.export is not None:
        return listing.export
    return show(
        request,
        "backoffice/screenings/list.html",
        {"listing": listing},
        staff=staff,
        cinema=here,
        section=SECTION,
    )


@require_safe
@requires("see_programme")
def screening(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponseBase:
    """One screening: how full, who bought, what was done to it, what can be done."""
    here, facts = _here(staff, cinema, screening)
    held = seats_held(screening)
    orders = Listing(
        request.GET,
        name=f"{here.slug}-{screening}",
        columns=presenters.order_columns(
            cinema=here.slug, personal=staff.rights.may("see_orders", cinema=here.id)
        ),
        rows=presenters.orders_of(screening),
        order=("created_at", "id"),
        zone=here.zone,
        empty=_("Nobody has bought a ticket yet."),
    )
    if orders.export is not None:
        return orders.export
    coming = facts.state == "published" and facts.ends_at > clock.now()
    page = {
        "facts": facts,
        "fill": presenters.fill_of(facts, held),
        "plan": presenters.as_sold(facts, held),
        "listing": orders,
        "changes": [(each, presenters.CHANGES[each.kind]) for each in changes_of(screening)],
        "trail": presenters.trail_of(screening),
        "may_change": coming and staff.rights.may("change_sold", cinema=here.id),
        "live": coming,
        "faults": faults_at(facts.cinema_id, screen=facts.screen_number, at=facts.starts_at),
    }
    return show(request, "backoffice/screenings/one.html", page, staff=staff, cinema=here, section=SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_sold")
def move(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """To another screen: choose it, see who sits where, apply."""
    here, facts = _here(staff, cinema, screening)
    form = ReasonForm(_posted(request))
    error, plan = "", None
    screen = request.POST.get("screen", request.GET.get("screen", ""))
    try:
        if screen:
            plan = move_plan(screening, screen=_number(screen))
        elif request.method == "POST":
            raise ChangeRefused("screen")
        if request.method == "POST" and plan is not None and form.is_valid():
            done = actions.move_screening(
                screening, screen=plan.screen, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"],
                unseated=_decisions(request, plan), actor=staff.user, actor_label="staff",
            )  # fmt: skip
            say(request, _moved(done))
            return see(_change_url(here, screening))
    except Refused as problem:
        error = sentence(problem)
        if plan is not None and isinstance(problem, PlanChanged):
            plan = move_plan(screening, screen=plan.screen)
    page = {"facts": facts, "form": form, "error": error, "rooms": rooms_for(screening), "screen": screen}
    if plan is not None:
        page |= _move_page(request, plan)
    status = 422 if error or form.errors else 200
    return show(
        request,
        "backoffice/screenings/move.html",
        page,
        staff=staff,
        cinema=here,
        section=SECTION,
        status=status,
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _decisions(request: HttpRequest, plan: MovePlan) -> dict[UUID, int]:
    for_all = request.POST.get("unseated", "")
    return presenters.chosen_orders(
        [(order, request.POST.get(f"unseated-{order}") or for_all) for order in plan.left_out]
    )


def _moved(done: actions.Moved) -> str:
    words = _("The screening has moved. Orders with new seats: %(seated)s.") % {"seated": done.seated}
    if done.refunded:
        words += " " + _("Orders refunded: %(count)s.") % {"count": done.refunded}
    if done.exchanged:
        words += " " + _("Orders exchanged: %(count)s.") % {"count": done.exchanged}
    return words


def _move_page(request: HttpRequest, plan: MovePlan) -> dict[str, Any]:
    before, after = presenters.before_and_after(plan)
    left = [
        {
            "order": order,
            "code": show_code(seats[0].code),
            "places": len(seats),
            "cents": sum(seat.cents for seat in seats),
            "paying": seats[0].kind == "paying",
            "said": request.POST.get(f"unseated-{order}", ""),
        }
        for order, seats in plan.left_out.items()
    ]
    return {
        "plan": plan,
        "before": before,
        "after": after,
        "left": left,
        "swaps": swaps_for(plan.show) if left else [],
        "said": _number(request.POST.get("unseated", "")),
        "busy": any(room.busy for room in rooms_for(plan.show.id) if room.id == plan.screen),
        "apart": len(plan.apart),
        "seated_orders": len({seat.held.order for seat in plan.seated}),
        "lost_seats": sum(row["places"] for row in left),
        "lost_cents": sum(row["cents"] for row in left),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_sold")
def alter(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """Another start, version, film or pre-show: say what, see what it means, apply."""
    here, facts = _here(staff, cinema, screening)
    row = Screening.objects.get(id=screening)
    said = request.POST if request.method == "POST" else request.GET if "day" in request.GET else None
    form = AlterForm(said, versions=presenters.version_choices(row), initial=_now(row, here))
    reason = ReasonForm(_posted(request))
    plan, error = None, ""
    try:
        if form.is_bound and form.is_valid():
            alteration = form.alteration(row, zone=here.zone)
            plan = altered_plan(screening, alteration=alteration)
            if request.method == "POST" and reason.is_valid():
                _apply(screening, alteration, reason, staff)
                say(request, _("The screening has changed. Everybody who has a ticket is told."))
                return see(_change_url(here, screening))
    except Refused as problem:
        error = sentence(problem)
    page = {
        "facts": facts, "form": form, "reason": reason, "error": error, "plan": plan,
        "differences": presenters.differences(plan.before, plan.after) if plan else [],
        "older": _older(plan),
    }  # fmt: skip
    wrong = error or (form.is_bound and form.errors) or (request.method == "POST" and reason.errors)
    return show(
        request, "backoffice/screenings/alter.html", page, staff=staff, cinema=here, section=SECTION,
        status=422 if wrong else 200,
    )  # fmt: skip


def _apply(screening: int, alteration: Alteration, reason: ReasonForm, staff: Staff) -> None:
    actions.alter_screening(
        screening, alteration=alteration, reason=reason.cleaned_data["reason"], seen=reason.cleaned_data["seen"],
        actor=staff.user, actor_label="staff",
    )  # fmt: skip


def _older(plan: AlteredPlan | None) -> bool:
    """Whether the film shown is forbidden to people the one bought was not."""
    ages = {"TP": 0, "12": 12, "16": 16, "18": 18, "X": 18}
    return plan is not None and ages[plan.after["classification"]] > ages[plan.before["classification"]]


def _now(row: Screening, here: CinemaView) -> dict[str, Any]:
    local = row.starts_at.astimezone(ZoneInfo(here.zone))
    return {
        "day": local.date(), "time": local.time(), "version": row.version_id, "pre_show_min": row.pre_show_min,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_sold")
def cancel(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """Cancel: what it gives back, why, and typed so that nobody does it by mistake."""
    here, facts = _here(staff, cinema, screening)
    form = CancelForm(_posted(request))
    error, plan = "", None
    try:
        plan = cancel_plan(screening)
        if request.method == "POST" and form.is_valid():
            if not form.confirmed(title=facts.film_title, tickets=plan.tickets):
                raise ChangeRefused("confirmation")
            hours = form.cleaned_data["delay"]
            actions.cancel_screening(
                screening, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"],
                refund_at=clock.now() + timedelta(hours=hours) if hours else None,
                actor=staff.user, actor_label="staff",
            )  # fmt: skip
            say(request, _("The screening is cancelled and no longer on sale. The refunds are under way."))
            return see(_change_url(here, screening))
    except Refused as problem:
        error = sentence(problem)
    purses = purses_of(plan) if plan else []
    page = {"facts": facts, "form": form, "error": error, "plan": plan, "purses": purses}
    status = 422 if error or form.errors else 200
    return show(
        request,
        "backoffice/screenings/cancel.html",
        page,
        staff=staff,
        cinema=here,
        section=SECTION,
        status=status,
    )


@require_safe
@requires("see_programme")
def change(request: HttpRequest, *, staff: Staff, cinema: str, screening: int, number: int) -> HttpResponse:
    """One change: what was, what is, what the buyers answered and how far the money is."""
    here, facts = _here(staff, cinema, screening)
    found = next((each for each in changes_of(screening) if each.number == number), None)
    if found is None:
        raise Http404
    standing = progress(found.id, screening=screening)
    page = {
        "facts": facts,
        "change": found,
        "what": presenters.CHANGES[found.kind],
        "differences": presenters.differences(found.before, found.after),
        "progress": standing,
        "done": standing.orders - standing.open,
        "waits": found.refund_at is not None and found.refund_at > clock.now(),
        "moving": found.kind == "cancelled" and not standing.over,
    }
    return show(request, "backoffice/screenings/change.html", page, staff=staff, cinema=here, section=SECTION)


def _change_url(here: CinemaView, screening: int) -> str:
    number = changes_of(screening)[0].number
    return reverse(
        "backoffice:screening_change", kwargs={"cinema": here.slug, "screening": screening, "number": number}
    )


def _here(staff: Staff, cinema: str, screening: int) -> tuple[CinemaView, ScreeningFacts]:
    """The cinema and the screening of the address; one of another cinema is not found."""
    here = cinema_here(staff, cinema)
    try:
        facts = facts_of(screening)
    except BookingError as problem:
        raise Http404 from problem
    if facts.cinema_id != here.id:
        raise Http404
    return here, facts
