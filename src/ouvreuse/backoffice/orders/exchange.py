"""Tickets exchanged for another screening: the same rates when it has them, the best seats, the difference said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.orders.pages import found_order, sentence
from ouvreuse.backoffice.shell import notices
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError, DifferenceDue, SeatTaken
from ouvreuse.booking.queries import OrderView, free_counts, order_view, screening_for_sale
from ouvreuse.booking.queries.counter import order_of_key, proposed_seats
from ouvreuse.booking.queries.orders import TicketView
from ouvreuse.booking.queries.placing import price_there
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.queries.seats import seat_map
from ouvreuse.kernel import clock
from ouvreuse.kernel.ids import show_code
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.queries.drawer import open_shift_of
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import OfferedRate, offered
from ouvreuse.programme.queries import ScreeningView, screenings_on
from ouvreuse.programme.rules.listing import listing_day
from ouvreuse.venues.queries import CinemaView

DAYS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A screening the tickets may be exchanged for."""

    view: ScreeningView
    free: int


@dataclass(frozen=True, slots=True)
class Swap:
    """One ticket and the rate it gets; ``rates``: those offered there."""

    ticket: TicketView
    rate: str
    rates: tuple[tuple[str, str, int], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_orders")
def exchange(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """First the screening, then seats and difference; posted, the exchange is made in one transaction."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    view = order_view(found)
    data = request.POST if request.method == "POST" else request.GET
    tickets = _tickets(view, data)
    facts = _wanted(here, data.get("to", ""))
    if facts is None and tickets and request.method == "POST":
        query = urlencode([("ticket", ticket.id) for ticket in tickets])
        return notices.see(f"{request.path}?{query}")
    if facts is None or not tickets:
        error = "" if tickets else _("No ticket of this order can be exchanged.")
        return _choose(request, staff, here, view, tickets, error=error)
    if request.method != "POST":
        return _confirm(request, staff, here, view, tickets=tickets, to=facts)
    try:
        waits = _exchange(staff, view, tickets, facts, data)
    except DifferenceDue as problem:
        due = int(str(problem.facts["due"]))
        return _confirm(request, staff, here, view, tickets=tickets, to=facts, due=due, status=422)
    except (BookingError, PaymentError, PricingError) as problem:
        status = getattr(problem, "status", 422)
        words = (
            _("This rate is not offered there.") if isinstance(problem, PricingError) else sentence(problem)
        )
        return _confirm(request, staff, here, view, tickets=tickets, to=facts, error=words, status=status)
    if not waits:
        notices.say(request, _("Exchanged. The new tickets are good, the old ones are void."))
    return notices.see(reverse("backoffice:order", kwargs={"cinema": here.slug, "order": view.code}))


def _tickets(view: OrderView, data: QueryDict) -> list[TicketView]:
    """The tickets asked for, all by default; what is void or has let somebody in stays."""
    asked = set(data.getlist("ticket"))
    if view.state != "confirmed":
        return []
    return [
        t for t in view.tickets if t.valid and t.admitted_at is None and (not asked or str(t.id) in asked)
    ]


def _wanted(here: CinemaView, text: str) -> ScreeningFacts | None:
    if not (text.isdecimal() and len(text) < 10):
        return None
    try:
        facts = screening_for_sale(int(text), staff=True)
    except BookingError as problem:
        raise Http404 from problem
    if facts.cinema_id != here.id:
        raise Http404
    return facts


def _exchange(
    staff: Staff, view: OrderView, tickets: list[TicketView], facts: ScreeningFacts, data: QueryDict
) -> bool:
    """Exchange, or ask a terminal for what it costs more: True, and its word is awaited."""
    rates = [data.get(f"rate-{ticket.id}") or ticket.rate_code for ticket in tickets]
    means = data.get("means", "")
    key = _key(data)
    hold = order_of_key(key) or _held(view, facts, rates=rates, key=key)
    mine, reason = [t.id for t in tickets], data.get("reason", "").strip()[:60] or "asked"
    try:
        if means == "terminal" and actions.ask_terminal(
            view.id, tickets=mine, hold=hold, reason=reason, actor=staff.user
        ):
            return True
        actions.exchange_tickets(
            view.id, tickets=mine, hold=hold, means=means if means == "cash" else "",
            reason=reason, actor=staff.user, actor_label="staff",
        )  # fmt: skip
    except Exception:
        actions.give_up(hold)
        raise
    return False


def _held(view: OrderView, facts: ScreeningFacts, *, rates: list[str], key: UUID) -> UUID:
    hold = actions.hold_seats(
        facts.id, rates=rates, places=_places(facts, len(rates)), purchase_key=key, browser=None,
        language=view.language, channel="counter",
    )  # fmt: skip
    return hold.order


def _key(data: QueryDict) -> UUID:
    try:
        return UUID(data.get("key", ""))
    except ValueError:
        return uuid4()


def _choose(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    view: OrderView,
    tickets: list[TicketView],
    *,
    error: str,
) -> HttpResponse:
    now = clock.now()
    today = listing_day(now.astimezone(ZoneInfo(here.zone)))
    shows = [
        each
        for days in range(DAYS)
        for each in screenings_on(here.slug, day=today + timedelta(days=days))
        if each.ends_at > now and not each.cancelled
    ]
    free = free_counts(each.id for each in shows)
    choices = [Choice(each, free.get(each.id, 0)) for each in shows]
    facts = {
        "order": view,
        "code": show_code(view.code),
        "tickets": tickets,
        "choices": [each for each in choices if each.free >= len(tickets)],
        "error": error,
    }
    status = 422 if error else 200
    return show(
        request,
        "backoffice/orders/exchange.html",
        facts,
        staff=staff,
        cinema=here,
        section="orders",
        status=status,
    )


def _confirm(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    view: OrderView,
    *,
    tickets: list[TicketView],
    to: ScreeningFacts,
    error: str = "",
    due: int | None = None,
    status: int = 200,
) -> HttpResponse:
    rates = [
        rate
        for rate in offered(price_list_version(to.price_version), to.context(channel="counter"))
        if rate.available
    ]
    swaps = [_swap(ticket, rates) for ticket in tickets]
    given = {(ticket.screening, ticket.place) for ticket in tickets}
    before = sum(line.gross for line in view.lines if (line.screening, line.place) in given)
    after = _after(swaps, to)
    context = {
        "order": view,
        "code": show_code(view.code),
        "to": to,
        "swaps": swaps,
        "key": uuid4(),
        "before": before,
        "after": after,
        "difference": after - before if due is None else due,
        "shift": open_shift_of(staff.user, cinema=here.id),
        "error": error,
    }
    return show(
        request,
        "backoffice/orders/exchange.html",
        context,
        staff=staff,
        cinema=here,
        section="orders",
        status=status,
    )


def _after(swaps: list[Swap], to: ScreeningFacts) -> int:
    """What the exchange costs as the page proposes it, supplements of the zone included."""
    rates = [swap.rate for swap in swaps]
    try:
        return price_there(to, rates=rates, places=_places(to, len(rates)), channel="counter")
    except (PricingError, SeatTaken):
        return 0


def _places(facts: ScreeningFacts, count: int) -> tuple[int, ...] | None:
    """The best seats left; None in free seating. Raises ``SeatTaken``."""
    if facts.free_seating:
        return None
    places = proposed_seats(seat_map(facts.id), count=count)
    if len(places) != count:
        raise SeatTaken("full")
    return places


def _swap(ticket: TicketView, rates: list[OfferedRate]) -> Swap:
    language = get_language() or "fr"
    shown = tuple((each.rate.code, each.rate.label.text(language), each.total_cents) for each in rates)
    codes = [code for code, _label, _cents in shown]
    rate = ticket.rate_code if ticket.rate_code in codes else codes[0] if codes else ""
    return Swap(ticket, rate, shown)
