"""Writes the golden sheets of this folder: one small week, in every shape a French spreadsheet gives it.

Run it from the root of the repository after changing the week; the files are committed.
"""

# ruff: noqa: DTZ001 (times on the wall; one line of the sheet is one line here)

from __future__ import annotations

import codecs
import json
from datetime import date, datetime, time
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
FRENCH = [
    ["Salle", "Date", "Heure", "Titre du film", "N° de visa", "Version", "Format", "Durée", "Interdiction",
     "Avant-séance", "Grille tarifaire", "Plein tarif", "Note (FR)", "Note (EN)", "Référence",
     "Ouverture web", "Fermeture web", "Ouverture caisse", "Fermeture caisse"],
    ["Salle 1", "25/12/2026", "20h15", "Les Enfants du paradis", "12 345", "VF", "2D", "3h02", "TP", "10",
     "standard", "9,50", "Séance présentée ; débat", "Introduced, then a debate", "S-001",
     "25/12/2026 10h00", "25/12/2026 19h45", "25/12/2026 à 18:00", "2026-12-25 20:30"],
    ["2", "25/12/2026", "20:30", "L'Été de l'œuvre", "", "VOSTFR", "", "115", "-12", "", "", "", "", "", "S-002",
     "", "", "", ""],
    ["Salle 1", "26/12/2026", "14H", "Les Enfants du paradis", "12345", "VF + AD", "", "", "", "", "", "", "", "",
     "S-003", "", "", "", ""],
    ["2", "samedi 26 décembre 2026", "0h30", "Mélodie 3D", "", "VF 3D", "", "1h31", "", "", "", "", "", "",
     "S-004", "", "", "", ""],
]  # fmt: skip
ENGLISH = [
    ["screen", "date", "time", "film", "visa", "version", "format", "runtime", "classification", "pre-show",
     "price list", "full price", "note fr", "note en", "external ref",
     "web opens", "web closes", "counter opens", "counter closes"],
    *FRENCH[1:],
]  # fmt: skip


def _csv(rows: list[list[str]], separator: str, newline: str = "\r\n") -> str:
    def cell(text: str) -> str:
        quoted = separator in text or '"' in text
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(separator.join(cell(text) for text in row) + newline for row in rows)


def _workbook(path: Path) -> None:
    """Real Excel dates, times and numbers, a title above the header, an empty line between."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Semaine"
    sheet.append(["Programme du cinéma", None, "semaine 52"])
    sheet.append([])
    sheet.append(FRENCH[0])
    cells: list[list[object]] = [list(row) for row in FRENCH[1:]]
    for row in cells:
        for place, value in enumerate(row):
            row[place] = value or None
    cells[0][1], cells[0][2], cells[0][4], cells[0][7] = datetime(2026, 12, 25), time(20, 15), 12345, 182
    cells[0][9], cells[0][11] = 10, 9.5
    cells[0][15], cells[0][18] = datetime(2026, 12, 25, 10), datetime(2026, 12, 25, 20, 30)
    cells[1][0], cells[1][1], cells[1][2], cells[1][7] = 2, date(2026, 12, 25), time(20, 30), time(1, 55)
    cells[2][1], cells[2][2], cells[2][4] = date(2026, 12, 26), 14 / 24, 12345.0
    for row in cells:
        sheet.append(row)
    book.properties.creator = "golden"
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    book.save(path)


def main() -> None:
    """Write every file."""
    french = _csv(FRENCH, ";")
    (HERE / "semicolon.csv").write_bytes(french.encode("utf-8"))
    (HERE / "bom.csv").write_bytes(codecs.BOM_UTF8 + french.encode("utf-8"))
    (HERE / "windows-1252.csv").write_bytes(french.encode("cp1252"))
    (HERE / "utf-16.csv").write_bytes(codecs.BOM_UTF16_LE + french.encode("utf-16-le"))
    (HERE / "comma.csv").write_bytes(_csv(ENGLISH, ",", "\n").encode("utf-8"))
    (HERE / "tab.csv").write_bytes(_csv(FRENCH, "\t").encode("utf-8"))
    _workbook(HERE / "week.xlsx")
    objects = [
        {key: value for key, value in zip(ENGLISH[0], row, strict=True) if value} for row in ENGLISH[1:]
    ]
    objects[0]["runtime"], objects[0]["full price"] = 182, 9.5  # type: ignore[assignment]
    objects[3].pop("date"), objects[3].pop("time")
    objects[3]["starts at"] = "2026-12-26T00:30+01:00"
    text = json.dumps({"screenings": objects}, ensure_ascii=False, indent=1)
    (HERE / "week.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
