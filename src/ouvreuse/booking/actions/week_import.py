"""The work of one import, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from ouvreuse.booking.actions.seating import keep_in_step
from ouvreuse.booking.queries.week import as_existing, known_places, orders_of_films, orders_on, standing
from ouvreuse.booking.rules.importing import (
    ImportedLine,
    film_facts,
    film_fields,
    version_facts,
    version_name,
)
from ouvreuse.catalogue import actions as catalogue
from ouvreuse.catalogue.errors import SeveralFilms, VisaOfAnotherFilm
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.queries import known_films
from ouvreuse.catalogue.rules import KnownFilm, KnownFilms, recognise
from ouvreuse.kernel import clock
from ouvreuse.programme import actions as programme
from ouvreuse.programme.errors import CellFault, PublicationPast
from ouvreuse.programme.rules import (
    Change,
    Column,
    Fault,
    KnownCinema,
    KnownPrices,
    Outcome,
    Parsed,
    Placed,
    SaleTimes,
    WallTime,
    Wanted,
    default_prices,
    diff,
    facts_agree,
    film_guarded,
    local_instant,
    place_rows,
    publication,
)
from ouvreuse.programme.rules.starts import PRE_SHOW_MIN, TURNAROUND_MIN

T = TypeVar("T")


class WeekImport:
    """One import inside its transaction: a fixed number of reads, then the comparison, then the writes."""

    def __init__(
        self,
        parsed: Parsed,
        only: str,
        publish_at: WallTime | None,
        *,
        as_drafts: bool,
        left: Mapping[int, Outcome | None],
    ) -> None:
        self.parsed = parsed
        self.publish_at = publish_at
        self.as_drafts = as_drafts
        self.left = left
        self.only = only
        self.now = clock.now()
        self.faults: list[Fault] = list(parsed.faults)
        self.outcomes: tuple[Outcome, ...] = ()
        self.written: dict[int, int] = {}
        self.placed: dict[int, Placed] = {}
        self.prices: list[KnownPrices] = []
        self.versions: dict[int, int] = {}

    def run(self) -> None:
        """Resolve, recognise and compare; gathers faults, writes only films and versions."""
        placed = self._place()
        placed = self._without_strange_films(placed)
        wanted = {item.line: item for item in self._wanted([item for item in placed if self._counts(item)])}
        rows = standing(list(wanted.values()))
        self.versions = {row.id: row.price_version_id for row in rows}
        existing = [as_existing(row) for row in rows]
        tried = [item for line, item in wanted.items() if line not in self.left]
        outcomes = diff(tried, existing, now=self.now)
        if orders := orders_on(item.existing.id for item in outcomes if item.existing and item.fields):
            counted = [replace(item, orders=orders.get(item.id, 0)) for item in existing]
            outcomes = diff(tried, counted, now=self.now)
        left = [
            replace(item, wanted=wanted.get(line, item.wanted)) for line, item in self.left.items() if item
        ]
        self.outcomes = tuple(sorted([*outcomes, *left], key=lambda item: item.wanted.line))
        self.faults += [self._localised(item, item.fault) for item in self.outcomes if item.fault]
        self._find_default_prices()

    def _counts(self, item: Placed) -> bool:
        """A line left out changes nothing of its film either, unless only its screen was taken."""
        left = self.left.get(item.row.line)
        return item.row.line not in self.left or (left is not None and left.change is Change.CLASH)

    def wrong(self) -> dict[int, Outcome | None]:
        """The lines tried that cannot be written, with what was found of them."""
        found = {item.wanted.line: item for item in self.outcomes}
        lines = {fault.line for fault in self.faults} & self.placed.keys()
        return {line: found.get(line) for line in lines - self.left.keys()}

    def _unpriced(self, item: Outcome) -> Fault | None:
        if item.change is not Change.NEW or item.wanted.price_list_id is not None:
            return None
        found = default_prices(item.wanted.cinema_id, prices=self.prices, line=item.wanted.line)
        return found if isinstance(found, Fault) else None

    def write(self) -> None:
        """Write what the comparison found: changes first, since they make room."""
        changed = {
            item.existing.id: self._plan(item)
            for item in self.outcomes
            if item.change is Change.CHANGED and item.existing and item.fields  # else only its film changes
        }
        if changed:
            programme.as_booking_verb()
            self._publish({item.existing.id: item for item in self.outcomes if item.existing})
            programme.replan_screenings(changed)
        new = [item for item in self.outcomes if item.change is Change.NEW and not self._unpriced(item)]
        ids = programme.plan_screenings([self._plan(item) for item in new])
        self._publish(dict(zip(ids, new, strict=True)))
        keep_in_step([*changed, *ids])
        self.written = {item.wanted.line: screening for item, screening in zip(new, ids, strict=True)}

    def _publish(self, outcomes: Mapping[int, Outcome]) -> None:
        """Publish what is new or says so, cinemas of one instant together."""
        together: dict[datetime, list[int]] = {}
        for screening, item in outcomes.items():
            if (item.change is Change.NEW and not self.as_drafts) or "published" in item.fields:
                together.setdefault(item.wanted.publish_at or self.now, []).append(screening)
        for instant, ids in together.items():
            programme.publish_screenings(ids, at=instant)

    def lines(self) -> tuple[ImportedLine, ...]:
        """The outcome of each compared line, for people."""
        return tuple(self._line(item) for item in self.outcomes)

    def cinema(self) -> int | None:
        """The cinema of all lines, when they are of one."""
        of = {item.cinema.id for item in self.placed.values()}
        return of.pop() if len(of) == 1 else None

    def films_changed(self) -> dict[str, list[int]]:
        """The known films of which something changes, for the trail."""
        films = sorted({int(str(item.wanted.film)) for item in self.outcomes if item.wanted.film_fields})
        return {"films": films} if films else {}

    def _place(self) -> list[Placed]:
        cinemas, screens, self.prices = known_places()
        placed, faults = place_rows(
            self.parsed.rows, cinemas=cinemas, screens=screens, prices=self.prices, only=self.only
        )
        self.faults += faults
        self.placed = {item.row.line: item for item in placed}
        return placed

    def _without_strange_films(self, placed: list[Placed]) -> list[Placed]:
        """The rows whose film is either known without doubt or surely new."""
        known = KnownFilms(known_films(film_facts(item.row) for item in placed))
        kept = []
        for item in placed:
            try:
                facts = film_facts(item.row)
                if recognise(facts, known=known) is None:
                    known.add(KnownFilm(-1 - item.row.line, facts.title, facts.visa_number, facts.year))
                kept.append(item)
            except SeveralFilms as several:
                value = {"value": several.facts["title"]}
                self.faults.append(Fault(item.row.line, "film", CellFault.FILM_AMBIGUOUS.value, value))
            except VisaOfAnotherFilm as other:
                self.faults.append(Fault(item.row.line, "visa", CellFault.VISA_OTHER_FILM.value, other.facts))
        return kept

    def _wanted(self, placed: list[Placed]) -> list[Wanted]:
        publish_at = {item.cinema.id: self._publication(item.cinema) for item in placed}
        films = catalogue.record_films([film_facts(item.row) for item in placed])
        self._films_agree([film.id for film in films], placed)
        rows = Film.objects.filter(id__in={film.id for film in films}).values_list(
            "id", "runtime_min", "countries"
        )
        known = {film: (runtime, countries) for film, runtime, countries in rows}
        versions = catalogue.record_versions(
            [
                (film.id, version_facts(item.row, countries=known[film.id][1]))
                for film, item in zip(films, placed, strict=True)
            ]
        )
        changed = [film_fields(film, version) for film, version in zip(films, versions, strict=True)]
        orders = orders_of_films(
            film.id for film, names in zip(films, changed, strict=True) if film_guarded(names)
        )
        return [
            Wanted(
                line=item.row.line,
                cinema_id=item.cinema.id,
                screen_id=item.screen.id,
                starts_at=item.starts_at,
                film=film.id,
                version=version.id,
                runtime_min=known[film.id][0],
                film_fields=names,
                film_orders=orders.get(film.id, 0),
                reference=item.row.reference,
                price_list_id=item.prices.id if item.prices else None,
                pre_show_min=item.row.pre_show_min,
                turnaround_min=item.row.turnaround_min,
                note_fr=item.row.note_fr or None,
                note_en=item.row.note_en or None,
                sale=item.sale,
                publish_at=publish_at[item.cinema.id],
                as_draft=self.as_drafts,
            )
            for item, film, version, names in zip(placed, films, versions, changed, strict=True)
        ]

    def _publication(self, cinema: KnownCinema) -> datetime | None:
        if self.publish_at is None:
            return None
        local = self.publish_at.local
        instant = local_instant(local, zone=cinema.zone, offset_min=self.publish_at.offset_min)
        if instant <= self.now:
            raise PublicationPast(at=f"{local:%d/%m/%Y %H:%M}")
        return instant

    def _films_agree(self, films: Sequence[int], placed: Sequence[Placed]) -> None:
        """Lines that name one film differently, once with its visa and once without, may not disagree either."""
        film_of = {item.row.line: film for film, item in zip(films, placed, strict=True)}
        found = facts_agree((item.row for item in placed), film=lambda row: film_of[row.line])
        headers = self.parsed.headers
        told = {(fault.line, fault.column) for fault in self.faults}
        self.faults += [
            item for item in found if (item.line, headers.get(Column(item.column), item.column)) not in told
        ]

    def _localised(self, item: Outcome, fault: Fault) -> Fault:
        """The fault with its instants as the cinema's wall shows them."""
        zone = ZoneInfo(self.placed[item.wanted.line].cinema.zone)
        formats = {"opens": "%d/%m/%Y %H:%M", "closes": "%d/%m/%Y %H:%M"}  # a wrong year must show
        facts = {
            name: value.astimezone(zone).strftime(formats.get(name, "%d/%m %H:%M"))
            if isinstance(value, datetime)
            else value
            for name, value in fault.facts.items()
        }
        return replace(fault, facts=facts)

    def _find_default_prices(self) -> None:
        self.faults += [fault for item in self.outcomes if (fault := self._unpriced(item))]

    def _plan(self, item: Outcome) -> programme.Plan:
        want, had = item.wanted, item.existing
        return programme.Plan(
            screen=want.screen_id,
            version=int(str(want.version)),
            price_version=self._price_version(item),
            starts_at=want.starts_at,
            pre_show_min=_or(want.pre_show_min, had.pre_show_min if had else PRE_SHOW_MIN),
            turnaround_min=_or(want.turnaround_min, had.turnaround_min if had else TURNAROUND_MIN),
            note_fr=_or(want.note_fr, had.note_fr if had else ""),
            note_en=_or(want.note_en, had.note_en if had else ""),
            external_ref=want.reference or (had.reference if had else ""),
            sale=self._sale(item),
        )

    def _sale(self, item: Outcome) -> SaleTimes:
        """What the line says of the sale; the web opens with the publication at the earliest."""
        want, first = item.wanted, publication(item.wanted, item.existing, now=self.now)
        opens = want.sale.web_opens_at or (first if item.existing is None else None)
        return replace(want.sale, web_opens_at=opens and max(opens, first))

    def _price_version(self, item: Outcome) -> int:
        """The version a screening has, unless the file moves it to another list: then the one that serves its start."""
        wanted = item.wanted.price_list_id
        if item.existing and wanted in (None, item.existing.price_list_id):
            return self.versions[item.existing.id]
        lists = [prices for prices in self.prices if prices.id == wanted]
        found = default_prices(item.wanted.cinema_id, prices=lists or self.prices, line=item.wanted.line)
        if isinstance(found, Fault):
            raise LookupError(found.code)
        return found.at(item.wanted.starts_at).version_id

    def _line(self, item: Outcome) -> ImportedLine:
        placed = self.placed[item.wanted.line]
        return ImportedLine(
            line=item.wanted.line,
            change=item.change.value,
            cinema=placed.cinema.name,
            screen=placed.screen.name,
            local_start=item.wanted.starts_at.astimezone(ZoneInfo(placed.cinema.zone)),
            film=placed.row.title,
            version=version_name(placed.row),
            screening=item.existing.id if item.existing else self.written.get(item.wanted.line),
            fields=item.fields + item.wanted.film_fields,
            orders=item.orders,
            screen_id=item.wanted.screen_id,
            version_id=int(str(item.wanted.version)),
            on_sale=item.existing is not None
            and not item.existing.draft
            and item.existing.published_at is not None
            and item.existing.published_at <= self.now,
        )


def _or(value: T | None, other: T) -> T:
    return other if value is None else value
