"""Say whether every invariant of the data holds."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ouvreuse.ops import audit


class Command(BaseCommand):
    help = "Check every invariant; exit code 1 when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        broken = audit.run()
        self.stdout.write(_as_json(broken) if options["json"] else _as_table(broken))
        if broken:
            sys.exit(1)


def _as_json(broken: list[audit.Violation]) -> str:
    found = {(each.invariant.room, each.invariant.code): each for each in broken}
    listed = []
    for each in audit.invariants():
        violation = found.get((each.room, each.code))
        listed.append(
            {
                "room": each.room,
                "code": each.code,
                "sentence": each.sentence,
                "holds": violation is None,
                "rows": violation.rows if violation else (),
                "more": violation.more if violation else False,
            }
        )
    return json.dumps({"holds": not broken, "invariants": listed}, ensure_ascii=False, indent=1)


def _as_table(broken: list[audit.Violation]) -> str:
    found = {(each.invariant.room, each.invariant.code): each for each in broken}
    lines = []
    for each in audit.invariants():
        violation = found.get((each.room, each.code))
        lines.append(f"{'BROKEN' if violation else 'holds ':6}  {each.room:13} {each.code:5} {each.sentence}")
        for row in violation.rows if violation else ():
            lines.append("        " + "  ".join(f"{name}={value}" for name, value in row.items()))
        if violation and violation.more:
            lines.append("        ... and others")
    kept = len(audit.invariants()) - len(broken)
    return "\n".join([*lines, f"{kept} of {len(audit.invariants())} invariants hold."])
