"""Bring the database to this release: run as the owner (OUVREUSE_ROLE=owner), by ``up`` and by the tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.database import prepare


class Command(BaseCommand):
    help = bilingual(
        fr="Crée ou met à jour les tables, les fonctions et les droits.",
        en="Create or update the tables, functions and grants.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=["LIVE", "DEMO", "TEST"], required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            prepare(kind=options["kind"])
        except RuntimeError as problem:
            raise CommandError(str(problem)) from problem
