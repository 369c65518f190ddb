"""Say whether every invariant of the data holds."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import CommandParser

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops import audit
from ouvreuse.ops.management.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = bilingual(
        fr="Vérifie tous les invariants ; code de sortie 1 quand l'un est rompu.",
        en="Check every invariant; exit code 1 when one is broken.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help=bilingual(fr="pour les machines", en="for machines")
        )

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
                "sentence_fr": each.sentence_fr,
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
        state = bilingual(fr="ROMPU", en="BROKEN") if violation else bilingual(fr="tient", en="holds")
        sentence = bilingual(fr=each.sentence_fr, en=each.sentence)
        lines.append(f"{state:6}  {each.room:13} {each.code:5} {sentence}")
        for row in violation.rows if violation else ():
            lines.append("        " + "  ".join(f"{name}={value}" for name, value in row.items()))
        if violation and violation.more:
            lines.append(bilingual(fr="        ... et d'autres", en="        ... and others"))
    every = len(audit.invariants())
    kept = every - len(broken)
    lines.append(
        bilingual(fr=f"{kept} invariants sur {every} tiennent.", en=f"{kept} of {every} invariants hold.")
    )
    return "\n".join(lines)
