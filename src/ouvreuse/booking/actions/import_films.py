"""Films from a file, all or nothing; here, since only booking knows whose buyers were told another age."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.queries.week import orders_of_films
from ouvreuse.booking.rules.importing import FILM_COLUMNS, FilmLine, FilmReport
from ouvreuse.catalogue import actions as catalogue
from ouvreuse.catalogue.errors import SeveralFilms, VisaOfAnotherFilm
from ouvreuse.catalogue.queries import known_films
from ouvreuse.catalogue.rules import KnownFilm, KnownFilms, Recorded, recognise
from ouvreuse.kernel.retry import retried
from ouvreuse.programme.errors import CellFault
from ouvreuse.programme.rules import FILM_SETS, Change, Fault, FilmRow, film_guarded, parse_films, read_sheet


@retried
def import_films(
    data: bytes, *, dry_run: bool = False, actor: int | None = None, actor_label: str = "cli"
) -> FilmReport:
    """Bring the catalogue to what a file says: record new films, complete and correct those known.

    All or nothing; empty cells change nothing. A line that would change the class or the visa of a film with held or
    sold seats is refused. With ``dry_run`` all is done and taken back. Raises ``SheetUnreadable``.
    """
    parsed = parse_films(read_sheet(data, needed=FILM_SETS))
    with transaction.atomic(durable=True):
        rows, new, strange = _recognised(parsed.rows)
        recorded = catalogue.record_films([row.facts for row in rows])
        lines = tuple(_line(row, film, new=row.line in new) for row, film in zip(rows, recorded, strict=True))
        faults = (*parsed.faults, *strange, *_sold(lines))
        if faults or dry_run:
            transaction.set_rollback(True)
        else:
            _record(lines, actor, actor_label)
    return FilmReport(lines, tuple(sorted(faults, key=lambda fault: fault.line)), parsed.ignored, dry_run)


def _recognised(rows: Sequence[FilmRow]) -> tuple[list[FilmRow], set[int], list[Fault]]:
    """The rows whose film is known without doubt or surely new, the lines of the new ones, and the doubts."""
    known = KnownFilms(known_films(row.facts for row in rows))
    kept: list[FilmRow] = []
    new: set[int] = set()
    faults: list[Fault] = []
    for row in rows:
        facts = row.facts
        try:
            if recognise(facts, known=known) is None:
                known.add(KnownFilm(-1 - row.line, facts.title, facts.visa_number, facts.year))
                new.add(row.line)
            kept.append(row)
        except SeveralFilms as several:
            value = {"value": several.facts["title"]}
            faults.append(Fault(row.line, "film", CellFault.FILM_AMBIGUOUS.value, value))
        except VisaOfAnotherFilm as other:
            faults.append(Fault(row.line, "visa", CellFault.VISA_OTHER_FILM.value, other.facts))
    return kept, new, faults


def _line(row: FilmRow, film: Recorded, *, new: bool) -> FilmLine:
    fields = tuple(FILM_COLUMNS[name].value for name in film.changed)
    change = Change.NEW if new else Change.CHANGED if fields else Change.SAME
    return FilmLine(row.line, change.value, film.id, row.facts.title, fields)


def _sold(lines: Sequence[FilmLine]) -> list[Fault]:
    """Lines that would tell buyers otherwise."""
    guarded = {line.film: line for line in lines if film_guarded(line.fields)}
    orders = orders_of_films(guarded)
    return [
        Fault(
            line.line,
            film_guarded(line.fields)[0],
            CellFault.FILM_SOLD.value,
            {"orders": orders[film], "fields": film_guarded(line.fields)},
        )
        for film, line in guarded.items()
        if orders.get(film)
    ]


def _record(lines: Sequence[FilmLine], actor: int | None, actor_label: str) -> None:
    changed = {line.film: line.change for line in lines if line.change != Change.SAME}
    if changed:
        accounts.record(
            "import_films", subject="catalogue", actor=actor, actor_label=actor_label,
            facts={
                kind.value: sorted(film for film, change in changed.items() if change == kind)
                for kind in (Change.NEW, Change.CHANGED)
            },
        )  # fmt: skip
