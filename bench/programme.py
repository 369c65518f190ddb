"""``ouvreuse bench programme``: a week of 500 rows from each kind of file, through the command an operator types.

Each file goes in twice: first every screening and film is new, then every line is the same. The seconds are those of
the whole command, its start included.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import budget, stage
from bench.rig import Rig, rig, setup_django

HEAD = ("salle", "date", "heure", "film", "version", "durée", "interdiction", "référence", "note fr")
HOURS = ("10h00", "13h00", "16h00", "19h00", "22h00")
SCREENS = 10
FILMS = 40


def week(name: str, *, rows: int, first: date) -> list[list[str]]:
    """So many screenings from a day on, five a day in each of ten screens, of forty films of this name."""
    return [
        [
            str(number // len(HOURS) % SCREENS + 1),
            f"{first + timedelta(days=number // (len(HOURS) * SCREENS)):%d/%m/%Y}",
            HOURS[number % len(HOURS)],
            f"Le Film {name} {number * 7 % FILMS}",
            "VOSTFR",
            "1h38",
            "TP",
            f"{name}-{number}",
            "Séance suivie d’un débat",
        ]
        for number in range(rows)
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    """As a French spreadsheet saves it."""
    return "\r\n".join(";".join(row) for row in [list(HEAD), *rows]).encode("cp1252")


def as_xlsx(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Semaine")
    for row in [list(HEAD), *rows]:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_json(rows: list[list[str]]) -> bytes:
    """A list of objects."""
    return json.dumps([dict(zip(HEAD, row, strict=True)) for row in rows]).encode()


SHAPES = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}


def import_file(made: Rig, path: Path, *, expected: dict[str, int]) -> float:
    """Seconds of one import. Raises ``RuntimeError`` when it did not do what was expected."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "django", "import_programme", str(path), "--json"],
        env=made.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    told = json.loads(done.stdout) if done.stdout else {}
    counts = {name: count for name, count in told.get("counts", {}).items() if count}
    if counts != expected:
        raise RuntimeError(
            f"{path.name}: {counts} and not {expected}\n{told.get('errors')}\n{done.stderr[-2000:]}"
        )
    return seconds


def build() -> None:
    """A cinema of ten screens."""
    from ouvreuse.venues import actions as venues
    from ouvreuse.venues.models import Cinema, SeatMap

    stage.build(screenings=0)
    [cinema] = Cinema.objects.all()
    [drawn] = SeatMap.objects.all()
    for number in range(2, SCREENS + 1):
        screen = venues.create_screen(cinema.id, number=number, name=f"Salle {number}")
        SeatMap.objects.create(
            screen_id=screen, version=1, capacity=drawn.capacity, kinds=drawn.kinds, partners=drawn.partners,
            seats=drawn.seats, created_at=drawn.created_at,
        )  # fmt: skip


def main() -> None:
    """Run it and print what was found."""
    limits = budget.of("import")
    parser = argparse.ArgumentParser(prog="ouvreuse bench programme")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=limits["rows"])
    told = parser.parse_args()
    rows: int = told.rows
    found: dict[str, Any] = {"rows": rows}
    with rig() as made:
        setup_django()
        build()
        first = _day_after_tomorrow()
        for shape, written in SHAPES.items():
            path = made.data / f"semaine.{shape}"
            path.write_bytes(written(week(shape, rows=rows, first=first)))
            new = import_file(made, path, expected={"new": rows})
            same = import_file(made, path, expected={"same": rows})
            found[shape] = {"new_s": round(new, 2), "same_s": round(same, 2)}
            first += timedelta(days=rows // (len(HOURS) * SCREENS) + 1)
    found["limits"] = limits
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


def _day_after_tomorrow() -> date:
    from ouvreuse.kernel import clock

    return (clock.now() + timedelta(days=2)).date()


if __name__ == "__main__":
    main()
