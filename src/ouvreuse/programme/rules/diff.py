"""What an import would do: new, same, changed, clash, sold; decided from facts alone, touching nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ouvreuse.programme.errors import CellFault

from .rows import Fault
from .sale import NOTHING_SAID, SaleTimes, disorder, usual_closings
from .starts import PRE_SHOW_MIN, TURNAROUND_MIN, Times, screening_times


class Change(StrEnum):
    """What becomes of one line."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    CLASH = "clash"
    SOLD = "sold"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line with everything resolved. `film` and `version` are any keys that compare equal when the same;
    `runtime_min` is what is known of the film, from the file or before. `film_fields`: columns of the line that
    change a film already known; `film_orders`: how many orders hold or bought seats of its coming screenings.

    `publish_at`: when to publish (UTC), else at once; `as_draft`: not at all. Optional facts are
    `None` when the file says nothing of them: then nothing of them changes.
    """

    line: int
    cinema_id: int
    screen_id: int
    starts_at: datetime
    film: object
    version: object
    runtime_min: int | None = None
    film_fields: tuple[str, ...] = ()
    film_orders: int = 0
    reference: str = ""
    price_list_id: int | None = None
    pre_show_min: int | None = None
    turnaround_min: int | None = None
    note_fr: str | None = None
    note_en: str | None = None
    sale: SaleTimes = NOTHING_SAID
    publish_at: datetime | None = None
    as_draft: bool = False


@dataclass(frozen=True, slots=True)
class Existing:
    """A screening already in the programme. `orders`: how many orders hold or bought seats of it."""

    id: int
    cinema_id: int
    screen_id: int
    starts_at: datetime
    occupied_until: datetime
    film: object
    version: object
    reference: str
    price_list_id: int
    pre_show_min: int
    turnaround_min: int
    note_fr: str
    note_en: str
    cancelled: bool = False
    draft: bool = False
    orders: int = 0
    sale: SaleTimes = NOTHING_SAID
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one line: the screening it is about, if any, and the names of what changes of it (what
    changes of the film is in `wanted`)."""

    wanted: Wanted
    change: Change
    existing: Existing | None = None
    fields: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def occupied_until(self) -> datetime:
        """When the screen is free again after what the line wants."""
        return occupied_until(self.wanted, self.existing)

    @property
    def orders(self) -> int:
        """Orders that stand in the way of the line, else those of its screening."""
        if self.fault and self.fault.code == CellFault.FILM_SOLD:
            return self.wanted.film_orders
        return self.existing.orders if self.existing else 0


GUARDED = ("screen", "starts_at", "film", "version", "price_list")
FILM_GUARDED = ("classification",)
ON_SALE = ("web_opens", "web_closes", "counter_opens", "counter_closes")
TIMED = {"starts_at", "pre_show", "published", *ON_SALE}


def diff(wanted: Sequence[Wanted], existing: Iterable[Existing], *, now: datetime) -> tuple[Outcome, ...]:
    """Compare lines with the programme. A line is about the screening of its reference, else about the
    one of its screen and start; screenings no line is about stay as they are.

    `now` (UTC) refuses new or moved starts in the past.
    """
    facts = list(existing)
    by_reference = {(item.cinema_id, item.reference): item for item in facts if item.reference}
    by_start = {(item.screen_id, item.starts_at): item for item in facts if not item.cancelled}
    outcomes: list[Outcome] = []
    taken: dict[int, int] = {}
    said: dict[object, int] = {}
    for want in wanted:
        found = by_reference.get((want.cinema_id, want.reference)) if want.reference else None
        found = found or _nameless(by_start.get((want.screen_id, want.starts_at)), want)
        outcome = _twice(want, found, taken, said) or _outcome(want, found, now)
        outcomes.append(outcome)
    return _with_clashes(outcomes, facts)


def _nameless(found: Existing | None, want: Wanted) -> Existing | None:
    """A screening with another reference is another screening (and will clash)."""
    if found and found.reference and want.reference and found.reference != want.reference:
        return None
    return found


def _twice(
    want: Wanted, found: Existing | None, taken: dict[int, int], said: dict[object, int]
) -> Outcome | None:
    keys: list[object] = [(want.screen_id, want.starts_at)]
    if want.reference:
        keys.append((want.cinema_id, want.reference))
    lines = [said[key] for key in keys if key in said]
    if found and found.id in taken:
        lines.append(taken[found.id])
    for key in keys:
        said.setdefault(key, want.line)
    if found:
        taken.setdefault(found.id, want.line)
    if not lines:
        return None
    return _refused(want, found, CellFault.ROW_TWICE, {"other": lines[0]})


def film_guarded(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the changes of a film that no longer happen once a seat of it is held or sold: its buyers were
    told another age. A known visa never changes: with another visa it is another film."""
    return tuple(name for name in names if name in FILM_GUARDED)


def _film_sold(want: Wanted, found: Existing | None, fields: tuple[str, ...] = ()) -> Outcome | None:
    guarded = film_guarded(want.film_fields)
    if not guarded or not want.film_orders:
        return None
    facts = {"orders": want.film_orders, "fields": guarded}
    return Outcome(want, Change.SOLD, found, fields, Fault(want.line, guarded[0], CellFault.FILM_SOLD, facts))


def _outcome(want: Wanted, found: Existing | None, now: datetime) -> Outcome:
    if found is None:
        if want.starts_at <= now:
            return _refused(want, None, CellFault.START_PAST, {})
        return _film_sold(want, None) or _sale_disordered(want, None, now) or Outcome(want, Change.NEW)
    if found.cancelled:
        return _refused(want, found, CellFault.CANCELLED, {"screening": found.id})
    fields = changed_fields(want, found, now=now)
    if found.orders and set(fields) & set(GUARDED):
        facts = {"orders": found.orders, "fields": tuple(f for f in fields if f in GUARDED)}
        fault = Fault(want.line, "", CellFault.SOLD.value, facts)
        return Outcome(want, Change.SOLD, found, fields, fault)
    if "starts_at" in fields and min(want.starts_at, found.starts_at) <= now:
        return _refused(want, found, CellFault.START_PAST, {})
    disordered = _sale_disordered(want, found, now) if TIMED & set(fields) else None
    change = Change.CHANGED if fields or want.film_fields else Change.SAME
    return disordered or _film_sold(want, found, fields) or Outcome(want, change, found, fields)


def publishes(want: Wanted, found: Existing, *, now: datetime) -> bool:
    """Whether the line would publish: a draft, or, told when, a screening whose publication is still to come."""
    if want.as_draft:
        return False
    coming = found.published_at is not None and found.published_at > now
    return found.draft or (coming and want.publish_at not in (None, found.published_at))


def publication(want: Wanted, found: Existing | None, *, now: datetime) -> datetime:
    """From when on the public would see the screening: nobody sells before."""
    if found is None or publishes(want, found, now=now):
        return want.publish_at or now
    return found.published_at or now


def _sale_disordered(want: Wanted, found: Existing | None, now: datetime) -> Outcome | None:
    """The refusal of a line after which a channel would close before it opens."""
    times = _times(want, found)
    before = usual_closings(film_starts_at=times.film_starts_at, ends_at=times.ends_at)
    if found:
        film_started_at = found.starts_at + timedelta(minutes=found.pre_show_min)
        before = found.sale.closing_later(times.film_starts_at - film_started_at)
    wrong = disorder(want.sale.over(before), publication=publication(want, found, now=now))
    if wrong is None:
        return None
    said = [end for end in ("opens", "closes") if getattr(want.sale, f"{wrong.channel}_{end}_at")]
    column = f"{wrong.channel}_{said[0]}" if said else ""
    facts = {"opens": wrong.opens, "closes": wrong.closes}
    return Outcome(want, Change.REFUSED, found, fault=Fault(want.line, column, wrong.fault.value, facts))


def _sale_pairs(want: Wanted, found: Existing, now: datetime) -> dict[str, tuple[object, object]]:
    """What is wanted of the sale beside what is; the web opens with the publication at the earliest."""
    pairs = {name: (getattr(want.sale, f"{name}_at"), getattr(found.sale, f"{name}_at")) for name in ON_SALE}
    first = publication(want, found, now=now)
    new, old = (at and max(at, first) for at in pairs["web_opens"])
    return {**pairs, "web_opens": (new, old)}


def changed_fields(want: Wanted, found: Existing, *, now: datetime) -> tuple[str, ...]:
    """Names of the facts the line would change; facts it is silent about never do."""
    pairs: dict[str, tuple[object, object]] = {
        "screen": (want.screen_id, found.screen_id),
        "starts_at": (want.starts_at, found.starts_at),
        "film": (want.film, found.film),
        "version": (want.version, found.version),
        "length": (occupied_until(want, found) - want.starts_at, found.occupied_until - found.starts_at),
        "price_list": (want.price_list_id, found.price_list_id),
        "pre_show": (want.pre_show_min, found.pre_show_min),
        "turnaround": (want.turnaround_min, found.turnaround_min),
        "note_fr": (want.note_fr, found.note_fr),
        "note_en": (want.note_en, found.note_en),
        "reference": (want.reference or None, found.reference),
        **_sale_pairs(want, found, now),
        "published": (publishes(want, found, now=now), False),
    }
    return tuple(name for name, (new, old) in pairs.items() if new is not None and new != old)


def occupied_until(want: Wanted, found: Existing | None) -> datetime:
    """The end of the occupation."""
    return _times(want, found).occupied_until


def _times(want: Wanted, found: Existing | None) -> Times:
    """The times by the minutes the line gives, else those of the screening it is about."""
    pre_show = found.pre_show_min if found else PRE_SHOW_MIN
    turnaround = found.turnaround_min if found else TURNAROUND_MIN
    return screening_times(
        want.starts_at,
        runtime_min=want.runtime_min,
        pre_show_min=pre_show if want.pre_show_min is None else want.pre_show_min,
        turnaround_min=turnaround if want.turnaround_min is None else want.turnaround_min,
    )


def _refused(want: Wanted, found: Existing | None, code: CellFault, facts: Mapping[str, object]) -> Outcome:
    return Outcome(want, Change.REFUSED, found, fault=Fault(want.line, "", code.value, facts))


def _with_clashes(outcomes: list[Outcome], facts: list[Existing]) -> tuple[Outcome, ...]:
    """Mark lines whose screen would be occupied twice, by another line or by a screening that stays."""
    planned = [item for item in outcomes if item.change in (Change.NEW, Change.SAME, Change.CHANGED)]
    about = {item.existing.id for item in planned if item.existing}
    spans: dict[int, list[tuple[datetime, datetime, Outcome | Existing]]] = {}
    for item in planned:
        want = item.wanted
        spans.setdefault(want.screen_id, []).append((want.starts_at, item.occupied_until, item))
    for other in facts:
        if not other.cancelled and other.id not in about:
            spans.setdefault(other.screen_id, []).append((other.starts_at, other.occupied_until, other))
    clashes: dict[int, Fault] = {}
    for entries in spans.values():
        _mark_overlaps(entries, clashes)
    return tuple(_clash(item, clashes.get(item.wanted.line)) for item in outcomes)


def _mark_overlaps(
    entries: list[tuple[datetime, datetime, Outcome | Existing]], clashes: dict[int, Fault]
) -> None:
    """In one screen, sorted by start: each entry that begins before the latest end so far overlaps it."""
    entries.sort(key=lambda entry: (entry[0], entry[1]))
    latest: tuple[datetime, datetime, Outcome | Existing] | None = None
    for entry in entries:
        if latest and entry[0] < latest[1]:
            _blame(entry[2], latest[2], latest, clashes)
            _blame(latest[2], entry[2], entry, clashes)
        if latest is None or entry[1] > latest[1]:
            latest = entry


def _blame(
    item: Outcome | Existing,
    other: Outcome | Existing,
    span: tuple[datetime, datetime, object],
    clashes: dict[int, Fault],
) -> None:
    if not isinstance(item, Outcome) or item.wanted.line in clashes:
        return
    facts: dict[str, object] = {"starts_at": span[0], "until": span[1]}
    if isinstance(other, Outcome):
        code, facts["other"] = CellFault.CLASH_ROW, other.wanted.line
    else:
        code, facts["screening"] = CellFault.CLASH_SCREENING, other.id
    clashes[item.wanted.line] = Fault(item.wanted.line, "", code.value, facts)


def _clash(item: Outcome, fault: Fault | None) -> Outcome:
    if fault is None or item.fault:
        return item
    return Outcome(item.wanted, Change.CLASH, item.existing, item.fields, fault)
