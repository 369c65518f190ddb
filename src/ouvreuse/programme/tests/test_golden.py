"""One golden file of each shape: all of them say the same week."""
# ruff: noqa: DTZ001 (times on the wall have no zone: that is what is tested)

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ouvreuse.programme.rules import Parsed, VersionSpec, WallTime, parse_rows, read_sheet

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).parents[4] / "tests" / "golden" / "programme"
FIRST_LINE = {"week.xlsx": 4, "week.json": 1}


def parsed(name: str) -> Parsed:
    return parse_rows(read_sheet((GOLDEN / name).read_bytes()))


@pytest.mark.parametrize(
    "name",
    [
        "semicolon.csv",
        "bom.csv",
        "windows-1252.csv",
        "utf-16.csv",
        "comma.csv",
        "tab.csv",
        "week.xlsx",
        "week.json",
    ],
)
def test_every_shape_says_the_same_week(name: str) -> None:
    found = parsed(name)
    assert found.faults == ()
    assert found.ignored == ()
    first = FIRST_LINE.get(name, 2)
    assert [row.line for row in found.rows] == [first, first + 1, first + 2, first + 3]
    offset = 60 if name == "week.json" else None
    expected = parsed("semicolon.csv").rows
    for row, want in zip(found.rows, expected, strict=True):
        wall = WallTime(want.wall.local, offset if row.reference == "S-004" else None)
        assert row == replace(want, line=row.line, wall=wall)


def test_the_week_is_what_was_written() -> None:
    one, two, three, four = parsed("semicolon.csv").rows
    assert (one.screen, one.title, one.visa, one.runtime_min) == (
        "Salle 1",
        "Les Enfants du paradis",
        "12345",
        182,
    )
    assert (one.wall.local, one.pre_show_min, one.price_list) == (
        datetime(2026, 12, 25, 20, 15),
        10,
        "standard",
    )
    assert list(one.sale.values()) == [
        WallTime(datetime(2026, 12, 25, *at)) for at in ((10,), (19, 45), (18,), (20, 30))
    ]
    assert two.sale == {}
    assert (one.full_price_cents, one.classification) == (950, "TP")
    assert (one.note_fr, one.note_en) == ("Séance présentée ; débat", "Introduced, then a debate")
    assert (two.title, two.classification, two.runtime_min) == ("L'Été de l'œuvre", "12", 115)
    assert two.version == VersionSpec(
        "VOSTFR", "und", ("fr",), original=True, captions=False, audio_description=False, format="2D"
    )
    assert (three.wall.local.hour, three.version.audio_description, three.version.label) == (14, True, "VF")
    assert (four.wall.local, four.version.format, four.runtime_min) == (
        datetime(2026, 12, 26, 0, 30),
        "3D",
        91,
    )
