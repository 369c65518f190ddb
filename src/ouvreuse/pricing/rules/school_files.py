"""The calendar that the French ministry of education publishes as open data, read from its CSV or its iCalendar form.

https://data.education.gouv.fr/explore/dataset/fr-en-calendrier-scolaire. Its instants are midnights of Paris in UTC:
2025-10-17T22:00:00+00:00 is the 18th of October, the first day without school; the end is the day lessons begin again.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ouvreuse.pricing.errors import HolidayFileWrong

from .school import MOST_DAYS, NamedPeriod

PARIS = ZoneInfo("Europe/Paris")
NEEDED = ("description", "start_date", "end_date", "zones")
LONGEST_NAME = 60
MOST_BYTES = 5_000_000
PLACES = {
    "corse": "Corse", "guadeloupe": "Guadeloupe", "guyane": "Guyane", "martinique": "Martinique",
    "mayotte": "Mayotte", "nouvelle caledonie": "Calédonie", "polynesie": "Polynésie", "reunion": "Réunion",
    "saint pierre et miquelon": "Miquelon", "wallis et futuna": "Wallis",
}  # fmt: skip
"""Zones of their own, by the words that name them in the file, under the one word a cinema's zone is written with."""
LETTERS = re.compile(r"zones? ([abc](?:[ ,;/&-]+(?:et )?[abc])*)(?![a-z])")


@dataclass(frozen=True, slots=True)
class HolidayFile:
    """What a file says: periods in order, and how many of its lines were left out, for which reason.

    Reasons: "past", "teachers", "no_end" (the summer that has no last day yet), "other" (no holidays), "zone".
    """

    periods: tuple[NamedPeriod, ...]
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    name: str
    population: str
    zones: str
    first_on: date
    back_on: date


def holidays_from_file(data: bytes, *, since: date) -> HolidayFile:
    """Read a file; periods that ended before ``since`` are left out.

    Each academy has its own line in it: the periods of a zone are taken once, the longest of those that begin together.
    Raises ``HolidayFileWrong`` ("encoding", "shape", "columns", "day", "order", "empty", "long") with the line.
    """
    if len(data) > MOST_BYTES:
        raise HolidayFileWrong(line=0, problem="long")
    text = _decoded(data)
    read = _calendar(text) if text.lstrip().upper().startswith("BEGIN:VCALENDAR") else _table(text)
    found: dict[tuple[str, date], NamedPeriod] = {}
    left_out: dict[str, int] = {}
    for entry in read:
        reason = _unwanted(entry, since=since)
        zones = [] if reason else _zones(entry.zones)
        if reason or not zones:
            left_out[reason or "zone"] = left_out.get(reason or "zone", 0) + 1
            continue
        for zone in zones:
            period = NamedPeriod(zone, entry.name, entry.first_on, _last(entry))
            known = found.get((zone, entry.first_on))
            if known is None or known.last_on < period.last_on:
                found[zone, entry.first_on] = period
    if not found and not left_out:
        raise HolidayFileWrong(line=0, problem="empty")
    ordered = sorted(found.values(), key=lambda each: (each.first_on, each.zone))
    return HolidayFile(tuple(ordered), left_out)


def as_lines(periods: Iterable[NamedPeriod]) -> str:
    """Periods as they are typed: ``zones; name; first day; last day``, zones of the same period on one line."""
    together: dict[tuple[str, date, date], list[str]] = {}
    for each in periods:
        together.setdefault((each.name, each.first_on, each.last_on), []).append(each.zone)
    return "\n".join(
        f"{' '.join(zones)}; {name}; {first:%d/%m/%Y}; {last:%d/%m/%Y}"
        for (name, first, last), zones in together.items()
    )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HolidayFileWrong(line=0, problem="encoding")


def _table(text: str) -> Iterator[_Entry]:
    rows = csv.reader(io.StringIO(text), delimiter=";")
    head = [name.strip().lower() for name in next(rows, [])]
    if any(name not in head for name in NEEDED):
        raise HolidayFileWrong(line=1, problem="columns")
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < len(head):
            raise HolidayFileWrong(line=line, problem="shape")
        cell = dict(zip(head, (value.strip() for value in row), strict=False))
        yield _entry(
            line, name=cell["description"], population=cell.get("population", ""), zones=cell["zones"],
            days=(cell["start_date"], cell["end_date"]),
        )  # fmt: skip


def _calendar(text: str) -> Iterator[_Entry]:
    """Each event; a long line goes on in the next one, which begins with a blank (RFC 5545)."""
    event: dict[str, str] | None = None
    title = ""
    for line, said in _unfolded(text):
        name, _, value = said.partition(":")
        name = name.split(";")[0].strip().upper()
        value = value.strip().replace("\\,", ",").replace("\\n", " ")
        if name == "X-WR-CALNAME":
            title = value
        elif (name, value.upper()) == ("BEGIN", "VEVENT"):
            event = {}
        elif (name, value.upper()) == ("END", "VEVENT") and event is not None:
            if not {"SUMMARY", "DTSTART", "DTEND"} <= event.keys():
                raise HolidayFileWrong(line=line, problem="shape")
            words = (event["SUMMARY"], event.get("DESCRIPTION", ""), event.get("LOCATION", ""), title)
            zones = next((each for each in words if _zones(each)), "")
            summary = event["SUMMARY"].split(" - ")[0]
            yield _entry(
                line, name=summary, population=event["SUMMARY"], zones=zones,
                days=(event["DTSTART"], event["DTEND"]),
            )  # fmt: skip
            event = None
        elif event is not None:
            event[name] = value


def _unfolded(text: str) -> list[tuple[int, str]]:
    whole: list[tuple[int, str]] = []
    for number, part in enumerate(text.splitlines(), start=1):
        if part[:1] in (" ", "\t") and whole:
            whole[-1] = (whole[-1][0], whole[-1][1] + part[1:])
        else:
            whole.append((number, part))
    return whole


def _entry(line: int, *, name: str, population: str, zones: str, days: tuple[str, str]) -> _Entry:
    first_on, back_on = _day(days[0]), _day(days[1])
    if first_on is None or back_on is None:
        raise HolidayFileWrong(line=line, problem="day")
    if not 0 <= (back_on - first_on).days <= MOST_DAYS:
        raise HolidayFileWrong(line=line, problem="order")
    return _Entry(line, " ".join(name.split())[:LONGEST_NAME], population, zones, first_on, back_on)


def _day(text: str) -> date | None:
    """The day in Paris of an instant; an evening is the eve of the day that is meant."""
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", text)
    if compact:
        year, month, day, hour, minute, second, zulu = compact.groups()
        text = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}{'Z' if zulu else ''}" if hour else "")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is not None:
        at = at.astimezone(PARIS)
    return at.date() + timedelta(days=at.hour >= 12)


def _unwanted(entry: _Entry, *, since: date) -> str:
    said = _plain(f"{entry.name} {entry.population}")
    if "enseignant" in said:
        return "teachers"
    if said.startswith("debut des vacances"):
        return "no_end"
    if not said.startswith(("vacances", "pont")):
        return "other"
    return "past" if _last(entry) < since else ""


def _last(entry: _Entry) -> date:
    """The eve of the day lessons begin again; a single day off begins and ends on itself."""
    return max(entry.first_on, entry.back_on - timedelta(days=1))


def _zones(text: str) -> list[str]:
    plain = _plain(text)
    letters = [
        letter.upper() for found in LETTERS.findall(plain) for letter in re.findall(r"\b[abc]\b", found)
    ]
    places = [zone for words, zone in PLACES.items() if words in plain.replace("-", " ")]
    return list(dict.fromkeys([*letters, *places]))


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in parts if not unicodedata.combining(char)).strip()
