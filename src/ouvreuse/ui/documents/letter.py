"""The words of a ticket sheet as a letter says them: plain text for mails and pages, in the sheet's language."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ouvreuse.kernel.text import cut, one_line
from ouvreuse.ui.documents.facts import TicketFacts, TicketSheet
from ouvreuse.ui.documents.formats import clock_time, euros, long_date
from ouvreuse.ui.documents.words import words

LONGEST = 200  # letters of a text that comes from people; a mail wraps, so it may be longer than on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWords:
    """One ticket, ready to be read. Empty texts are not shown. ``cid`` names its QR image in the mail."""

    cid: str
    film: str
    version: str
    ban: str
    warning: str
    date: str
    time: str
    times: str
    screen: str
    seat: str
    rate: str
    price: str
    supplements: tuple[tuple[str, str], ...]
    proof: str
    series: str
    code: str
    qr_alt: str


def letter_tickets(sheet: TicketSheet) -> list[TicketWords]:
    """The tickets of a sheet in its order; the first has the image ``qr1``."""
    return [_ticket(ticket, sheet, number) for number, ticket in enumerate(sheet.tickets, start=1)]


def _ticket(ticket: TicketFacts, sheet: TicketSheet, place: int) -> TicketWords:
    say, zone, language = words(sheet.language), ZoneInfo(sheet.zone), sheet.language
    starts_at = ticket.starts_at.astimezone(zone)
    day = long_date(starts_at.date(), language=language)
    number = f"{ticket.number:06d}"
    about = (("film_at", ticket.film_at), ("ends_at", ticket.ends_at))
    return TicketWords(
        cid=f"qr{place}",
        film=_name(ticket.film),
        version=" · ".join(filter(None, (ticket.version, ticket.format))),
        ban=say["ban"].format(age=ticket.age_ban) if ticket.age_ban else "",
        warning=_name(ticket.warning),
        date=day[:1].upper() + day[1:],
        time=clock_time(starts_at, language=language),
        times=" · ".join(
            say[key].format(time=clock_time(moment.astimezone(zone), language=language))
            for key, moment in about
            if moment
        ),
        screen=_name(ticket.screen),
        seat=_seat(ticket, say),
        rate=_name(ticket.rate),
        price=euros(ticket.price_cents, language=language) if ticket.price_cents else say["free"],
        supplements=tuple((_name(each.label), euros(each.cents, language=language)) for each in ticket.supplements),
        proof=_name(ticket.proof),
        series=f"{ticket.series} {say['number'].format(number=number)}",
        code=ticket.code,
        qr_alt=say["qr_alt"].format(number=number, code=ticket.code),
    )  # fmt: skip


def _seat(ticket: TicketFacts, say: dict[str, str]) -> str:
    """« Rang E, Place 7 (emplacement fauteuil roulant) », or free seating."""
    if ticket.free_seating:
        return say["free_seating"]
    named = ((say["row"], ticket.row), (say["seat"], ticket.seat))
    where = ", ".join(f"{word} {_name(value)}" for word, value in named if value)
    return f"{where} ({_name(ticket.seat_note)})" if ticket.seat_note else where


@functools.lru_cache(maxsize=1024)  # the same film, screen and rate stand on ticket after ticket
def _name(text: str) -> str:
    return cut(one_line(text), length=LONGEST) if text else ""
