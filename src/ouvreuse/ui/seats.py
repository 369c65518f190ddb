"""A hall's seats as form controls: every seat named in words, grouped by row, drawn at its place of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.html import format_html
from django.utils.translation import gettext as _

KINDS = {"S": "", "W": "wheelchair", "T": "transfer", "C": "companion", "D": "duo", "E": "easy"}
MARKS = {"W": "♿", "T": "T", "C": "A", "D": "♥", "E": "E"}


class DrawnSeat(Protocol):
    """A seat as any room's views have it."""

    @property
    def place(self) -> int: ...
    @property
    def row(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def kind(self) -> str: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """What never changes of a seat's control: the text before its state, and after it."""

    place: int
    opening: str
    box: str
    closing: str


def kind_words(kind: str) -> str:
    """What a special seat is, in words; nothing for a plain one."""
    return {
        "W": _("wheelchair space, without a chair"),
        "T": _("transfer seat, its armrest folds away"),
        "C": _("companion of a wheelchair space"),
        "D": _("duo seat, sold with the one beside it"),
        "E": _("easy access, near the entrance"),
    }.get(kind, "")


def seat_name(row: str, number: str, kind: str = "S", zone: str = "") -> str:
    """Like Row E, seat 7, wheelchair space. ``zone``: its name."""
    words = _("Row %(row)s, seat %(number)s") % {"row": row, "number": number}
    return ", ".join(filter(None, (words, kind_words(kind), zone)))


def rows_of_plan(seats: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The rows from the screen to the back, each from the left: a seat added later has a late number."""
    rows: dict[str, list[Any]] = {}
    for seat in seats:
        rows.setdefault(seat.row, []).append(seat)
    depth = {row: sum(seat.y for seat in inside) / len(inside) for row, inside in rows.items()}
    return [
        (row, sorted(rows[row], key=lambda seat: seat.x)) for row in sorted(rows, key=lambda row: depth[row])
    ]


def fixed_rows(
    seats: Iterable[DrawnSeat], *, zones: Mapping[str, str]
) -> tuple[tuple[str, tuple[Fixed, ...]], ...]:
    """What never changes of a plan in the language spoken now. ``zones``: their names by code."""
    order = {code: zone_look(index) for index, code in enumerate(zones)}
    return tuple(
        (row, tuple(_fixed(seat, order.get(seat.zone, ""), zones.get(seat.zone, "")) for seat in inside))
        for row, inside in rows_of_plan(seats)
    )


def zone_look(index: int) -> str:
    """The class of a plan's zone, the first being 0; there are four looks."""
    return f"zone-{index % 4 + 1}"


def _fixed(seat: DrawnSeat, zone: str, zone_name: str) -> Fixed:
    look = " ".join(filter(None, (f"seat p{seat.place}", KINDS[seat.kind], zone)))
    short = f"{seat.row}{seat.number}"
    return Fixed(
        seat.place,
        format_html('<label class="{} ', look),
        format_html('"><input type="checkbox" name="place" value="{}" data-seat="{}"', seat.place, short),
        format_html(
            '><span class="face" aria-hidden="true">{}</span><span class="seat-name">{}<span>',
            MARKS.get(seat.kind, seat.number),
            seat_name(seat.row, seat.number, seat.kind, zone_name),
        ),
    )


def kinds_in(seats: Iterable[DrawnSeat]) -> list[str]:
    """The special kinds a plan has, in the order of the legend."""
    present = {seat.kind for seat in seats}
    return [kind for kind in MARKS if kind in present]


def plan_sheet(seats: Sequence[DrawnSeat], *, name: str) -> str:
    """Where each seat of a plan stands, as a style sheet of its own: no inline style, no script."""
    left, top = min(seat.x for seat in seats), min(seat.y for seat in seats)
    width = max(seat.x for seat in seats) - left + 1
    height = max(seat.y for seat in seats) - top + 1
    rules = [f".{name}{{--width:{width:g};--height:{height:g}}}"]
    rules += [f".{name} .p{seat.place}{{--x:{seat.x - left:g};--y:{seat.y - top:g}}}" for seat in seats]
    for index, (_row, inside) in enumerate(rows_of_plan(seats)):
        first = inside[0]
        rules.append(f".{name} .r{index}>legend{{--x:{first.x - left:g};--y:{first.y - top:g}}}")
    return "@layer pages{" + "".join(rules) + "}\n"
