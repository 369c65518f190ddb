"""Fill the demonstration: build, plan, sell the past, refresh the showcase. Run by ``up``; repeatable."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ouvreuse.booking.models import Order
from ouvreuse.ops.demo import building, planning, selling, showcase


class Command(BaseCommand):
    help = "Fill the demonstration with films and sales; refuses any other database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tickets", type=int, default=selling.TICKETS)
        parser.add_argument("--only-build", action="store_true", help="films and programme, no sales")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.KIND == "LIVE":
            raise CommandError("a LIVE installation has no demonstration")
        started = time.monotonic()
        if building.build():
            self._say("the chain is built: 3 cinemas, 14 screens", started)
        planned = planning.plan_missing_weeks()
        if planned:
            self._say(f"{planned} screenings planned", started)
        if not options["only_build"] and (planned or not Order.objects.exists()):
            made = selling.sell_past(tickets=options["tickets"])
            self._say(f"{made} orders sold in time order", started)
        showcase.refresh_showcase()
        self._say("ready", started)

    def _say(self, what: str, started: float) -> None:
        self.stdout.write(f"demo: {what} ({time.monotonic() - started:.0f} s)")
        self.stdout.flush()
