"""Screenings as their pages show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.queries import Left, order_token, plan, seat_map
from ouvreuse.booking.queries.browsers import OpenOrder, open_orders
from ouvreuse.kernel.ids import show_code
from ouvreuse.pricing.rules import OfferedRate
from ouvreuse.pricing.words import WORDS
from ouvreuse.storefront.addresses import language
from ouvreuse.storefront.screening import seating
from ouvreuse.storefront.screening.choice import fresh_key
from ouvreuse.storefront.screening.sale import Sale


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line of the form "how many at which rate". Sums in cents, everything included."""

    code: str
    label: str
    proof: str
    caution: str
    total: int
    fee: int
    extras: tuple[tuple[str, int], ...]
    count: str
    options: range


def rate_rows(sale: Sale, counts: Mapping[str, int]) -> list[RateRow]:
    """The rates offered, with their full price and what must be shown at the door."""
    most = range(sale.facts.max_per_order + 1)
    return [_rate_row(rate, str(counts.get(rate.rate.code, 0)), most) for rate in sale.rates]


def _rate_row(offer: OfferedRate, count: str, options: range) -> RateRow:
    spoken = language()
    cautions = [WORDS[flag.value][0 if spoken == "fr" else 1] for flag in offer.flags]
    return RateRow(
        code=offer.rate.code,
        label=offer.rate.label.text(spoken),
        proof=offer.rate.proof.text(spoken),
        caution=" ".join(cautions),
        total=offer.total_cents,
        fee=offer.fee_cents,
        extras=tuple((extra.label.text(spoken), extra.amount_cents) for extra in offer.supplements),
        count=count,
        options=options,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """One rate of the choice: code, words, how many."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The second step. ``total`` in cents for plain seats; ``key`` the purchase key of the form."""

    sale: Sale
    wanted: tuple[Wanted, ...]
    count: int
    total: int
    key: UUID
    replacing: OpenOrder | None
    others: tuple[OpenOrder, ...]
    joins: OpenOrder | None
    rows: tuple[seating.Row, ...]
    legend: list[seating.Meaning]
    kept: bool
    left: Left
    plan_id: int

    @property
    def order_token(self) -> str:
        """The address of the order whose seats may be exchanged."""
        return order_token(self.replacing.id) if self.replacing else ""

    @property
    def joins_code(self) -> str:
        """The number of the order these seats may join, as people read it."""
        return show_code(self.joins.code) if self.joins else ""

    @property
    def back(self) -> str:
        """The first step with the same numbers."""
        counts = [(each.code, each.count) for each in self.wanted]
        return f"{reverse('storefront:screening', args=[self.sale.facts.id])}?{urlencode(counts)}"


def seats_page(
    sale: Sale, *, counts: Mapping[str, int], browser: UUID | None, chosen: Collection[int] | None = None
) -> SeatsPage:
    """Everything the seats page shows: two statements.

    A browser that already holds seats of this screening exchanges them; others of its orders are only told.
    """
    screening = sale.facts.id
    every = open_orders(browser)
    mine = tuple(order for order in every if screening in order.screenings)
    held = next((order for order in mine if order.held), None)
    others = tuple(order for order in mine if order is not held)
    view = seat_map(
        screening, own_orders=[held.id] if held else (), in_payment=[order.id for order in others]
    )
    quote = sale.price(counts)
    return SeatsPage(
        sale=sale,
        wanted=_wanted(sale, counts),
        count=sum(counts.values()),
        total=quote.total_cents,
        key=held.key if held else fresh_key(),
        replacing=held,
        others=others,
        joins=None if mine else _joined(every, cinema=sale.facts.cinema_id),
        rows=()
        if sale.facts.free_seating
        else seating.rows_of(view, chosen=view.mine if chosen is None else chosen),
        legend=[] if sale.facts.free_seating else seating.legend_of(view, prices=sale.prices),
        kept=bool(set(chosen or ()) - view.taken),
        left=view.left,
        plan_id=view.plan_id,
    )


def _joined(orders: tuple[OpenOrder, ...], *, cinema: int) -> OpenOrder | None:
    """The order held in the same cinema that these seats may join: one payment for several screenings."""
    return next((order for order in orders if order.held and order.cinema_id == cinema), None)


def _wanted(sale: Sale, counts: Mapping[str, int]) -> tuple[Wanted, ...]:
    labels = {rate.rate.code: rate.rate.label.text(language()) for rate in sale.rates}
    return tuple(Wanted(code, labels[code], count) for code, count in counts.items())


def lost_in_words(error: Exception, sale: Sale) -> str:
    """Like E7, E8: the seats somebody else was faster to take; empty when that was not the trouble."""
    places = set(error.places) if isinstance(error, SeatTaken) else set()
    return ", ".join(f"{seat.row}{seat.number}" for seat in plan(sale.facts.seat_map) if seat.place in places)
