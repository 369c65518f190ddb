"""Tickets for a receipt printer: ESC/POS, the language nearly every one of them speaks.

Plain commands only (init, code page, alignment, bold, size, QR, cut, drawer), so that cheap printers understand them
too. Text goes out as Windows-1252, which has the accents of French, its quotes and the euro; what it has not is
written without its accents.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ouvreuse.ui.documents.facts import TicketFacts, TicketSheet
from ouvreuse.ui.documents.formats import clock_time, euros, long_date
from ouvreuse.ui.documents.words import words

ESC, GS = b"\x1b", b"\x1d"
INIT = ESC + b"@"
WPC1252 = ESC + b"t\x10"
LEFT, CENTRE = ESC + b"a\x00", ESC + b"a\x01"
BOLD, PLAIN = ESC + b"E\x01", ESC + b"E\x00"
NORMAL, TALL, BIG = GS + b"!\x00", GS + b"!\x01", GS + b"!\x11"
INVERSE, UPRIGHT = GS + b"B\x01", GS + b"B\x00"
CUT = GS + b"VB\x03"  # feed past the knife, then a partial cut
DRAWER = ESC + b"p\x00\x19\xfa"  # pin 2, 50 ms on, 500 ms off
COLUMNS = {58: 32, 80: 48}
MODULE = {58: 6, 80: 7}  # dots a module: a code of version 8 fits both papers
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")


@dataclass(frozen=True, slots=True)
class Roll:
    """The paper: 58 or 80 mm wide."""

    paper: int = 80

    @property
    def columns(self) -> int:
        """Letters in a line of the usual size."""
        return COLUMNS[self.paper]


def tickets_roll(sheet: TicketSheet, *, roll: Roll, kick: bool = False) -> bytes:
    """All tickets of a sheet, each cut off; ``kick`` opens the drawer first."""
    out = INIT + WPC1252 + (DRAWER if kick else b"")
    for ticket in sheet.tickets:
        out += b"".join(_ticket(ticket, sheet, roll)) + CUT
    return out


def report_roll(lines: Iterable[str], *, roll: Roll, title: str) -> bytes:
    """A report of the till as plain lines under a title."""
    out = INIT + WPC1252 + CENTRE + BOLD + _lines(title, roll.columns) + PLAIN + LEFT
    return out + b"".join(_lines(line, roll.columns) for line in lines) + CUT


def encoded(text: str) -> bytes:
    """Text in the printer's letters; a sign it has not becomes its plain letter, or a question mark."""
    out = b""
    for sign in unicodedata.normalize("NFC", text.translate(_SPACES)):
        if unicodedata.category(sign) in ("Cc", "Cf"):
            continue  # no command of the printer comes out of a film's title
        try:
            out += sign.encode("cp1252")
        except UnicodeEncodeError:
            out += unicodedata.normalize("NFKD", sign).encode("ascii", "ignore") or b"?"
    return out


def qr_code(payload: str, *, module: int) -> bytes:
    """The code, drawn by the printer itself: model 2, level M."""
    data = payload.encode("ascii")
    stored = len(data) + 3
    return (
        GS + b"(k\x04\x001A2\x00"
        + GS + b"(k\x03\x001C" + bytes([module])
        + GS + b"(k\x03\x001E1"
        + GS + b"(k" + bytes([stored % 256, stored // 256]) + b"1P0" + data
        + GS + b"(k\x03\x001Q0"
    )  # fmt: skip


def _ticket(ticket: TicketFacts, sheet: TicketSheet, roll: Roll) -> Iterable[bytes]:
    say, zone, wide = words(sheet.language), ZoneInfo(sheet.zone), roll.columns
    starts, sold = ticket.starts_at.astimezone(zone), sheet.sold_at.astimezone(zone)
    yield CENTRE
    if sheet.demo:
        yield BOLD + _lines(say["demo_note"], wide) + PLAIN
    if ticket.duplicate:
        yield INVERSE + BIG + _lines(f" {say['duplicate']} ", wide // 2) + NORMAL + UPRIGHT
    yield BOLD + _lines(sheet.cinema, wide) + PLAIN + _lines(f"{sheet.town} - {sheet.operator}", wide) + b"\n"
    yield BIG + _lines(ticket.film, wide // 2) + NORMAL
    yield _lines(" - ".join(filter(None, (ticket.version, ticket.format))), wide)
    if ticket.age_ban:
        yield INVERSE + TALL + _lines(f" {say['ban'].format(age=ticket.age_ban)} ", wide) + NORMAL + UPRIGHT
    if ticket.warning:
        yield _lines(f"{say['warning']}{say['colon']}{ticket.warning}", wide)
    yield b"\n" + BOLD + _lines(long_date(starts.date(), language=sheet.language), wide)
    yield (
        BIG
        + _lines(clock_time(starts, language=sheet.language), wide // 2)
        + TALL
        + _lines(ticket.screen, wide)
    )
    yield _lines(_seat(ticket, say), wide) + NORMAL + PLAIN
    yield _lines(ticket.seat_note, wide) + b"\n" + LEFT
    yield from _prices(ticket, sheet, say, wide)
    if ticket.proof:
        yield b"\n" + BOLD + _lines(f"{say['proof']}{say['colon']}{ticket.proof}", wide) + PLAIN
    yield b"\n" + CENTRE + qr_code(ticket.qr, module=MODULE[roll.paper]) + b"\n"
    yield BOLD + _lines(ticket.code, wide) + PLAIN
    yield _lines(
        f"{say['series']} {ticket.series}  {say['number'].format(number=f'{ticket.number:06d}')}", wide
    )
    yield _lines(say["advance" if sold.date() < starts.date() else "same_day"], wide)
    yield _lines(_sold(sheet, say), wide) + _lines(say["cnc"], wide)


def _seat(ticket: TicketFacts, say: dict[str, str]) -> str:
    if ticket.free_seating:
        return say["free_seating"]
    return f"{say['row']} {ticket.row}  {say['seat']} {ticket.seat}"


def _prices(ticket: TicketFacts, sheet: TicketSheet, say: dict[str, str], wide: int) -> Iterable[bytes]:
    price = euros(ticket.price_cents, language=sheet.language) if ticket.price_cents else say["free"]
    yield BOLD + _sides(ticket.rate, price, wide) + PLAIN
    for extra in ticket.supplements:
        yield _sides(extra.label, euros(extra.cents, language=sheet.language), wide)
    if ticket.supplements:
        yield BOLD + _sides(say["total"], euros(ticket.total_cents, language=sheet.language), wide) + PLAIN


def _sold(sheet: TicketSheet, say: dict[str, str]) -> str:
    sold = sheet.sold_at.astimezone(ZoneInfo(sheet.zone))
    said = say["sold"].format(
        date=long_date(sold.date(), language=sheet.language),
        time=clock_time(sold, language=sheet.language),
        place=sheet.point_of_sale,
    )
    return f"{said}. {say['order']} {sheet.order_code}"


def _sides(left: str, right: str, wide: int) -> bytes:
    """Words at the left and a sum at the right, on one line or two."""
    gap = wide - len(encoded(left)) - len(encoded(right))
    if gap < 1:
        return _lines(left, wide) + encoded(right.rjust(wide)) + b"\n"
    return encoded(left + " " * gap + right) + b"\n"


def _lines(text: str, wide: int) -> bytes:
    """Broken between words; '' is no line at all."""
    return b"".join(encoded(line) + b"\n" for line in textwrap.wrap(text, wide, drop_whitespace=True))
