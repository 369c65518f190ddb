"""The door's answers, ready to be read in large letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.booking.actions.admission import OPENS_BEFORE, Admitted, Refusal
from ouvreuse.booking.queries import OrderView, ScreeningFacts, find_orders, order_view
from ouvreuse.booking.queries.orders import TicketView
from ouvreuse.counter.scan import words
from ouvreuse.counter.scan.doors import Door
from ouvreuse.kernel import clock, ids
from ouvreuse.ui.templatetags.ui_tags import day as day_text

FOUND_AT_MOST = 6
STATUS = {Refusal.UNKNOWN: 404, Refusal.OTHER_CINEMA: 404, Refusal.FORGED: 422}


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list: the seat, the rate and what to check."""

    ticket: UUID
    seat: str
    rate: str
    proof: str
    valid: bool = True
    since: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``state``: good, bad or note; empty texts are not shown."""

    state: str
    title: str
    reason: str
    status: int = 200
    ticket: UUID | None = None
    film: str = ""
    day: str = ""
    time: str = ""
    screen: str = ""
    seat: str = ""
    rate: str = ""
    proof: str = ""
    age: int = 0
    code: str = ""
    others: tuple[TicketLine, ...] = ()

    @property
    def others_together(self) -> int:
        """How many enter with "admit all": the others."""
        return len(self.others)


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order found by name, mail or code."""

    code: str
    name: str
    film: str
    time: str
    screen: str
    tickets: tuple[TicketLine, ...]


def plain_answer(said: words.Said, *, state: str, status: int = 200) -> Answer:
    """An answer that is about no ticket."""
    return Answer(state, str(said[0]), str(said[1]), status)


def answers_of(results: list[Admitted]) -> list[Answer]:
    """Each result as its own answer; the tickets still to admit are offered once, by the last."""
    entered = {result.ticket.id for result in results if result.ticket}
    shown = [answer_of(result, with_others=result is results[-1]) for result in results]
    return [replace(each, others=tuple(o for o in each.others if o.ticket not in entered)) for each in shown]


def answer_of(result: Admitted, *, with_others: bool = True) -> Answer:
    """Good only for a committed admission: ``admit`` returned it without a refusal."""
    if result.refusal is None:
        title, reason, status = str(words.COME_IN[0]), "", 200
    else:
        title, reason = (str(each) for each in words.REFUSALS[result.refusal])
        status = STATUS.get(result.refusal, 409)
    state = "good" if result.refusal is None else "bad"
    if result.show is None or result.ticket is None:
        return Answer(state, title, reason, status)
    show, ticket = result.show, result.ticket
    return Answer(
        state, title, reason % _facts(show, result.since), status,
        ticket=ticket.id,
        film=show.film_title,
        day=_day(show),
        time=_clock(show.starts_at, show.zone),
        screen=show.screen_name,
        seat=_seat(ticket),
        rate=ticket.label_fr if _french() else ticket.label_en,
        proof=ticket.proof_fr if _french() else ticket.proof_en,
        age=show.min_age,
        code=ids.show_code(result.order_code),
        others=_others(result) if with_others and result.others else (),
    )  # fmt: skip


def found_orders(door: Door, *, typed: str) -> list[FoundOrder]:
    """Orders of today's screenings of this door, for a dead phone."""
    orders = find_orders(typed, screenings=[show.id for show in door.today], limit=FOUND_AT_MOST)
    return [_found(order_view(order), door) for order in orders]


def _found(order: OrderView, door: Door) -> FoundOrder:
    here = {show.id for show in door.today}
    show = next(each.facts for each in order.shows if each.facts.id in here)
    tickets = tuple(_line(ticket, show.zone) for ticket in order.tickets if ticket.screening in here)
    return FoundOrder(
        ids.show_code(order.code), order.name or order.email, show.film_title, _clock(show.starts_at, show.zone),
        show.screen_name, tickets,
    )  # fmt: skip


def _others(result: Admitted) -> tuple[TicketLine, ...]:
    assert result.show is not None  # noqa: S101 - others exist only beside a known ticket
    return tuple(
        _line(ticket, result.show.zone) for ticket in result.order_tickets if ticket.id in result.others
    )


def _line(ticket: TicketView, zone: str) -> TicketLine:
    return TicketLine(
        ticket.id,
        _seat(ticket),
        ticket.label_fr if _french() else ticket.label_en,
        ticket.proof_fr if _french() else ticket.proof_en,
        ticket.valid,
        _clock(ticket.admitted_at, zone) if ticket.admitted_at else "",
    )


def _facts(show: ScreeningFacts, since: datetime | None) -> dict[str, str]:
    return {
        "film": show.film_title,
        "day": _day(show) or _("today"),
        "time": _clock(show.starts_at, show.zone),
        "screen": show.screen_name,
        "opens": _clock(show.starts_at - OPENS_BEFORE, show.zone),
        "ended": _clock(show.ends_at, show.zone),
        "since": _since(since, show.zone),
    }


def _since(since: datetime | None, zone: str) -> str:
    """With seconds, so that a second scan of the same person is told from a copied ticket."""
    if since is None:
        return ""
    seconds = int((clock.now() - since).total_seconds())
    at = since.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")
    return _("%(at)s (%(seconds)s s ago)") % {"at": at, "seconds": seconds} if seconds < 60 else at


def _seat(ticket: TicketView) -> str:
    if not ticket.row and not ticket.seat:
        return _("Free seating")
    return _("Row %(row)s, seat %(seat)s") % {"row": ticket.row, "seat": ticket.seat}


def _day(show: ScreeningFacts) -> str:
    """The day in letters when it is not today's."""
    today = clock.now().astimezone(ZoneInfo(show.zone)).date()
    return "" if show.local_start.date() == today else day_text(show.local_start.date())


def _clock(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def worst(answers: Iterable[Answer]) -> str:
    """One state for several answers: bad as soon as one is."""
    states = {answer.state for answer in answers}
    return "bad" if "bad" in states else "good" if "good" in states else "note"
