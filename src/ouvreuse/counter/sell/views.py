"""The sale: today's séances, then rates, seats and money on one page. One POST sells, however often it is sent."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.queries import free_counts, order_view
from ouvreuse.booking.queries.counter import order_of_key
from ouvreuse.counter.access import Staff, requires
from ouvreuse.counter.place import Desk, desk_here
from ouvreuse.counter.refusals import Refused, sentence, status_of
from ouvreuse.counter.sell.choice import Choice, choice_of, counts_of, places_of
from ouvreuse.counter.sell.offer import Offer, not_offered, offer_of, plan_rows, rate_rows, seats_for
from ouvreuse.kernel import clock
from ouvreuse.kernel.fault import fault
from ouvreuse.payments.errors import PaymentError
from ouvreuse.programme.queries import ScreeningView, screenings_on
from ouvreuse.programme.rules.listing import listing_day
from ouvreuse.venues.queries import faults_at

ACTION = "sell_tickets"
NOTES = (1_000, 2_000, 5_000)
TRIES = 4
LATE = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class Show:
    """A séance to sell. ``key``: its digit; ``late``: begun a while ago; ``dated``: not today's; ``free``: seats."""

    view: ScreeningView
    free: int
    key: str
    late: bool
    dated: bool
    url: str


@require_safe
@requires(ACTION)
def sell(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """What can be sold now: the next séances first."""
    desk = desk_here(staff, cinema)
    shows = _shows(desk)
    days = _later(desk) if "days" in request.GET else []
    return render(
        request, "counter/sell/sell.html", {"desk": desk, "part": "sell", "shows": shows, "days": days}
    )


def _shows(desk: Desk) -> list[Show]:
    """Today's that have not ended, those begun a while ago last; at night, when none is left, tomorrow's."""
    now = clock.now()
    today = listing_day(now.astimezone(ZoneInfo(desk.cinema.zone)))
    for day in (today, today + timedelta(days=1)):
        views = [
            v
            for v in screenings_on(desk.cinema.slug, day=day, staff=True)
            if v.ends_at > now and not v.cancelled
        ]
        if views:
            views.sort(key=lambda view: (now - view.starts_at > LATE, view.starts_at))
            return _drawn(desk, views, dated=day != today)
    return []


def _later(desk: Desk) -> list[Show]:
    today = listing_day(clock.now().astimezone(ZoneInfo(desk.cinema.zone)))
    views = [
        view
        for days in range(1, 15)
        for view in screenings_on(desk.cinema.slug, day=today + timedelta(days=days), staff=True)
        if not view.cancelled
    ]
    return _drawn(desk, views, keys=False, dated=True)


def _drawn(desk: Desk, views: list[ScreeningView], *, keys: bool = True, dated: bool = False) -> list[Show]:
    free, now = free_counts(view.id for view in views), clock.now()
    return [
        Show(
            view, free.get(view.id, 0), str(number) if keys and number <= 9 else "", now - view.starts_at > LATE,
            dated, desk.url("sale", screening=view.id),
        )
        for number, view in enumerate(views, start=1)
    ]  # fmt: skip


@require_safe
@requires(ACTION)
def free(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Seats left of the séances asked for, for a page that stays open."""
    desk_here(staff, cinema)
    wanted = [int(text) for text in request.GET.getlist("id")[:200] if text.isdecimal() and len(text) < 9]
    return JsonResponse({str(screening): left for screening, left in free_counts(wanted).items()})


@require_safe
@requires(ACTION)
def quote(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """The exact sum and the seats proposed for a choice, while it is made."""
    offer = offer_of(desk_here(staff, cinema), screening)
    try:
        counts = counts_of(request.GET, codes=offer.codes)
        view, seats = seats_for(offer, sum(counts.values()), ticked=places_of(request.GET))
        total = offer.total(counts, seats) if counts and len(seats) in (0, sum(counts.values())) else 0
    except Refused as error:
        return JsonResponse({"error": sentence(error)}, status=status_of(error))
    return JsonResponse(
        {
            "total": total,
            "free": view.free,
            "places": [seat.place for seat in seats],
            "seats": [f"{seat.row}{seat.number}" for seat in seats],
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def sale(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """Rates, seats and money of one séance; posted, it is sold."""
    desk = desk_here(staff, cinema)
    offer = offer_of(desk, screening)
    if request.method != "POST":
        return _page(request, desk, offer, _Asked(request.GET))
    try:
        choice = choice_of(request.POST, codes=offer.codes)
        if choice.places and len(choice.places) != sum(choice.counts.values()):
            wrong = _("%(chosen)s seats are ticked for %(wanted)s tickets.")
            facts = {"chosen": len(choice.places), "wanted": sum(choice.counts.values())}
            return _page(request, desk, offer, _Asked(request.POST, wrong % facts), status=422)
        order = order_of_key(choice.key) or _sold(desk, offer, choice)
    except Refused as error:
        asked = _Asked(request.POST, sentence(error), fresh=isinstance(error, SeatTaken))
        return _page(request, desk, offer, asked, status=status_of(error))
    view = order_view(order)
    if view.cinema_id != desk.cinema.id:
        return HttpResponse(status=404)
    if view.state == "confirmed":
        print_first(desk, order, cash=choice.means == "cash")
    return HttpResponse(status=303, headers={"Location": desk.url("sold", order=view.code)})


def _sold(desk: Desk, offer: Offer, choice: Choice) -> UUID:
    """Sell; when the seats were only proposed and somebody took them, propose others."""
    for attempt in range(TRIES):
        places = choice.places
        if not places and not offer.facts.free_seating:
            _view, seats = seats_for(offer, sum(choice.counts.values()), ticked=())
            places = tuple(seat.place for seat in seats)
        fault("K1")
        try:
            return actions.sell(
                offer.facts.id, rates=choice.rates, places=places or None, means=choice.means, email=choice.email,
                name=choice.name, language=(get_language() or "fr")[:2], purchase_key=choice.key,
                actor=desk.staff.user, due=choice.due, given=choice.given, waits=choice.means == "terminal",
            )  # fmt: skip
        except SeatTaken:
            if choice.places or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def print_first(desk: Desk, order: UUID, *, cash: bool = False) -> None:
    """Print what was just sold on the till's roll and open the drawer for cash; trouble is told by the next page."""
    if desk.shift is not None and desk.shift.till.printer.host:
        with contextlib.suppress(PaymentError):
            flows.print_tickets(
                order, till=desk.shift.till.printer, actor=desk.staff.user, first=True, kick=cash
            )


@dataclass(frozen=True)
class _Asked:
    """What the page shows of the form: as typed before, with what was wrong; ``fresh``: other seats are proposed."""

    data: QueryDict
    error: str = ""
    fresh: bool = False
    key: UUID = field(default_factory=uuid4)


def _page(
    request: HttpRequest, desk: Desk, offer: Offer, asked: _Asked, *, status: int = 200
) -> HttpResponse:
    counts: dict[str, int] = {}
    ticked: tuple[int, ...] = ()
    with contextlib.suppress(*Refused):
        counts = counts_of(asked.data, codes=offer.codes)
        ticked = () if asked.fresh else places_of(asked.data)
    count, error = sum(counts.values()), asked.error
    total = 0
    try:
        view, seats = seats_for(offer, count, ticked=ticked)
        if counts and len(seats) in (0, count):
            total = offer.total(counts, seats)
    except Refused as problem:
        error = error or sentence(problem)
        view, seats = seats_for(offer, 0, ticked=())
    facts = {
        "desk": desk,
        "part": "sell",
        "facts": offer.facts,
        "rates": rate_rows(offer, counts),
        "refused": not_offered(offer),
        "count": count,
        "total": total,
        "free": view.free,
        "seats": seats,
        "rows": [] if offer.facts.free_seating else plan_rows(view, chosen=ticked),
        "plan_id": view.plan_id,
        "notes": NOTES,
        "key": asked.key,
        "error": error,
        "faults": faults_at(
            offer.facts.cinema_id, screen=offer.facts.screen_number, at=offer.facts.starts_at
        ),
        "email": asked.data.get("email", "")[:254],
        "name": asked.data.get("name", "")[:200],
        "typed": asked.data.get("typed", "")[:20],
    }
    return render(request, "counter/sell/sale.html", facts, status=status)
