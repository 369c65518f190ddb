"""Check the book of sales from its first entry, and every series of rights from its first number."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ouvreuse.fiscal.queries import BookReport, SeriesReport, verify

PROBLEMS = {
    "missing": "this entry is missing",
    "twice": "its number stands twice",
    "link": "it is not chained to the entry before it",
    "altered": "its content was altered",
    "form": "it is not in canonical form",
    "column": "its column {detail} does not say what its content says",
    "right_missing": "its right {detail} is missing",
    "right_altered": "its right {detail} was altered",
    "right_added": "its content knows no right {detail}",
    "cancellation_missing": "its cancellation of ticket {detail} is missing",
    "cancellation_added": "its content does not cancel ticket {detail}",
    "end": "entries are missing at the end, or the book's head is another",
}
GAPS = {
    "missing": "this right is missing",
    "twice": "its number stands twice",
    "beyond": "it is past the last number of the series",
    "orphan": "no entry of the book issued it",
}


class Command(BaseCommand):
    help = "Verify every book and every series; names the first broken entry or right, exit code 1."

    def handle(self, *_args: Any, **_options: Any) -> None:
        books, series = verify()
        for book in books:
            self.stdout.write(_book_line(book))
        broken = [each for each in series if each.broken]
        for each in broken:
            self.stdout.write(_series_line(each))
        if series and not broken:
            rights = sum(each.last for each in series)
            self.stdout.write(f"holds   {len(series)} series without gap: {rights} rights")
        if not books:
            self.stdout.write("No book yet: nothing was sold.")
        if broken or any(book.broken for book in books):
            sys.exit(1)


def _book_line(book: BookReport) -> str:
    name = f"{book.cinema}, {book.channel}"
    if book.broken:
        problem = PROBLEMS[book.broken.problem].format(detail=book.broken.detail)
        return f"BROKEN  {name}: entry {book.broken.number}: {problem}"
    sums = "".join(
        f", net {_amount(net)} {currency}, absolute {_amount(absolute)} {currency}"
        for currency, (net, absolute) in book.sums.totals().items()
    )
    return f"holds   {name}: {book.length} entries{sums}, head {book.head[:16]}"


def _series_line(each: SeriesReport) -> str:
    assert each.broken is not None  # noqa: S101 - only broken series have a line
    problem = GAPS[each.broken.problem]
    return f"BROKEN  {each.cinema}, series {each.label}: right {each.broken.number}: {problem}"


def _amount(cents: int) -> str:
    sign, (whole, rest) = "-" * (cents < 0), divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02}"
