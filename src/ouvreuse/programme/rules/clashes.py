"""What is wrong, or only worth knowing, in a plan: one written list, each entry with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .keys import Key, KeyState, key_state
from .labels import CHILDREN, SCHOOL
from .listing import listing_day
from .starts import PRE_SHOW_MIN, TURNAROUND_MIN

CHILDREN_MOST_AGE = 12


class Weight(StrEnum):
    """``hard``: refused. ``warn``: may be accepted. ``note``: good to know."""

    HARD = "hard"
    WARN = "warn"
    NOTE = "note"


class Rule(StrEnum):
    """The list."""

    OVERLAP = "clash_overlap"
    SCREEN_CLOSED = "clash_screen_closed"
    TURNAROUND = "clash_turnaround"
    CLOSED = "clash_closed"
    AGE = "clash_age"
    AGE_SERIES = "clash_age_series"
    FORMAT = "clash_format"
    KEY_RED = "clash_key_red"
    KEY_AMBER = "clash_key_amber"
    RUNTIME = "clash_runtime"
    VISA = "clash_visa"
    STAGGER = "clash_stagger"
    SAME_FILM = "clash_same_film"


WEIGHTS = dict.fromkeys(Rule, Weight.WARN) | {
    Rule.OVERLAP: Weight.HARD,
    Rule.SCREEN_CLOSED: Weight.HARD,
    Rule.VISA: Weight.NOTE,
    Rule.STAGGER: Weight.NOTE,
    Rule.SAME_FILM: Weight.NOTE,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A screening as the rules see it; instants in UTC. ``age``: 0, 12, 16, 18. ``formats``: those of the screen.

    ``children``: the title of a cycle for children that it is an evening of. ``closed``: its screen is, by then.
    """

    id: int
    screen: int
    film: int
    version: int
    starts_at: datetime
    film_starts_at: datetime
    ends_at: datetime
    occupied_until: datetime
    turnaround_min: int = TURNAROUND_MIN
    format: str = "2D"
    formats: tuple[str, ...] = ()
    age: int = 0
    labels: tuple[str, ...] = ()
    kind: str = "public"
    runtime_known: bool = True
    visa: bool = True
    children: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """When a cinema is open on each weekday, Monday first; `None`: closed. A closing before its opening is at night."""

    opens: tuple[time | None, ...]
    closes: tuple[time | None, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a cinema plans. ``hours`` None: nothing is said of opening hours. ``stagger_min`` 0: starts may coincide."""

    zone: ZoneInfo
    pre_show_min: int = PRE_SHOW_MIN
    turnaround_min: int = TURNAROUND_MIN
    stagger_min: int = 5
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One reason. ``other``: the screening it is about, if any; ``facts`` fill its words (instants in UTC)."""

    rule: Rule
    other: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """How heavily it counts."""
        return WEIGHTS[self.rule]


def clashes(
    slots: Iterable[Slot], *, habits: Habits, keys: Sequence[Key] = ()
) -> dict[int, tuple[Clash, ...]]:
    """Every reason by screening, the heaviest first; screenings without any are left out."""
    found: dict[int, list[Clash]] = defaultdict(list)
    ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.id))
    for slot in ordered:
        found[slot.id] += _alone(slot, habits, keys)
    for here, clash in [*_in_one_screen(ordered), *_together(ordered, habits)]:
        found[here].append(clash)
    heavy = list(Weight)
    return {
        id: tuple(sorted(each, key=lambda clash: heavy.index(clash.weight)))
        for id, each in found.items()
        if each
    }


def _alone(slot: Slot, habits: Habits, keys: Sequence[Key]) -> Iterator[Clash]:
    if slot.closed:
        yield Clash(Rule.SCREEN_CLOSED)
    if slot.turnaround_min < habits.turnaround_min:
        facts = {"minutes": slot.turnaround_min, "needed": habits.turnaround_min}
        yield Clash(Rule.TURNAROUND, facts=facts)
    if habits.hours and not is_open(habits.hours, slot.starts_at, slot.ends_at, zone=habits.zone):
        yield Clash(Rule.CLOSED)
    if slot.age >= CHILDREN_MOST_AGE and (CHILDREN & set(slot.labels) or slot.kind == SCHOOL):
        yield Clash(Rule.AGE, facts={"age": slot.age})
    if slot.age >= CHILDREN_MOST_AGE and slot.children:
        yield Clash(Rule.AGE_SERIES, facts={"age": slot.age, "series": slot.children})
    if slot.formats and slot.format != "2D" and slot.format not in slot.formats:
        yield Clash(Rule.FORMAT, facts={"format": slot.format})
    if not slot.runtime_known:
        yield Clash(Rule.RUNTIME)
    if not slot.visa:
        yield Clash(Rule.VISA)
    mine = [key for key in keys if key.version == slot.version]
    here = [key for key in mine if key.screen == slot.screen]
    state = key_state(here, starts_at=slot.starts_at, ends_at=slot.ends_at) if mine else None
    if state is KeyState.RED:
        yield Clash(Rule.KEY_RED)
    elif state is KeyState.AMBER:
        yield Clash(Rule.KEY_AMBER)


def is_open(hours: Hours, starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo) -> bool:
    """Whether a screening stands within the hours of its listing day, on the wall."""
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (starts_at, ends_at))
    day = listing_day(start)
    opens, closes = hours.opens[day.weekday()], hours.closes[day.weekday()]
    if opens is None or closes is None:
        return False
    last = datetime.combine(day, closes) + timedelta(days=closes <= opens)
    return datetime.combine(day, opens) <= start and end <= last


def _in_one_screen(ordered: Sequence[Slot]) -> Iterator[tuple[int, Clash]]:
    latest: dict[int, Slot] = {}
    for slot in ordered:
        before = latest.get(slot.screen)
        if before and slot.starts_at < before.occupied_until:
            yield slot.id, _overlap(before)
            yield before.id, _overlap(slot)
        if before is None or slot.occupied_until > before.occupied_until:
            latest[slot.screen] = slot


def _overlap(other: Slot) -> Clash:
    return Clash(Rule.OVERLAP, other.id, {"starts_at": other.starts_at, "until": other.occupied_until})


def _together(ordered: Sequence[Slot], habits: Habits) -> Iterator[tuple[int, Clash]]:
    """Starts too near each other for one lobby, and one film twice at one time; once for each screening."""
    near = timedelta(minutes=habits.stagger_min)
    beside: dict[int, list[Slot]] = defaultdict(list)
    twins: dict[int, Slot] = {}
    for place, slot in enumerate(ordered):
        for other in ordered[place + 1 :]:
            apart = other.starts_at - slot.starts_at
            if apart >= max(near, timedelta(minutes=1)):
                break
            if other.screen == slot.screen:
                continue
            if apart < near:
                beside[slot.id].append(other)
                beside[other.id].append(slot)
            if other.film == slot.film and not apart:
                twins.setdefault(slot.id, other)
                twins.setdefault(other.id, slot)
    for id, others in beside.items():
        yield id, Clash(Rule.STAGGER, others[0].id, {"count": len(others)})
    for id, other in twins.items():
        yield id, Clash(Rule.SAME_FILM, other.id)
