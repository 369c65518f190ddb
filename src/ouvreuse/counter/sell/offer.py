"""What a séance offers at the counter: its rates, its seats, the best ones proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404
from django.utils.translation import gettext as _

from ouvreuse.booking.errors import BookingError, SeatTaken
from ouvreuse.booking.queries import ScreeningFacts, screening_for_sale, zones
from ouvreuse.booking.queries.counter import proposed_seats
from ouvreuse.booking.queries.seats import PlanSeat, SeatMapView, seat_map
from ouvreuse.booking.rules.pricing import KIND_NAMES, price_show
from ouvreuse.counter.place import Desk, french
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import OfferedRate, PriceListVersion, offered
from ouvreuse.pricing.words import WORDS

CHANNEL = "counter"
LOOKS = {"S": "", "W": "wheelchair", "T": "transfer", "C": "companion", "D": "duo", "E": "easy"}
MARKS = {"W": "♿", "T": "T", "C": "A", "D": "♥", "E": "E"}


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate as the till shows it. ``key``: its digit, '' past the ninth; ``price`` in cents; ``least`` at once."""

    code: str
    key: str
    label: str
    proof: str
    caution: str
    price: int
    least: int
    most: int
    count: int


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A rate that this séance does not offer, and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A séance on sale at the counter."""

    facts: ScreeningFacts
    prices: PriceListVersion
    all_rates: tuple[OfferedRate, ...]

    @property
    def rates(self) -> tuple[OfferedRate, ...]:
        """Those one may sell."""
        return tuple(rate for rate in self.all_rates if rate.available)

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes as they are shown."""
        return tuple(rate.rate.code for rate in self.rates)

    def total(self, counts: Mapping[str, int], seats: tuple[PlanSeat, ...]) -> int:
        """Cents due for these numbers on these seats (plain ones without any). Raises pricing's errors."""
        rates = [code for code, count in counts.items() for _ in range(count)]
        known = zones(self.facts.seat_map)
        chosen = [
            (seat.kind, known[seat.zone].supplement if seat.zone in known else "") for seat in seats
        ] or [("S", "")] * len(rates)
        wanted = tuple(
            (place, KIND_NAMES[kind], rate, supplement)
            for place, ((kind, supplement), rate) in enumerate(zip(chosen, rates, strict=True), start=1)
        )
        lines = price_show(
            self.prices, self.facts.context(channel=CHANNEL), screening=self.facts.id, seats=wanted
        )
        return sum(line.gross for line in lines)


def offer_of(desk: Desk, screening: int) -> Offer:
    """The offer of a séance of this cinema; another's, a draft or an unknown one is not found: ``Http404``."""
    try:
        facts = screening_for_sale(screening, staff=True)
    except BookingError as problem:
        raise Http404 from problem
    if facts.cinema_id != desk.cinema.id:
        raise Http404
    prices = price_list_version(facts.price_version)
    return Offer(facts, prices, tuple(offered(prices, facts.context(channel=CHANNEL))))


def rate_rows(offer: Offer, counts: Mapping[str, int]) -> list[RateRow]:
    """The rates with their keys."""
    rows = []
    for number, each in enumerate(offer.rates, start=1):
        rate = each.rate
        rows.append(
            RateRow(
                rate.code, str(number) if number <= 9 else "", rate.label.text(_language()),
                rate.proof.text(_language()), " ".join(WORDS[flag.value][0 if french() else 1] for flag in each.flags),
                each.total_cents, rate.min_quantity, min(rate.max_quantity or 50, 50), counts.get(rate.code, 0),
            )
        )  # fmt: skip
    return rows


def not_offered(offer: Offer) -> list[NotOffered]:
    """The others, with the first reason of each, for the customer who asks."""
    rows = []
    for each in offer.all_rates:
        for refusal in each.refusals[:1]:
            words = WORDS[refusal.reason.value][0 if french() else 1]
            words = words.format(fact=refusal.fact)
            rows.append(NotOffered(each.rate.label.text(_language()), words))
    return rows


def _language() -> str:
    return "fr" if french() else "en"


@dataclass(frozen=True, slots=True)
class SeatBox:
    """A seat of the plan as a checkbox."""

    place: int
    short: str
    name: str
    look: str
    face: str
    taken: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the plan."""

    name: str
    look: str
    seats: tuple[SeatBox, ...]


def plan_rows(view: SeatMapView, *, chosen: tuple[int, ...]) -> list[Row]:
    """The plan as checkboxes by row, the chosen ones ticked."""
    rows = []
    for index, (name, seats) in enumerate(groupby(view.seats, key=lambda seat: seat.row)):
        rows.append(Row(name, f"seat-row r{index}", tuple(_box(seat, view, chosen) for seat in seats)))
    return rows


def _box(seat: PlanSeat, view: SeatMapView, chosen: tuple[int, ...]) -> SeatBox:
    taken = seat.place in view.taken
    look = f"seat p{seat.place} {LOOKS[seat.kind]} {'taken' if taken else 'free'}"
    return SeatBox(
        seat.place, f"{seat.row}{seat.number}", seat_name(seat), look, MARKS.get(seat.kind, seat.number), taken,
        seat.place in chosen and not taken,
    )  # fmt: skip


def seat_name(seat: PlanSeat) -> str:
    """Like Row E, seat 7, wheelchair space."""
    words = _("Row %(row)s, seat %(seat)s") % {"row": seat.row, "seat": seat.number}
    kind = {
        "W": _("wheelchair space, without a chair"),
        "T": _("transfer seat, its armrest folds away"),
        "C": _("companion of a wheelchair space"),
        "D": _("duo seat, sold with the one beside it"),
        "E": _("easy access, near the entrance"),
    }.get(seat.kind, "")
    return f"{words}, {kind}" if kind else words


def seats_for(
    offer: Offer, count: int, *, ticked: tuple[int, ...]
) -> tuple[SeatMapView, tuple[PlanSeat, ...]]:
    """The plan now and the seats of a sale: those ticked, else the best. Raises ``SeatTaken`` when too few are free."""
    view = seat_map(offer.facts.id)
    if offer.facts.free_seating:
        return view, ()
    places = ticked or (proposed_seats(view, count=count) if count else ())
    if count and len(places) != count and not ticked:
        raise SeatTaken("full")
    return view, tuple(seat for seat in view.seats if seat.place in places)
