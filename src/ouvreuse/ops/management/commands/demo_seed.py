"""Fill the demonstration: build, plan, sell the past, refresh the showcase. Run by ``up``; repeatable."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops.demo import selling, upkeep
from ouvreuse.ops.management.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = bilingual(
        fr="Remplit la démonstration de films et de ventes ; refuse toute autre base.",
        en="Fill the demonstration with films and sales; refuses any other database.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tickets", type=int, default=selling.TICKETS)
        parser.add_argument(
            "--only-build",
            action="store_true",
            help=bilingual(fr="films et programme, sans ventes", en="films and programme, no sales"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.KIND == "LIVE":
            raise CommandError(
                bilingual(
                    fr="un vrai cinéma (LIVE) n'a pas de démonstration",
                    en="a LIVE installation has no demonstration",
                )
            )
        started = time.monotonic()

        def say(what: str) -> None:
            self.stdout.write(f"{what} ({time.monotonic() - started:.0f} s)")
            self.stdout.flush()

        with upkeep.alone(wait=True):
            if options["only_build"]:
                upkeep.prepare(say)
                return
            upkeep.fill(say, tickets=options["tickets"])
        say(bilingual(fr="tout est prêt", en="ready"))
