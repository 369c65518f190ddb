"""Orders as their pages show them: what is bought, what it costs, how long it is kept, how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ouvreuse.booking.queries import OrderView, ScreeningFacts, SeatOfOrder
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.storefront.addresses import language
from ouvreuse.ui.seats import kind_words, seat_name
from ouvreuse.venues.queries import CinemaView, cinemas


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat as bought: sums in cents, its supplements named in ``extras``."""

    name: str
    note: str
    rate: str
    proof: str
    price: int
    extras: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """The seat with its supplements."""
        return self.price + sum(cents for _words, cents in self.extras)


@dataclass(frozen=True, slots=True)
class ShowLines:
    """A screening of the order with its seats; ``again`` leads back to its seats with the same numbers."""

    facts: ScreeningFacts
    seats: tuple[SeatLine, ...]
    again: str


@dataclass(frozen=True, slots=True)
class Recap:
    """The whole order. ``fees``: (words, how many, cents); ``vat`` the tax inside the total, in cents."""

    shows: tuple[ShowLines, ...]
    fees: tuple[tuple[str, int, int], ...]
    seats: int
    total: int
    vat: int


def recap(view: OrderView) -> Recap:
    """What the order holds, in the language of the page."""
    return Recap(
        shows=tuple(
            ShowLines(
                show.facts,
                tuple(_seat(view.lines, show.facts, seat) for seat in show.seats),
                seats_again(show.facts.id, show.seats),
            )
            for show in view.shows
        ),
        fees=_fees(view.lines),
        seats=sum(len(show.seats) for show in view.shows),
        total=view.total,
        vat=sum(line.vat for line in view.lines),
    )


def contact(cinema: int) -> CinemaView | None:
    """Whom to ask about an order."""
    return next((each for each in cinemas() if each.id == cinema), None)


def kept_until(view: OrderView) -> str:
    """The end of the hold on the cinema's wall clock; empty when nothing is held any more."""
    if not view.shows:
        return ""
    return view.held_until.astimezone(ZoneInfo(view.shows[0].facts.zone)).strftime("%H:%M")


def _words(line: PricedLine) -> str:
    return line.label_fr if language() == "fr" else line.label_en


def _seat(lines: Iterable[PricedLine], facts: ScreeningFacts, seat: SeatOfOrder) -> SeatLine:
    own = [line for line in lines if (line.screening, line.place) == (facts.id, seat.place)]
    ticket = next(line for line in own if line.kind == "ticket")
    return SeatLine(
        name=_("Free seating") if facts.free_seating else seat_name(seat.row, seat.number),
        note="" if facts.free_seating else kind_words(seat.kind),
        rate=_words(ticket),
        proof=ticket.proof_fr if language() == "fr" else ticket.proof_en,
        price=ticket.gross,
        extras=tuple((_words(line), line.gross) for line in own if line.kind == "supplement"),
    )


def _fees(lines: Iterable[PricedLine]) -> tuple[tuple[str, int, int], ...]:
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for line in lines:
        if line.kind not in ("ticket", "supplement"):
            sums[_words(line)] += line.gross
            counts[_words(line)] += 1
    return tuple((words, counts[words], sums[words]) for words in sums)


def seats_again(screening: int, seats: Iterable[SeatOfOrder]) -> str:
    """The address of the seats page with the same number of seats at the same rates."""
    counts = Counter(seat.rate_code for seat in seats)
    return f"{reverse('storefront:seats', args=[screening])}?{urlencode(sorted(counts.items()))}"


@dataclass(frozen=True, slots=True)
class Ending:
    """How an order ended: what happened, and what to do now."""

    title: str
    text: str
    advice: str


def ending(view: OrderView) -> Ending:
    """The words for an order that will give no ticket (or none any more)."""
    if view.state == "review":
        return Ending(
            _("Your payment is being checked"),
            _("The bank took another amount than the one that was due. No ticket has been issued."),
            _("A person of the cinema is looking into it and will write to you. Keep your order number."),
        )
    if view.state == "refunded":
        return _refunded(view)
    if view.note == "declined":
        return Ending(
            _("The payment was declined"),
            _("Your bank refused it. Nothing was charged and the seats have been let go."),
            _("Choose your seats again and try another card."),
        )
    if view.state == "cancelled":
        return _let_go(view)
    if view.note == "not_paid":
        return Ending(
            _("The payment was not completed"),
            _("Nothing was charged and the seats have been let go."),
            _("Choose your seats again if you still want to come."),
        )
    return Ending(
        _("Your seats are no longer kept"),
        _("The time to pay has passed. Nothing was charged."),
        _("Choose your seats again: they may still be free."),
    )


def _let_go(view: OrderView) -> Ending:
    if view.note in ("moved", "cancelled"):
        return Ending(
            _("The screening has changed"),
            _(
                "It was cancelled or moved while you were choosing. Nothing was charged and the seats have been let go."
            ),
            _("Look at the programme: it says where and when the film is shown now."),
        )
    return Ending(
        _("This order was given up"),
        _("Nothing was charged and the seats have been let go."),
        _("You can choose again whenever you like."),
    )


def _refunded(view: OrderView) -> Ending:
    if view.note == "seat_lost":
        return Ending(
            _("Your payment is refunded in full"),
            _("It reached us after your seats had been let go, and others have taken them since."),
            _("The whole amount goes back to the card you paid with, usually within ten days. We are sorry."),
        )
    if view.note in ("cancelled", "screening cancelled", "screening_cancelled"):
        return Ending(
            _("The screening is cancelled and your order refunded"),
            _("Tickets and fees are refunded in full."),
            _("The money goes back the way it came, usually within ten days. You have nothing to do."),
        )
    return Ending(
        _("This order was refunded"),
        _("Its tickets are no longer valid."),
        _("The money goes back the way it came, usually within ten days."),
    )
