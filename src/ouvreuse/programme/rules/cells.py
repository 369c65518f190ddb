"""One cell at a time: dates, times, lengths and names as French spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from ouvreuse.programme.errors import CellFault

from .columns import plain
from .raw import MAX_CELL, BadShape, Cell, FormulaWithoutValue, RawCell

SHEET_ERROR = re.compile(r"#(REF|N/A|NAME|VALUE|VALEUR|DIV/0|NUM|NULL|NOM)[!?]?")
EXCEL_DAY_ZERO = date(1899, 12, 30)
_WEEK_NAMES = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lun mar mer jeu ven sam dim",
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
)
WEEKDAYS = {name: day for names in _WEEK_NAMES for day, name in enumerate(names.split())}
_MONTH_NAMES = (
    "janvier janv jan january, fevrier fevr fev february feb, mars march mar, avril avr april apr, "
    "mai may, juin june jun, juillet juil july jul, aout august aug, septembre sept sep september, "
    "octobre oct october, novembre nov november, decembre dec december"
)
MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}
_ALL_AUDIENCES = "tp, tous publics, tout public, tous public, u, all, all audiences, 0, none, aucune"
_AGE_NAMES = (
    "{0}, {0} ans, int {0}, interdit {0}, interdit aux moins de {0} ans, interdit moins de {0} ans, "
    "interdit {0} ans, interdit aux moins de {0}, moins de {0}, moins de {0} ans, {0} ans et plus, "
    "under {0}, over {0}"
)
_CLASSES = {"TP": _ALL_AUDIENCES, "X": "x, classe x, x rated, listed"} | {
    age: _AGE_NAMES.format(age) for age in ("12", "16", "18")
}
CLASS_OF = {name.strip(): code for code, names in _CLASSES.items() for name in names.split(",")}


class BadCell(Exception):
    """A cell that can't be understood: the fault, and what helps to put it right."""

    def __init__(self, fault: CellFault, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.facts = dict(facts or {})


@dataclass(frozen=True, slots=True)
class WallTime:
    """A date and time as written on the wall, and the offset from UTC in minutes when it was written too."""

    local: datetime
    offset_min: int | None = None


def shown(cell: object) -> str:
    """A cell as it may be repeated in a message: short, without control characters."""
    text = "".join(char if char.isprintable() else "·" for char in str(cell))
    return text if len(text) <= 60 else f"{text[:59]}…"


def usable(cell: RawCell) -> Cell:
    """The cell, unless it is a formula without result, an error of the sheet, or no single value."""
    if isinstance(cell, FormulaWithoutValue):
        raise BadCell(CellFault.FORMULA)
    if isinstance(cell, BadShape):
        raise BadCell(CellFault.SHAPE)
    if isinstance(cell, str) and SHEET_ERROR.fullmatch(cell.strip()):
        raise BadCell(CellFault.SHEET_ERROR, {"value": cell.strip()})
    return cell


def text(cell: Cell, *, most: int) -> str:
    """Words on one line, at most `most` characters; numbers are written without a needless ".0"."""
    if isinstance(cell, bool | datetime | date | time | timedelta):
        raise BadCell(CellFault.SHAPE)
    if isinstance(cell, float | Decimal):
        cell = _number(cell)
    words = str(cell) if len(str(cell)) <= MAX_CELL else "x" * (MAX_CELL + 1)
    words = " ".join(words.split())
    if any(not char.isprintable() for char in words):
        raise BadCell(CellFault.CONTROL)
    if len(words) > most:
        raise BadCell(CellFault.TOO_LONG, {"most": most})
    return words


def _number(cell: float | Decimal) -> str:
    exact = Decimal(repr(cell)) if isinstance(cell, float) else cell
    if not exact.is_finite() or abs(exact) >= 10**15:
        raise BadCell(CellFault.SHAPE)
    return str(int(exact)) if exact == int(exact) else format(exact, "f")


def day(cell: Cell, *, first: int = 1950) -> date:
    """`25/12/2026`, `25.12.26`, `2026-12-25`, `vendredi 25 décembre 2026`, an Excel date. Day first."""
    if isinstance(cell, datetime):
        return _sane(cell.date(), first)
    if isinstance(cell, date):
        return _sane(cell, first)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not 20_000 < cell < 80_000:
            raise BadCell(CellFault.DATE, {"value": shown(cell)})
        return EXCEL_DAY_ZERO + timedelta(days=int(cell))
    return _written_day(text(cell, most=60), first)


def _sane(found: date, first: int = 1950) -> date:
    if not first <= found.year <= 2199:
        raise BadCell(CellFault.DATE, {"value": found.isoformat()})
    return found


def _written_day(words: str, first: int) -> date:
    weekday, rest = _weekday(plain(words))
    found = _numeric_day(rest) or _named_day(rest)
    if found is None:
        raise BadCell(CellFault.DATE, {"value": shown(words)})
    found = _sane(found, first)
    if weekday is not None and found.weekday() != weekday:
        raise BadCell(CellFault.WEEKDAY, {"value": shown(words), "date": found.isoformat()})
    return found


def _weekday(bare: str) -> tuple[int | None, str]:
    head, _, rest = bare.partition(" ")
    if head in WEEKDAYS and rest:
        return WEEKDAYS[head], rest
    return None, bare


def _numeric_day(bare: str) -> date | None:
    if match := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: 00 00(?: 00)?)?", bare):
        year, month, number = map(int, match.groups())
    elif match := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})(?: 00 00(?: 00)?)?", bare):
        number, month, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    return _date(year, month, number)


def _named_day(bare: str) -> date | None:
    if match := re.fullmatch(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})", bare):
        number, name, year = match.groups()
    elif match := re.fullmatch(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})", bare):
        name, number, year = match.groups()
    else:
        return None
    return _date(int(year), MONTHS[name], int(number)) if name in MONTHS else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def clock(cell: Cell) -> time:
    """`20h15`, `20:15`, `20H`, `20.15`, `8:15 PM`, an Excel time: a time of day to the minute."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return _to_minute(timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second), cell)
    if isinstance(cell, timedelta):
        return _to_minute(cell, cell)
    if isinstance(cell, float) and 0 <= cell < 1:
        return _to_minute(timedelta(days=cell), cell)
    return _written_clock(text(cell, most=40))


def _to_minute(since_midnight: timedelta, cell: object) -> time:
    minutes, rest = divmod(round(since_midnight.total_seconds()), 60)
    if rest or minutes < 0:
        raise BadCell(CellFault.TIME, {"value": shown(cell)})
    if minutes >= 24 * 60:
        raise BadCell(CellFault.MIDNIGHT, {"value": shown(cell)})
    return time(minutes // 60, minutes % 60)


def _written_clock(words: str) -> time:
    bare = words.casefold().replace("heures", "h").replace("heure", "h").removesuffix("min").strip()
    match = re.fullmatch(
        r"(\d{1,2})\s*(?:h|[:.])\s*(?:(\d{2})(?:[:.](\d{2}))?)?\s*([ap])?\.?(?:m\.?)?", bare
    ) or re.fullmatch(r"(\d{1,2})()()\s*([ap])\.?m\.?", bare)
    if not match:
        raise BadCell(CellFault.TIME, {"value": shown(words)})
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            raise BadCell(CellFault.TIME, {"value": shown(words)})
        hour = hour % 12 + (12 if match[4] == "p" else 0)
    if minute > 59 or int(match[3] or 0):
        raise BadCell(CellFault.TIME, {"value": shown(words)})
    if hour > 23:
        raise BadCell(CellFault.MIDNIGHT if hour < 30 else CellFault.TIME, {"value": shown(words)})
    return time(hour, minute)


def instant(cell: Cell) -> WallTime:
    """Date and time in one cell, with or without an offset from UTC (`2026-10-25T02:30+02:00`)."""
    if isinstance(cell, datetime):
        return WallTime(datetime.combine(_sane(cell.date()), clock(cell)))
    if isinstance(cell, float) and 20_000 < cell < 80_000:
        minutes = round((cell - int(cell)) * 24 * 60)
        midnight = datetime.combine(EXCEL_DAY_ZERO + timedelta(days=int(cell)), time())
        return WallTime(midnight + timedelta(minutes=minutes))
    words = text(cell, most=60)
    match = re.fullmatch(
        r"(.*?\d)(?:T|\s+à\s+|,?\s+at\s+|,?\s+)(\d{1,2}\s*[hH:.].*?)(Z|[+-]\d{2}:?\d{2})?", words
    )
    if not match:
        raise BadCell(CellFault.INSTANT, {"value": shown(words)})
    wall = datetime.combine(day(match[1]), clock(match[2].strip()))
    return WallTime(wall, _offset(match[3]))


def _offset(words: str | None) -> int | None:
    if not words:
        return None
    if words == "Z":
        return 0
    hours, minutes = int(words[1:3]), int(words[-2:])
    return (hours * 60 + minutes) * (-1 if words[0] == "-" else 1)


def minutes(cell: Cell, *, least: int, most: int) -> int:
    """A length: `115`, `115 min`, `1h55`, `1:55`, `01:55:00`, an Excel time. In minutes."""
    found = _minutes(cell)
    if found is None or not least <= found <= most:
        raise BadCell(CellFault.MINUTES, {"value": shown(cell), "least": least, "most": most})
    return found


def _minutes(cell: Cell) -> int | None:
    if isinstance(cell, datetime | date | bool):
        return None
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute if not cell.second else None
    if isinstance(cell, timedelta):
        return round(cell.total_seconds()) // 60
    bare = text(cell, most=40).casefold().replace(" ", "")
    if match := re.fullmatch(r"(\d{1,3})(?:min(?:utes)?|mn|m|'|’|′)?", bare):
        return int(match[1])
    match = re.fullmatch(r"(\d{1,2})(?:h|:)(\d{2})?(?:min|mn|m|:00)?", bare)
    if not match or int(match[2] or 0) > 59:
        return None
    return int(match[1]) * 60 + int(match[2] or 0)


def visa(cell: Cell) -> str:
    """A release visa: at most 10 letters and figures; spaces and dots between figures are dropped."""
    words = re.sub(r"^(visa|n°|no)\s*", "", text(cell, most=40), flags=re.IGNORECASE)
    bare = re.sub(r"[\s.]", "", words)
    if not re.fullmatch(r"[0-9A-Za-z/-]{1,10}", bare, re.ASCII):
        raise BadCell(CellFault.VISA, {"value": shown(words)})
    return bare.upper()


def cents(cell: Cell) -> int:
    """A price: `9,50`, `9.50 €`, `9`, an Excel number. In cents, never through a binary fraction."""
    words = str(cell) if isinstance(cell, float) else text(cell, most=30)
    bare = re.sub(r"[\s€]|EUR(OS?)?", "", words, flags=re.IGNORECASE).replace(",", ".")
    try:
        amount = Decimal(bare) * 100 if re.fullmatch(r"\d{1,4}(\.\d{1,2}0*)?", bare) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise BadCell(CellFault.PRICE, {"value": shown(words)})
    return int(amount)


def classification(cell: Cell) -> str:
    """`TP`, `12`, `16`, `18` or `X` (code du cinéma R211-12)."""
    words = text(cell, most=60)
    found = CLASS_OF.get(plain(words))
    if found is None:
        raise BadCell(CellFault.CLASSIFICATION, {"value": shown(words)})
    return found


def year(cell: Cell) -> int:
    """A year of production."""
    words = text(cell, most=20)
    if not re.fullmatch(r"(18|19|20|21)\d\d", words, re.ASCII):
        raise BadCell(CellFault.YEAR, {"value": shown(words)})
    return int(words)
