"""The ministry's open data: CSV and iCalendar, their midnights in UTC, what is left out, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from ouvreuse.pricing.errors import HolidayFileWrong
from ouvreuse.pricing.rules import (
    NamedPeriod,
    as_lines,
    holidays_from_file,
    holidays_from_text,
    published_holidays,
)

pytestmark = pytest.mark.unit
SINCE = date(2025, 9, 1)
HEAD = "description;population;start_date;end_date;location;zones;annee_scolaire"
ROWS = (
    "Vacances de la Toussaint;-;2025-10-17T22:00:00+00:00;2025-11-02T23:00:00+00:00;Lyon;Zone A;2025-2026",
    "Vacances de la Toussaint;-;2025-10-17T22:00:00+00:00;2025-11-02T23:00:00+00:00;Dijon;Zone A;2025-2026",
    "Vacances d'Hiver;-;2026-02-20T23:00:00+00:00;2026-03-08T23:00:00+00:00;Paris;Zone C;2025-2026",
    "Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-06T22:00:00+00:00;Paris;Zone C;2026-2027",
    "Vacances d'Été;Enseignants;2026-07-03T22:00:00+00:00;2026-08-30T22:00:00+00:00;Paris;Zone C;2025-2026",
    "Vacances d'Été;Élèves;2026-07-03T22:00:00+00:00;2026-08-31T22:00:00+00:00;Paris;Zone C;2025-2026",
    "Début des Vacances d'Été;-;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Paris;Zone C;2026-2027",
    "Vacances de Noël;-;2019-12-20T23:00:00+00:00;2020-01-05T23:00:00+00:00;Paris;Zone C;2019-2020",
    "Vacances de Carnaval;-;2026-02-13T23:00:00+00:00;2026-02-22T23:00:00+00:00;X;Nouvelle Calédonie;2025-2026",
    "Rentrée des élèves;-;2026-08-31T22:00:00+00:00;2026-08-31T22:00:00+00:00;Paris;Zone C;2026-2027",
    "Vacances de la Mer;-;2026-02-13T23:00:00+00:00;2026-02-22T23:00:00+00:00;X;Atlantide;2025-2026",
)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Calendrier scolaire - Zone B
BEGIN:VEVENT
DTSTART;VALUE=DATE:20251220
DTEND;VALUE=DATE:20260105
SUMMARY:Vacances de Noël - Zones
  A/B/C
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260214
DTEND;VALUE=DATE:20260302
SUMMARY:Vacances d'Hiver
END:VEVENT
BEGIN:VEVENT
DTSTART:20260703T220000Z
DTEND:20260831T220000Z
SUMMARY:Vacances d'Été - Zone A
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20250829
DTEND;VALUE=DATE:20250901
SUMMARY:Vacances d'Été(prérentrée Enseignants) - Zones A/B/C
END:VEVENT
END:VCALENDAR
"""


def table(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows)).encode()


def test_midnights_of_paris_become_its_days_once_for_each_zone() -> None:
    found = holidays_from_file(table(*ROWS), since=SINCE)
    assert found.periods == (
        NamedPeriod("A", "Vacances de la Toussaint", date(2025, 10, 18), date(2025, 11, 2)),
        NamedPeriod("Calédonie", "Vacances de Carnaval", date(2026, 2, 14), date(2026, 2, 22)),
        NamedPeriod("C", "Vacances d'Hiver", date(2026, 2, 21), date(2026, 3, 8)),
        NamedPeriod("C", "Vacances d'Été", date(2026, 7, 4), date(2026, 8, 31)),
        NamedPeriod("C", "Pont de l'Ascension", date(2027, 5, 7), date(2027, 5, 7)),
    )
    assert found.left_out == {"teachers": 1, "no_end": 1, "past": 1, "other": 1, "zone": 1}


def test_the_calendar_form_says_the_same() -> None:
    found = holidays_from_file(ICS.replace("\n", "\r\n").encode(), since=SINCE)
    assert found.periods == (
        *(NamedPeriod(zone, "Vacances de Noël", date(2025, 12, 20), date(2026, 1, 4)) for zone in "ABC"),
        NamedPeriod("B", "Vacances d'Hiver", date(2026, 2, 14), date(2026, 3, 1)),
        NamedPeriod("A", "Vacances d'Été", date(2026, 7, 4), date(2026, 8, 31)),
    )
    assert found.left_out == {"teachers": 1}


def test_it_can_be_written_as_lines_and_read_back() -> None:
    periods = holidays_from_file(ICS.encode(), since=SINCE).periods
    assert as_lines(periods).splitlines()[0] == "A B C; Vacances de Noël; 20/12/2025; 04/01/2026"
    assert tuple(holidays_from_text(as_lines(periods))) == periods


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (b"", 1, "columns"),
        (HEAD.encode(), 0, "empty"),
        (b"date;film\n1;2", 1, "columns"),
        (HEAD.replace(";", ",").encode(), 1, "columns"),
        (table(ROWS[0], "Vacances;-;2026"), 3, "shape"),
        (table(ROWS[0].replace("2025-10-17T22:00:00+00:00", "le 18 octobre")), 2, "day"),
        (table(ROWS[0].replace("2025-11-02", "2025-09-02")), 2, "order"),
        (table(ROWS[0].replace("2025-11-02", "2026-11-02")), 2, "order"),
        (ICS.replace("DTEND;VALUE=DATE:20260105\n", "").encode(), 8, "shape"),
        (b"\x81\x8d\x8f", 0, "encoding"),
        (b"x" * 5_000_001, 0, "long"),
    ],
)
def test_a_wrong_file_is_refused_in_whole_with_its_line(data: bytes, line: int, problem: str) -> None:
    with pytest.raises(HolidayFileWrong) as wrong:
        holidays_from_file(data, since=SINCE)
    assert (wrong.value.facts["line"], wrong.value.facts["problem"]) == (line, problem)


def test_what_we_know_of_the_published_calendar() -> None:
    every = published_holidays(since=date(2025, 1, 1))
    assert len(every) == 5 * 3 + 4 * 3
    assert {each.zone for each in every} == {"A", "B", "C"}
    for each in every:
        assert each.first_on.weekday() == 5, "after the lessons of a Friday"
        assert each.last_on.weekday() == 6 or each.name == "Été", "lessons begin again on a Monday"
    ours = {(each.zone, each.first_on, each.last_on) for each in every}
    official = {
        (p.zone, p.first_on, p.last_on) for p in holidays_from_file(table(*ROWS), since=SINCE).periods
    }
    assert {p for p in official if p[0] in "ABC" and p[1] != p[2]} <= ours
    assert published_holidays(since=date(2027, 5, 3)) == []
