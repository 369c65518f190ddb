"""Do the jobs: mails, payments, housekeeping."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ouvreuse.ops.worker import work


class Command(BaseCommand):
    help = "Do the jobs of every queue in this process until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=16, help="jobs at a time (default 16)")
        parser.add_argument("--once", action="store_true", help="stop when no job is left")

    def handle(self, *_args: Any, **options: Any) -> None:
        work(concurrency=max(1, options["concurrency"]), wait=not options["once"])
