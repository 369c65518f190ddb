"""From facts to the words of a ticket sheet: everything the template prints, decided and made safe here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ouvreuse.ui.documents.facts import TicketFacts, TicketSheet
from ouvreuse.ui.documents.formats import clock_time, euros, long_date
from ouvreuse.ui.documents.qr import qr_svg
from ouvreuse.ui.documents.text import direction, printable
from ouvreuse.ui.documents.words import words

Words = dict[str, str]
SUPPLEMENTS_SHOWN = 6


def sheet_data(sheet: TicketSheet) -> dict[str, Any]:
    """What the template needs, as JSON values. Raises qr.PayloadTooLong when a code would be too fine."""
    say, zone = words(sheet.language), ZoneInfo(sheet.zone)
    sold_at = sheet.sold_at.astimezone(zone)
    count = len(sheet.tickets)
    sold = say["sold"].format(
        date=long_date(sold_at.date(), language=sheet.language),
        time=clock_time(sold_at, language=sheet.language),
        place=printable(sheet.point_of_sale, clusters=40, unbroken=20),
    )
    return {
        "language": sheet.language,
        "demo": sheet.demo,
        "words": say,
        "title": say["title_one"] if count == 1 else say["title_many"],
        "count": say["count_one"] if count == 1 else say["count_many"].format(count=count),
        "order": _name(sheet.order_code, clusters=20, unbroken=20),
        "operator": _name(sheet.operator, clusters=70, unbroken=20),
        "cinema": _name(sheet.cinema, clusters=70, unbroken=20),
        "town": _name(sheet.town, clusters=60, unbroken=20),
        "sold": _name(sold, clusters=140, unbroken=30),
        "tickets": [_ticket(ticket, sheet, say, zone) for ticket in sheet.tickets],
    }


def _ticket(ticket: TicketFacts, sheet: TicketSheet, say: Words, zone: ZoneInfo) -> dict[str, Any]:
    starts_at = ticket.starts_at.astimezone(zone)
    number = f"{ticket.number:06d}"
    return {
        "film": _name(ticket.film, clusters=110, unbroken=22),
        "version": _name(" · ".join(filter(None, (ticket.version, ticket.format))), clusters=50, unbroken=24),
        "ban": say["ban"].format(age=ticket.age_ban) if ticket.age_ban else "",
        "badge": f"-{ticket.age_ban}" if ticket.age_ban else "",
        "warning": _name(ticket.warning, clusters=120, unbroken=30),
        "date": _capital(long_date(starts_at.date(), language=sheet.language)),
        "time": clock_time(starts_at, language=sheet.language),
        "times": _about(ticket, sheet, say, zone),
        "screen": _name(ticket.screen, clusters=40, unbroken=8),
        "row": _name(ticket.row, clusters=8, unbroken=8),
        "seat": _name(ticket.seat or say["free_seating"], clusters=24, unbroken=12),
        "seat_note": _name(ticket.seat_note, clusters=60, unbroken=12),
        "rate": _name(ticket.rate, clusters=50, unbroken=10),
        "price": _price(ticket.price_cents, sheet, say),
        "supplements": _supplements(ticket, sheet, say),
        "proof": _name(ticket.proof, clusters=120, unbroken=30),
        "series": _name(ticket.series, clusters=40, unbroken=14),
        "number": say["number"].format(number=number),
        "code": _name(ticket.code, clusters=24, unbroken=16),
        "duplicate": ticket.duplicate,
        "qr": qr_svg(ticket.qr),
        "qr_alt": say["qr_alt"].format(number=number, code=ticket.code),
    }


def _name(text: str, *, clusters: int, unbroken: int) -> dict[str, str]:
    """A text from outside with its own direction, so that it can never turn the words around it."""
    safe = printable(text, clusters=clusters, unbroken=unbroken)
    return {"text": safe, "dir": direction(safe)}


def _about(ticket: TicketFacts, sheet: TicketSheet, say: Words, zone: ZoneInfo) -> str:
    said = []
    for key, moment in (("film_at", ticket.film_at), ("ends_at", ticket.ends_at)):
        if moment is not None:
            said.append(say[key].format(time=_local(moment, sheet, zone)))
    return " · ".join(said)


def _local(moment: datetime, sheet: TicketSheet, zone: ZoneInfo) -> str:
    return clock_time(moment.astimezone(zone), language=sheet.language)


def _price(cents: int, sheet: TicketSheet, say: Words) -> str:
    return euros(cents, language=sheet.language) if cents else say["free"]


def _supplements(ticket: TicketFacts, sheet: TicketSheet, say: Words) -> list[dict[str, str]]:
    """One line each and the total; past the sixth they are summed, so that the card stays small."""
    if not ticket.supplements:
        return []
    shown, rest = ticket.supplements[:SUPPLEMENTS_SHOWN], ticket.supplements[SUPPLEMENTS_SHOWN:]
    lines = [(each.label, each.cents) for each in shown]
    if rest:
        lines.append((f"+ {len(rest)}", sum(each.cents for each in rest)))
    lines.append((say["total"], ticket.total_cents))
    return [
        _name(label, clusters=40, unbroken=14) | {"price": euros(cents, language=sheet.language)}
        for label, cents in lines
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
