"""What spreadsheets write in a cell, and what it means."""
# ruff: noqa: DTZ001 (times on the wall have no zone: that is what is tested)

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from ouvreuse.programme.errors import CellFault, LocalTimeRefused
from ouvreuse.programme.rules import cells, local_instant, screening_times, version_spec
from ouvreuse.programme.rules.cells import BadCell, WallTime
from ouvreuse.programme.rules.columns import Column, column_of

pytestmark = pytest.mark.unit
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    "cell",
    [
        "25/12/2026",
        " 25/12/26 ",
        "25.12.2026",
        "25-12-2026",
        "2026-12-25",
        "2026-12-25 00:00:00",
        "vendredi 25 décembre 2026",
        "Ven. 25/12/2026",
        "VENDREDI 25 DECEMBRE 2026",
        "Friday 25 December 2026",
        "December 25th, 2026",
        "25 déc. 2026",
        datetime(2026, 12, 25),
        CHRISTMAS,
        46381,
        46381.0,
    ],
)
def test_dates(cell: cells.Cell) -> None:
    assert cells.day(cell) == CHRISTMAS


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("12/25/2026", CellFault.DATE),
        ("31/02/2026", CellFault.DATE),
        ("jeudi 25 décembre 2026", CellFault.WEEKDAY),
        ("demain", CellFault.DATE),
        ("25/12", CellFault.DATE),
        ("25/12/1026", CellFault.DATE),
        (3, CellFault.DATE),
        (True, CellFault.SHAPE),
        (time(20, 15), CellFault.SHAPE),
        ("2026-12-25\x1b[31m", CellFault.CONTROL),
    ],
)
def test_bad_dates(cell: cells.Cell, fault: CellFault) -> None:
    with pytest.raises(BadCell) as bad:
        cells.day(cell)
    assert bad.value.fault is fault


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("20h15", 20, 15),
        ("20 h 15", 20, 15),
        ("20H15", 20, 15),
        ("20:15", 20, 15),
        ("20:15:00", 20, 15),
        ("20.15", 20, 15),
        ("20h15min", 20, 15),
        ("20H", 20, 0),
        ("9h", 9, 0),
        ("14 heures", 14, 0),
        ("0h30", 0, 30),
        ("8:15 PM", 20, 15),
        ("12:05 a.m.", 0, 5),
        ("8pm", 20, 0),
        (time(20, 15), 20, 15),
        (datetime(1900, 1, 1, 20, 15), 20, 15),
        (timedelta(hours=20, minutes=15), 20, 15),
        (0.84375, 20, 15),
    ],
)
def test_times(cell: cells.Cell, hour: int, minute: int) -> None:
    assert cells.clock(cell) == time(hour, minute)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("24h30", CellFault.MIDNIGHT),
        ("24h", CellFault.MIDNIGHT),
        (timedelta(hours=25), CellFault.MIDNIGHT),
        ("20h75", CellFault.TIME),
        ("20:15:30", CellFault.TIME),
        (time(20, 15, 30), CellFault.TIME),
        ("2015", CellFault.TIME),
        ("13:00 PM", CellFault.TIME),
        ("soir", CellFault.TIME),
        (20, CellFault.TIME),
        ("99h", CellFault.TIME),
    ],
)
def test_bad_times(cell: cells.Cell, fault: CellFault) -> None:
    with pytest.raises(BadCell) as bad:
        cells.clock(cell)
    assert bad.value.fault is fault


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("115", 115),
        (115, 115),
        (115.0, 115),
        ("115 min", 115),
        ("115'", 115),
        ("115 mn", 115),
        ("1h55", 115),
        ("1 h 55 min", 115),
        ("1:55", 115),
        ("01:55:00", 115),
        ("2h", 120),
        (time(1, 55), 115),
        (timedelta(hours=1, minutes=55), 115),
    ],
)
def test_lengths(cell: cells.Cell, minutes: int) -> None:
    assert cells.minutes(cell, least=1, most=900) == minutes


@pytest.mark.parametrize("cell", ["0", "901", "long", "1h75", "-3", True, datetime(2026, 1, 1), "1,5", "1h5"])
def test_bad_lengths(cell: cells.Cell) -> None:
    with pytest.raises(BadCell):
        cells.minutes(cell, least=1, most=900)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("9,50", 950),
        ("9.50 €", 950),
        ("9,5", 950),
        ("9", 900),
        (9.5, 950),
        (9, 900),
        (Decimal("9.50"), 950),
        ("EUR 4", 400),
        (7.9, 790),
    ],
)
def test_prices(cell: cells.Cell, cents: int) -> None:
    assert cells.cents(cell) == cents


@pytest.mark.parametrize("cell", ["9,505", "-1", "1e3", "gratuit", 9.999, True, "1 2 3 4 5"])
def test_bad_prices(cell: cells.Cell) -> None:
    with pytest.raises(BadCell):
        cells.cents(cell)


def test_instants_with_and_without_offset() -> None:
    wall = datetime(2026, 12, 25, 20, 15)
    assert cells.instant("25/12/2026 20h15") == WallTime(wall)
    assert cells.instant("25/12/2026 à 20:15") == WallTime(wall)
    assert cells.instant("2026-12-25T20:15") == WallTime(wall)
    assert cells.instant("2026-12-25T20:15:00+01:00") == WallTime(wall, 60)
    assert cells.instant("2026-12-25T19:15Z") == WallTime(datetime(2026, 12, 25, 19, 15), 0)
    assert cells.instant(wall) == WallTime(wall)
    assert cells.instant(46381.84375) == WallTime(wall)
    for bad in ("2026-12-25", "20h15", "2026-12-25T25:15", 3):
        with pytest.raises(BadCell):
            cells.instant(bad)


def test_visas_classes_years_and_text() -> None:
    assert [cells.visa(c) for c in ("12 345", 12345, 12345.0, "n° 12.345", "1234-b")] == ["12345"] * 4 + [
        "1234-B"
    ]
    for bad in ("12345678901", "vis@", True):
        with pytest.raises(BadCell):
            cells.visa(bad)
    given = ("Tous publics", "TP", "-12", 12, "Interdit aux moins de 16 ans", "18+", "X")
    assert [cells.classification(c) for c in given] == ["TP", "TP", "12", "12", "16", "18", "X"]
    with pytest.raises(BadCell):
        cells.classification("13")
    assert cells.year(1945.0) == 1945
    with pytest.raises(BadCell):
        cells.year("45")
    assert cells.text("  deux\n lignes ", most=20) == "deux lignes"
    assert cells.text(2001.0, most=20) == "2001"
    with pytest.raises(BadCell):
        cells.text("x" * 21, most=20)
    for error in ("#REF!", "#N/A", "#VALEUR!"):
        with pytest.raises(BadCell):
            cells.usable(error)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ("VF", "fr", (), True, False, False, "2D")),
        ("VF", ("VF", "fr", (), False, False, False, "2D")),
        ("vostfr", ("VOSTFR", "und", ("fr",), True, False, False, "2D")),
        ("VOST", ("VOSTFR", "und", ("fr",), True, False, False, "2D")),
        ("VO st fr", ("VOSTFR", "und", ("fr",), True, False, False, "2D")),
        ("VOSTA", ("VOSTA", "und", ("en",), True, False, False, "2D")),
        ("VO", ("VO", "und", (), True, False, False, "2D")),
        ("VFSTF", ("VFSTF", "fr", ("fr",), False, True, False, "2D")),
        ("VF ST-SME", ("VFSTF", "fr", ("fr",), False, True, False, "2D")),
        ("SME", ("VFSTF", "fr", ("fr",), False, True, False, "2D")),
        ("VF/AD", ("VF", "fr", (), False, False, True, "2D")),
        ("VFAD", ("VF", "fr", (), False, False, True, "2D")),
        ("VF audiodescription", ("VF", "fr", (), False, False, True, "2D")),
        ("AD", ("VF", "fr", (), False, False, True, "2D")),
        ("VOSTFR 3D IMAX", ("VOSTFR", "und", ("fr",), True, False, False, "IMAX 3D")),
        ("VOSTNL", ("VOSTNL", "und", ("nl",), True, False, False, "2D")),
    ],
)
def test_versions(words: str, expected: tuple[object, ...]) -> None:
    spec = version_spec(words, format_words="", language_words="")
    found = (
        spec.label,
        spec.audio,
        spec.subtitles,
        spec.original,
        spec.captions,
        spec.audio_description,
        spec.format,
    )
    assert found == expected


def test_version_with_language_and_format() -> None:
    spec = version_spec("VO", format_words="Dolby Atmos", language_words="japonais")
    assert (spec.audio, spec.format, spec.original) == ("ja", "Dolby Atmos", True)
    assert version_spec("VF", format_words="", language_words="fr").original is True
    assert version_spec("VF", format_words="70mm", language_words="").format == "70 mm"
    for words, form, lang in [
        ("VF 3D", "2D", ""),
        ("VX", "", ""),
        ("VF", "Betamax", ""),
        ("VO", "", "klingonais"),
    ]:
        with pytest.raises(BadCell):
            version_spec(words, format_words=form, language_words=lang)


def test_headers_in_either_language_whatever_their_dress() -> None:
    for header, column in [
        ("SALLE", Column.SCREEN),
        ("Écran", Column.SCREEN),
        ("  Heure  de début ", Column.TIME),
        ("Durée (min)", Column.RUNTIME),
        ("N° de visa", Column.VISA),
        ("Visa n°", None),
        ("Pre-show", Column.PRE_SHOW),
        ("note_en", Column.NOTE_EN),
        ("Note (FR)", Column.NOTE_FR),
        ("External Ref.", Column.REFERENCE),
        ("Ouverture Web", Column.WEB_OPENS),
        ("web_opens_at", Column.WEB_OPENS),
        ("Fermeture web", Column.WEB_CLOSES),
        ("Ouverture caisse", Column.COUNTER_OPENS),
        ("Counter closes", Column.COUNTER_CLOSES),
        ("Ouverture", None),
        ("x" * 100, None),
        ("", None),
    ]:
        assert column_of(header) is column, header


def test_t18_times_of_a_screening() -> None:
    start = datetime(2026, 11, 18, 19, 15, tzinfo=UTC)
    times = screening_times(start, runtime_min=115, pre_show_min=15, turnaround_min=20)
    assert [t.strftime("%H:%M") for t in (times.film_starts_at, times.ends_at, times.occupied_until)] == [
        "19:30",
        "21:25",
        "21:45",
    ]
    unknown = screening_times(start, runtime_min=None)
    assert unknown.ends_at - unknown.film_starts_at == timedelta(minutes=120)


def test_t19_nights_when_the_clocks_change() -> None:
    zone = "Europe/Paris"
    assert local_instant(datetime(2026, 10, 25, 1, 30), zone=zone) == datetime(
        2026, 10, 24, 23, 30, tzinfo=UTC
    )
    with pytest.raises(LocalTimeRefused) as gap:
        local_instant(datetime(2026, 3, 29, 2, 30), zone=zone)
    assert gap.value.code == "local_time_missing"
    twice = datetime(2026, 10, 25, 2, 30)
    with pytest.raises(LocalTimeRefused) as two:
        local_instant(twice, zone=zone)
    assert two.value.code == "local_time_twice"
    assert local_instant(twice, zone=zone, offset_min=120) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_instant(twice, zone=zone, offset_min=60) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for wall, offset in [
        (twice, 0),
        (datetime(2026, 12, 25, 20, 15), 120),
        (datetime(2026, 3, 29, 2, 30), 60),
    ]:
        with pytest.raises(LocalTimeRefused) as wrong:
            local_instant(wall, zone=zone, offset_min=offset)
        assert wrong.value.code == "cell_offset"
