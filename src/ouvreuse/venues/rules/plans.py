"""Seat maps without a database: what a plan is, whether it can be, how many wheelchair spaces the law asks for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ouvreuse.venues.errors import BadPlan

KINDS = "SWTCDE"
"""Standard, Wheelchair space without a chair, Transfer seat, Companion, Duo, Easy access."""
GONE = "-"
"""In ``Plan.kinds``: a place number no seat has (any more)."""
MOST_PLACES = 5000
LAST_PLACE = 30_000  # a small integer in the table of claims
FARTHEST = 1000.0
CLOSEST = 0.6
COMPANIONS_PER_SPACE = 3
NAME = re.compile(r"[^\s'](.{0,6}\S)?")  # an apostrophe first is how a table says "no formula"
ZONE_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
NO_SUCH_PLACE = ("", "")


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the hall with its own supplement: ``supplement`` is a code of the price lists, or nothing."""

    code: str
    name_fr: str
    name_en: str
    supplement: str = ""

    def to_json(self) -> dict[str, str]:
        """The zone as the table keeps it."""
        return {
            "code": self.code,
            "name_fr": self.name_fr,
            "name_en": self.name_en,
            "supplement": self.supplement,
        }


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of a plan; ``x`` and ``y`` in seat widths; ``partner`` the place it belongs with, 0 for none."""

    place: int
    row: str
    number: str
    x: float
    y: float
    kind: str = "S"
    partner: int = 0
    zone: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """What stands on the ticket."""
        return self.row, self.number

    def to_json(self) -> dict[str, object]:
        """The seat as the table keeps it."""
        kept: dict[str, object] = {
            "place": self.place, "row": self.row, "number": self.number, "x": self.x, "y": self.y,
            "kind": self.kind, "partner": self.partner,
        }  # fmt: skip
        return {**kept, "zone": self.zone} if self.zone else kept


@dataclass(frozen=True, slots=True)
class Plan:
    """A valid seat map, its seats in the order of their places. A place number may be nobody's (see ``identity``)."""

    seats: tuple[Seat, ...]
    zones: tuple[Zone, ...] = ()

    @property
    def capacity(self) -> int:
        """How many places, wheelchair spaces included."""
        return len(self.seats)

    @property
    def kinds(self) -> str:
        """One letter a place number, place 1 first; ``GONE`` where there is no seat."""
        letters = [GONE] * self.seats[-1].place
        for seat in self.seats:
            letters[seat.place - 1] = seat.kind
        return "".join(letters)

    @property
    def partners(self) -> list[int]:
        """The partner of each place number, place 1 first."""
        partners = [0] * self.seats[-1].place
        for seat in self.seats:
            partners[seat.place - 1] = seat.partner
        return partners

    @property
    def missing_wheelchair_spaces(self) -> int:
        """How many spaces short of the legal minimum the plan is; 0 when it has enough."""
        return max(0, legal_wheelchair_minimum(self.capacity) - self.kinds.count("W"))


def legal_wheelchair_minimum(seats: int) -> int:
    """Wheelchair spaces a hall of so many seats needs: 2 up to 50, one more for each started 50 beyond.

    Arrêtés of 1 August 2006 and 20 April 2017 (T-12). Over 1,000 a municipal order decides, at least 20: the same
    progression is given. Raises ``ValueError`` under one seat.
    """
    if seats < 1:
        raise ValueError("a hall has at least one seat")
    return 2 + max(0, math.ceil((seats - 50) / 50))


def plan_of(
    seats: Iterable[Seat | Mapping[str, object]], *, zones: Iterable[Zone | Mapping[str, object]] = ()
) -> Plan:
    """A plan of these seats, in place order, once everything about it holds. Raises ``BadPlan``."""
    drawn = sorted((_seat(each) for each in seats), key=lambda seat: seat.place)
    parts = tuple(_zone(each) for each in zones)
    if not 1 <= len(drawn) <= MOST_PLACES:
        raise BadPlan("empty", places=len(drawn))
    for seat in drawn:
        _check_seat(seat)
    _check_zones(drawn, parts)
    _once(drawn, "place", [seat.place for seat in drawn])
    _once(drawn, "twice", [seat.name for seat in drawn])
    _check_apart(drawn)
    _check_partners(drawn)
    return Plan(tuple(drawn), parts)


def _seat(each: Seat | Mapping[str, object]) -> Seat:
    if isinstance(each, Seat):
        return each
    try:
        return Seat(
            place=int(str(each["place"])), row=str(each["row"]), number=str(each["number"]), x=float(str(each["x"])),
            y=float(str(each["y"])), kind=str(each.get("kind", "S")), partner=int(str(each.get("partner") or 0)),
            zone=str(each.get("zone") or ""),
        )  # fmt: skip
    except (KeyError, ValueError, AttributeError, TypeError) as problem:
        raise BadPlan("place", problem=str(problem)) from problem


def _zone(each: Zone | Mapping[str, object]) -> Zone:
    if isinstance(each, Zone):
        return each
    if not isinstance(each, Mapping):
        raise BadPlan("zone", zone=str(each))
    texts = {key: " ".join(str(each.get(key) or "").split()) for key in Zone.__slots__}
    return Zone(**texts)


def _check_seat(seat: Seat) -> None:
    if not 1 <= seat.place <= LAST_PLACE:
        raise BadPlan("place", **_facts(seat))
    if seat.kind not in KINDS or len(seat.kind) != 1:
        raise BadPlan("kind", **_facts(seat))
    if not seat.row.strip() or not seat.number.strip():
        raise BadPlan("nameless", **_facts(seat))
    if not all(NAME.fullmatch(part) and part.isprintable() for part in seat.name):
        raise BadPlan("name", **_facts(seat))
    if not all(math.isfinite(at) and abs(at) <= FARTHEST for at in (seat.x, seat.y)):
        raise BadPlan("far", **_facts(seat))


def _check_zones(seats: Sequence[Seat], zones: Sequence[Zone]) -> None:
    codes = [zone.code for zone in zones]
    for zone in zones:
        named = 1 <= len(zone.name_fr) <= 40 and 1 <= len(zone.name_en) <= 40
        priced = not zone.supplement or ZONE_CODE.fullmatch(zone.supplement)
        if not (ZONE_CODE.fullmatch(zone.code) and named and priced and codes.count(zone.code) == 1):
            raise BadPlan("zone", zone=zone.code)
    for seat in seats:
        if seat.zone and seat.zone not in codes:
            raise BadPlan("zone_unknown", zone=seat.zone, **_facts(seat))


def _facts(seat: Seat) -> dict[str, object]:
    return {"place": seat.place, "row": seat.row, "number": seat.number}


def _once(seats: Sequence[Seat], reason: str, names: Sequence[object]) -> None:
    times = Counter(names)
    for seat, name in zip(seats, names, strict=True):
        if times[name] > 1:
            raise BadPlan(reason, **_facts(seat))


def _check_apart(seats: Sequence[Seat]) -> None:
    """No two chairs in the same spot: each is compared with those of the cells around its own."""
    cells: dict[tuple[int, int], list[Seat]] = {}
    for seat in seats:
        column, line = math.floor(seat.x), math.floor(seat.y)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in cells.get((column + dx, line + dy), ())
        )
        if any(math.hypot(seat.x - other.x, seat.y - other.y) < CLOSEST for other in near):
            raise BadPlan("overlap", **_facts(seat))
        cells.setdefault((column, line), []).append(seat)


def _check_partners(seats: Sequence[Seat]) -> None:
    """A companion names its wheelchair space, three at most; duo halves name each other; others name nobody."""
    by_place = {seat.place: seat for seat in seats}
    for seat in seats:
        partner = by_place.get(seat.partner)
        if seat.kind == "C":
            good = partner is not None and partner.kind == "W"
        elif seat.kind == "D":
            good = (
                partner is not None
                and partner.kind == "D"
                and partner.partner == seat.place
                and partner != seat
            )
        else:
            good = seat.partner == 0
        if not good:
            raise BadPlan("partner", **_facts(seat))
    for space, companions in Counter(seat.partner for seat in seats if seat.kind == "C").items():
        if companions > COMPANIONS_PER_SPACE:
            raise BadPlan("partner", **_facts(by_place[space]))
