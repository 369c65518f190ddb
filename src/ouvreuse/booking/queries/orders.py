"""Orders as their owner, the counter and the door see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ouvreuse.booking.errors import OrderUnknown
from ouvreuse.booking.models import HOUSE, Order, ScreeningChange, Ticket
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
from ouvreuse.booking.queries.seats import PlanSeat, seat_at, zones
from ouvreuse.booking.queries.whole import OrderRow, TicketRow, Whole, whole
from ouvreuse.booking.rules.pricing import KIND_NAMES, PricedLine, price_show
from ouvreuse.kernel import clock
from ouvreuse.payments.models import Payment
from ouvreuse.payments.rules import UNSETTLED
from ouvreuse.pricing.queries import price_list_version


@dataclass(frozen=True, slots=True)
class SeatOfOrder:
    """One seat of an order. In free seating the row and number are not shown."""

    place: int
    row: str
    number: str
    kind: str
    rate_code: str
    supplement: str = ""


@dataclass(frozen=True, slots=True)
class ShowOfOrder:
    """A screening of the order with its seats; ``price_version`` is the one its hold keeps."""

    facts: ScreeningFacts
    seats: tuple[SeatOfOrder, ...]
    price_version: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket: who may enter where, and whether it still may."""

    id: UUID
    number: int
    screening: int
    place: int
    row: str
    seat: str
    rate_code: str
    label_fr: str
    label_en: str
    proof_fr: str
    proof_en: str
    price: int
    series: str
    series_number: int
    payload: str
    valid: bool
    admitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order, priced from the price-list version its hold keeps. Sums in cents.

    ``payment``: state of the last payment or ''; ``payment_url``: the bank's page while it is open.
    """

    id: UUID
    code: str
    state: str
    channel: str
    language: str
    cinema_id: int
    email: str
    name: str
    created_at: datetime
    held_until: datetime
    seconds_left: int
    extensions: int
    shows: tuple[ShowOfOrder, ...]
    lines: tuple[PricedLine, ...]
    tickets: tuple[TicketView, ...]
    total: int
    currency: str
    refunded: int
    payment: str
    payment_url: str
    note: str

    @property
    def live(self) -> bool:
        """Held and not yet expired: it may still be changed and paid."""
        return self.state == "held" and self.seconds_left > 0

    @property
    def min_age(self) -> int:
        """The highest age ban among its films; 0 without one."""
        return max((show.facts.min_age for show in self.shows), default=0)


def order_view(order: UUID) -> OrderView:
    """An order whole, in a fixed number of statements. Raises ``OrderUnknown``."""
    found = whole(order)
    if found is None:
        raise OrderUnknown
    return view_of(found)


def view_of(found: Whole) -> OrderView:
    """The view of an order already read."""
    row = found.row
    shows = _shows(found)
    priced = found.lines or _quoted(row, shows)
    last = found.payments[-1] if found.payments else None
    return OrderView(
        id=row.id,
        code=row.code,
        state=row.state,
        channel=row.channel,
        language=row.language,
        cinema_id=row.cinema_id,
        email=row.email,
        name=row.name,
        created_at=row.created_at,
        held_until=row.held_until,
        seconds_left=max(0, int((row.held_until - row.now).total_seconds())),
        extensions=row.extensions,
        shows=shows,
        lines=priced,
        tickets=ticket_views(found.tickets, priced, shows),
        total=row.total if row.total is not None else sum(line.gross for line in priced),
        currency=row.currency,
        refunded=sum(payment.back for payment in found.payments),
        payment=last.state if last else "",
        payment_url=last.url if last and last.state == "open" else "",
        note=row.note,
    )


def _shows(found: Whole) -> tuple[ShowOfOrder, ...]:
    """From the lines once they exist, else from the claims of the hold."""
    wanted: dict[int, list[tuple[int, str]]] = {}
    for line in found.lines:
        if line.kind == "ticket" and line.screening is not None and line.place is not None:
            wanted.setdefault(line.screening, []).append((line.place, line.code))
    for claim in found.claims:
        wanted.setdefault(claim.screening, []).append((claim.place, claim.rate))
    versions = {claim.screening: claim.price_version for claim in found.claims}
    facts = screening_facts(wanted)
    return tuple(
        ShowOfOrder(
            facts[screening],
            tuple(seat_of_order(facts[screening], place, rate) for place, rate in seats),
            versions.get(screening, facts[screening].price_version),
        )
        for screening, seats in sorted(wanted.items(), key=lambda item: facts[item[0]].starts_at)
    )


def seat_of(facts: ScreeningFacts, place: int) -> PlanSeat:
    """A place of the screening's plan version."""
    return seat_at(facts.seat_map, place)


def seat_of_order(facts: ScreeningFacts, place: int, rate: str) -> SeatOfOrder:
    """A place as it is priced: its kind and its zone's supplement."""
    if facts.free_seating or place < 1:  # a number, whatever chair stands there; a seat of a former room
        return SeatOfOrder(place, "", "", "S", rate)
    seat = seat_of(facts, place)
    zone = zones(facts.seat_map).get(seat.zone)
    return SeatOfOrder(place, seat.row, seat.number, seat.kind, rate, zone.supplement if zone else "")


def _quoted(row: OrderRow, shows: tuple[ShowOfOrder, ...]) -> tuple[PricedLine, ...]:
    """The price of a hold, from the version it keeps."""
    priced: list[PricedLine] = []
    for show in shows:
        priced += price_show(
            price_list_version(show.price_version),
            show.facts.context(channel=row.channel),
            screening=show.facts.id,
            seats=tuple(
                (seat.place, KIND_NAMES[seat.kind], seat.rate_code, seat.supplement) for seat in show.seats
            ),
        )
    return tuple(priced)


def ticket_views(
    tickets: Iterable[TicketRow], lines: Iterable[PricedLine], shows: Iterable[ShowOfOrder]
) -> tuple[TicketView, ...]:
    """Tickets with the words of their lines and the names of their seats."""
    facts = {show.facts.id: show.facts for show in shows}
    line_of = {(line.screening, line.place): line for line in lines if line.kind == "ticket"}
    views: list[TicketView] = []
    for ticket in tickets:
        line = line_of[ticket.screening, ticket.place]
        seat = seat_of_order(facts[ticket.screening], ticket.place, ticket.rate)
        views.append(
            TicketView(
                ticket.id, ticket.number, ticket.screening, ticket.place, seat.row, seat.number,
                ticket.rate, line.label_fr, line.label_en, line.proof_fr, line.proof_en, ticket.price,
                ticket.series, ticket.series_number, ticket.payload, ticket.valid, ticket.admitted_at,
            )
        )  # fmt: skip
    return tuple(views)


def order_by_code(code: str, *, cinemas: Iterable[int] | None = None) -> UUID:
    """The id behind the code people read aloud. ``cinemas`` limits the search (staff). Raises ``OrderUnknown``."""
    from ouvreuse.kernel.ids import parse_code

    try:
        orders = Order.objects.filter(code=parse_code(code))
    except ValueError as problem:
        raise OrderUnknown from problem
    if cinemas is not None:
        orders = orders.filter(cinema_id__in=cinemas)
    found = orders.values_list("id", flat=True).first()
    if found is None:
        raise OrderUnknown
    return found


def find_orders(words: str, *, screenings: Iterable[int], limit: int = 20) -> list[UUID]:
    """Confirmed orders of these screenings by name, e-mail or code, for a dead phone at the door."""
    words = words.strip()
    if len(words) < 3:
        return []
    has_ticket = Ticket.objects.filter(order_id=OuterRef("id"), screening_id__in=list(screenings))
    matches = Q(email__icontains=words) | Q(name__icontains=words) | Q(code=words.replace("-", "").upper())
    found = Order.objects.filter(matches, Exists(has_ticket), state="confirmed").order_by("-created_at")
    return list(found.values_list("id", flat=True)[:limit])


def upcoming_orders(email: str) -> list[UUID]:
    """Confirmed orders of an address with a ticket whose screening has not ended ("lost my ticket")."""
    coming = Ticket.objects.filter(
        order_id=OuterRef("id"), voided_at__isnull=True, screening__ends_at__gt=clock.now()
    )
    return list(
        Order.objects.filter(Exists(coming), email=email, state="confirmed")
        .order_by("created_at")
        .values_list("id", flat=True)[:50]
    )


def orders_to_settle(*, older_than: timedelta, limit: int = 100) -> list[UUID]:
    """Orders in payment for a while, for the poller: those without an open payment, then asked longest ago.

    So orders the bank never answers for do not hide the others. One the bank was never told of waits for its
    deadline. Seats kept off sale are no purchase.
    """
    open_payments = Payment.objects.filter(subject=OuterRef("id"), state__in=UNSETTLED)
    heard = Coalesce("asked_at", "deadline_at")
    since = open_payments.order_by(heard.asc()).values_list(heard)[:1]
    waiting = Order.objects.filter(
        state="paying", held_until__lt=clock.now() - older_than + timedelta(minutes=8)
    )
    return list(
        waiting.exclude(channel=HOUSE)
        .annotate(since=Subquery(since))
        .order_by(F("since").asc(nulls_first=True), "held_until")
        .values_list("id", flat=True)[:limit]
    )


def refunds_of_cancelled(*, limit: int = 500) -> list[tuple[UUID, int]]:
    """Orders with a valid unused ticket of a cancelled screening that has not ended long ago: (order, screening).

    Not while their buyers may still exchange instead.
    """
    waiting = ScreeningChange.objects.filter(screening=OuterRef("screening"), refund_at__gt=clock.now())
    tickets = Ticket.objects.filter(
        voided_at__isnull=True,
        admitted_at__isnull=True,
        screening__state="cancelled",
        screening__ends_at__gt=clock.now() - timedelta(days=30),
    )
    tickets = tickets.exclude(Exists(waiting))
    return list(tickets.values_list("order_id", "screening_id").distinct().order_by("order_id")[:limit])


def orders_with_hanging_money(*, limit: int = 100) -> list[UUID]:
    """Orders let go whose payment is known to have succeeded: settling them was cut short."""
    money = Payment.objects.filter(subject=OuterRef("id"), state="succeeded", captured__gt=0)
    lately = Order.objects.filter(
        state__in=["expired", "cancelled"], ended_at__gt=clock.now() - timedelta(days=30)
    )
    return list(lately.filter(Exists(money)).order_by("ended_at").values_list("id", flat=True)[:limit])
