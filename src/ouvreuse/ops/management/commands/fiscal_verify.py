"""Check the book of sales from its first entry."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ouvreuse.fiscal.queries import verify_books

PROBLEMS = {
    "missing": "this entry is missing",
    "link": "it is not chained to the entry before it",
    "altered": "its content was altered",
    "form": "it is not in canonical form",
    "end": "entries are missing at the end, or the book's head is another",
}


class Command(BaseCommand):
    help = "Verify every book; names the first broken entry, exit code 1."

    def handle(self, *_args: Any, **_options: Any) -> None:
        reports = verify_books()
        for report in reports:
            name = f"{report.cinema}, {report.channel}"
            if report.broken is None:
                self.stdout.write(f"holds   {name}: {report.length} entries, head {report.head[:16]}")
            else:
                problem = PROBLEMS[report.broken.problem]
                self.stdout.write(f"BROKEN  {name}: entry {report.broken.number}: {problem}")
        if not reports:
            self.stdout.write("No book yet: nothing was sold.")
        if any(report.broken for report in reports):
            sys.exit(1)
