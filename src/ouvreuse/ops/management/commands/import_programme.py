"""`import_programme FILE`: publish a week from a spreadsheet, or say every line that is wrong."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ouvreuse.booking.actions import import_week
from ouvreuse.booking.rules.importing import ImportedLine, ImportReport
from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual, language
from ouvreuse.ops.management.operator_command import OperatorCommand
from ouvreuse.programme.errors import ProgrammeError, SheetUnreadable
from ouvreuse.programme.rules import Fault, WallTime, cells
from ouvreuse.programme.words import fields, say

SAID: dict[str, dict[str, Any]] = {
    "fr": {
        "head": ("Ligne", "Résultat", "Cinéma", "Salle", "Séance", "Film", "Version", "Détail"),
        "new": "nouvelle",
        "same": "identique",
        "changed": "modifiée",
        "clash": "conflit",
        "sold": "vendue",
        "refused": "refusée",
        "line": "Ligne",
        "ignored": "Colonnes ignorées",
        "wrong": "{n} erreur(s) : rien n'a été importé.",
        "rehearsal": "Essai : rien n'a été écrit.",
        "done": "Import terminé.",
        "unread": "Fichier illisible",
        "not_done": "Rien n'a été importé",
        "published": "Publication de {n} séance(s) : {day:%d/%m/%Y} à {day:%H:%M}, heure du cinéma.",
    },
    "en": {
        "head": ("Line", "Outcome", "Cinema", "Screen", "Screening", "Film", "Version", "Detail"),
        "new": "new",
        "same": "same",
        "changed": "changed",
        "clash": "clash",
        "sold": "sold",
        "refused": "refused",
        "line": "Line",
        "ignored": "Columns ignored",
        "wrong": "{n} error(s): nothing was imported.",
        "rehearsal": "Rehearsal: nothing was written.",
        "done": "Import done.",
        "unread": "Unreadable file",
        "not_done": "Nothing was imported",
        "published": "Publication of {n} screening(s): {day:%d/%m/%Y} at {day:%H:%M}, the cinema's time.",
    },
}  # fmt: skip


class Command(OperatorCommand):
    """Import a programme; exit code 1 when the file is refused."""

    help = bilingual(
        fr="Importe une semaine de programme depuis un fichier .xlsx, .csv ou .json.",
        en="Import a week of programme from an .xlsx, .csv or .json file.",
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments of the command."""
        parser.add_argument("file", type=Path, metavar=bilingual(fr="fichier", en="file"))
        parser.add_argument(
            "--cinema",
            default="",
            help=bilingual(
                fr="le seul cinéma du fichier (son nom court)", en="the one cinema the file is for (its slug)"
            ),
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help=bilingual(
                fr="montrer ce qui changerait, ne rien écrire", en="show what would change, write nothing"
            ),
        )
        parser.add_argument(
            "--publish-at",
            default="",
            metavar="INSTANT",
            help=bilingual(
                fr="publier à cet instant, à l'heure du cinéma (« 2026-12-01 17:00 »), non tout de suite",
                en='publish then, on the cinema\'s wall ("2026-12-01 17:00"), not at once',
            ),
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help=bilingual(fr="afficher le rapport en JSON", en="print the report as JSON"),
        )
        parser.add_argument(
            "--lang",
            choices=("fr", "en"),
            help=bilingual(
                fr="la langue, si ce n'est celle du terminal", en="the language, if not the terminal's"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print, and leave with 1 when refused."""
        lang: str = options["lang"] or language()
        options["lang"] = lang
        try:
            publish_at = cells.instant(options["publish_at"]) if options["publish_at"] else None
            report = import_week(
                _read(options["file"]),
                cinema=options["cinema"],
                dry_run=options["dry_run"],
                publish_at=publish_at,
            )
        except cells.BadCell as wrong:
            words = say(wrong.fault.value, wrong.facts, language=lang)
            self._refuse(f"--publish-at : {words}", wrong.fault.value, options)
        except SheetUnreadable as problem:
            words = say(problem.code, problem.facts, language=lang)
            self._refuse(words, problem.code, options, said=SAID[lang]["unread"])
        except ProgrammeError as problem:
            words = say(problem.code, problem.facts, language=lang)
            self._refuse(words, problem.code, options)
        except OSError as problem:
            words = f"{options['file']}: {reason(problem)}"
            self._refuse(words, "file", options, said=SAID[lang]["unread"])
        else:
            text = (
                _as_json(report, lang) if options["json"] else "\n".join(_as_text(report, lang, publish_at))
            )
            self.stdout.write(text)
            if report.refused:
                sys.exit(1)

    def _refuse(self, words: str, code: str, options: dict[str, Any], *, said: str = "") -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"error": {"code": code, "message": words}}, ensure_ascii=False))
        else:
            colon = " : " if options["lang"] == "fr" else ": "
            self.stderr.write(f"{said or SAID[options['lang']]['not_done']}{colon}{words}")
        sys.exit(1)


def _read(path: Path) -> bytes:
    """The file, but never more than the reader would take."""
    from ouvreuse.programme.rules.raw import MAX_BYTES

    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def fault_text(fault: Fault, *, lang: str) -> str:
    """`Ligne 12, « heure » : heure non comprise...`"""
    where = f"{SAID[lang]['line']} {fault.line}"
    if fault.column:
        where += f", « {fault.column} »" if lang == "fr" else f", “{fault.column}”"
    colon = " : " if lang == "fr" else ": "
    return f"{where}{colon}{say(fault.code, fault.facts, language=lang)}"


def _as_text(report: ImportReport, lang: str, publish_at: WallTime | None) -> Iterable[str]:
    said = SAID[lang]
    if report.lines:
        yield from _table([said["head"], *(_cells(line, lang) for line in report.lines)])
        yield ""
    counts = [f"{count} {said[kind]}" for kind, count in report.counts.items() if count]
    if counts:
        yield ", ".join(counts)
    if report.ignored:
        yield f"{said['ignored']} : {', '.join(report.ignored)}"
    for fault in report.faults:
        yield fault_text(fault, lang=lang)
    published = sum(line.change == "new" or "published" in line.fields for line in report.lines)
    if publish_at and published and not report.faults:
        yield str(said["published"]).format(n=published, day=publish_at.local)
    if report.faults:
        yield str(said["wrong"]).format(n=len(report.faults))
    else:
        yield str(said["rehearsal"] if report.dry_run else said["done"])


def _cells(line: ImportedLine, lang: str) -> tuple[str, ...]:
    return (
        str(line.line),
        SAID[lang][line.change],
        line.cinema,
        line.screen,
        f"{line.local_start:%d/%m/%Y %H:%M}",
        line.film,
        line.version,
        fields(line.fields, language=lang),
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [min(32, max(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    widths[-1] = max(len(row[-1]) for row in rows)  # what changes is always said whole
    for number, row in enumerate(rows):
        cells = (_fit(cell, width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _fit(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else f"{cell[: width - 1]}…"


def _as_json(report: ImportReport, lang: str) -> str:
    content = {
        "refused": report.refused,
        "dry_run": report.dry_run,
        "counts": report.counts,
        "ignored_columns": list(report.ignored),
        "lines": [
            {
                "line": line.line,
                "change": line.change,
                "cinema": line.cinema,
                "screen": line.screen,
                "starts_at": line.local_start.isoformat(),
                "film": line.film,
                "version": line.version,
                "screening": line.screening,
                "fields": list(line.fields),
                "orders": line.orders,
            }
            for line in report.lines
        ],
        "errors": [
            {
                "line": fault.line,
                "column": fault.column,
                "code": fault.code,
                "message": say(fault.code, fault.facts, language=lang),
                "message_fr": say(fault.code, fault.facts),
                "message_en": say(fault.code, fault.facts, language="en"),
            }
            for fault in report.faults
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)
