"""Do the jobs: mails, payments, housekeeping."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops.management.operator_command import OperatorCommand
from ouvreuse.ops.worker import work


class Command(OperatorCommand):
    help = bilingual(
        fr="Fait les tâches de toutes les files dans ce processus, jusqu'à l'arrêt.",
        en="Do the jobs of every queue in this process until stopped.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency",
            type=int,
            default=16,
            help=bilingual(fr="tâches à la fois (16 si rien n'est dit)", en="jobs at a time (default 16)"),
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help=bilingual(fr="s'arrêter quand il ne reste plus de tâche", en="stop when no job is left"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        work(concurrency=max(1, options["concurrency"]), wait=not options["once"])
