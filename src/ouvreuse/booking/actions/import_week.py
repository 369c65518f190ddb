"""A week of programme from a file, all or nothing; here, since only booking knows of seats sold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from django.db import connection, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.week_import import WeekImport
from ouvreuse.booking.rules.importing import (
    ImportReport,
)
from ouvreuse.kernel.retry import retried
from ouvreuse.programme.rules import (
    Change,
    Fault,
    Outcome,
    Parsed,
    WallTime,
    parse_rows,
    read_sheet,
)

IMPORT_LOCK = 4


@retried
def import_week(
    data: bytes,
    *,
    cinema: str = "",
    dry_run: bool = False,
    publish_at: WallTime | None = None,
    as_drafts: bool = False,
    leave_out: bool = False,
    actor: int | None = None,
    actor_label: str = "cli",
) -> ImportReport:
    """Bring the programme to what a file says: plan and publish new screenings, change those not yet sold.

    All or nothing: with any wrong line nothing is written and the report names them all. Importing the same
    file again changes nothing; screenings the file is silent about stay. A line that would change film,
    version, time, screen or price list of a screening with held or sold seats is refused with the number of
    orders. `cinema`: the slug of the one cinema the file is for. `publish_at`: when to
    publish new screenings, and those not yet public, on the wall of each cinema; without it new ones at once, and
    a publication to come stays. `as_drafts`: nothing is published. `leave_out`: wrong lines are left out and the others
    written; what a line left out would have made room for is left out with it. Raises `SheetUnreadable`,
    `LocalTimeRefused`, `PublicationPast`, and `ScreenOccupied` when somebody plans the same screen at the same moment.
    """
    parsed = parse_rows(read_sheet(data))
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:  # one import at a time: the second sees what the first wrote
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [IMPORT_LOCK])
        begin = partial(WeekImport, parsed, cinema, publish_at, as_drafts=as_drafts)
        work = _settled(begin) if leave_out else begin(left={})
        if not leave_out:
            work.run()
        faults = _as_written(work.faults, parsed)
        if (faults and not leave_out) or dry_run:
            transaction.set_rollback(True)
        elif any(item.change in (Change.NEW, Change.CHANGED) for item in work.outcomes):
            work.write()
            _record(work, actor, actor_label)
        return ImportReport(parsed.kind, work.lines(), faults, parsed.ignored, dry_run)


def _settled(begin: Callable[..., WeekImport]) -> WeekImport:
    """Try without the wrong lines until none is wrong: what they changed of films is forgotten with them."""
    left: dict[int, Outcome | None] = {}
    while True:
        with transaction.atomic():
            work = begin(left=left)
            work.run()
            wrong = work.wrong()
            if wrong:
                transaction.set_rollback(True)
        if not wrong:
            return work
        left |= wrong


def _as_written(faults: Iterable[Fault], parsed: Parsed) -> tuple[Fault, ...]:
    """Faults in the order of the file, their columns called as the file calls them."""
    headers = {column.value: name for column, name in parsed.headers.items()}
    named = [replace(fault, column=headers.get(fault.column, fault.column)) for fault in faults]
    return tuple(sorted(named, key=lambda fault: fault.line))


def _record(work: WeekImport, actor: int | None, actor_label: str) -> None:
    counts = {kind.value: sum(item.change is kind for item in work.outcomes) for kind in Change}
    accounts.record(
        "import_week",
        subject="programme",
        actor=actor,
        actor_label=actor_label,
        cinema=work.cinema(),
        facts={name: count for name, count in counts.items() if count} | work.films_changed(),
    )
