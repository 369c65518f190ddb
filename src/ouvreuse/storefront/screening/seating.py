"""The seats as form controls: every seat named in words, grouped by row, drawn at its place of the plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ouvreuse.booking.queries import PlanSeat, SeatMapView, plan
from ouvreuse.storefront.addresses import language

KINDS = {"S": "", "W": "wheelchair", "T": "transfer", "C": "companion", "D": "duo", "E": "easy"}
MARKS = {"W": "♿", "T": "T", "C": "A", "D": "♥", "E": "E"}


def kind_words(kind: str) -> str:
    """What a special seat is, in words; nothing for a plain one."""
    return {
        "W": _("wheelchair space, without a chair"),
        "T": _("transfer seat, its armrest folds away"),
        "C": _("companion of a wheelchair space"),
        "D": _("duo seat, sold with the one beside it"),
        "E": _("easy access, near the entrance"),
    }.get(kind, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One fieldset: its name, its classes and its seats as labelled checkboxes."""

    name: str
    look: str
    seats: SafeString


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What never changes of a seat's control: the text before its state, and after it."""

    place: int
    opening: str
    box: str
    closing: str


def seat_name(row: str, number: str, kind: str = "S") -> str:
    """Like Row E, seat 7, wheelchair space."""
    words = _("Row %(row)s, seat %(number)s") % {"row": row, "number": number}
    return f"{words}, {kind_words(kind)}" if kind_words(kind) else words


@lru_cache(maxsize=64)
def _fixed(seat_map: int, spoken: str) -> tuple[tuple[str, tuple[_Fixed, ...]], ...]:
    """What never changes of a plan version in one language."""
    rows = groupby(plan(seat_map), key=lambda seat: seat.row)
    return tuple((row, tuple(_seat(seat) for seat in seats)) for row, seats in rows)


def _seat(seat: PlanSeat) -> _Fixed:
    look = f"seat p{seat.place} {KINDS[seat.kind]}".strip()
    short = f"{seat.row}{seat.number}"
    return _Fixed(
        seat.place,
        f'<label class="{look} ',
        format_html('"><input type="checkbox" name="place" value="{}" data-seat="{}"', seat.place, short),
        format_html(
            '><span class="face" aria-hidden="true">{}</span><span class="seat-name">{}<span>',
            MARKS.get(seat.kind, seat.number),
            seat_name(seat.row, seat.number, seat.kind),
        ),
    )


def rows_of(view: SeatMapView, *, chosen: Collection[int]) -> tuple[Row, ...]:
    """All rows; ``chosen`` places are ticked unless somebody else has them.

    Joined here and not in a template: a large hall has hundreds of seats and this page is what a rush loads.
    """
    said = {
        "free": "",
        "taken": escape(f", {pgettext('seat', 'taken')}"),
        "mine": escape(f", {pgettext('seat', 'kept for you')}"),
    }

    own = view.mine | view.kept

    def control(seat: _Fixed) -> str:
        place = seat.place
        state = "taken" if place in view.taken else "mine" if place in own else "free"
        fixed = state == "taken" or place in view.kept
        flag = " disabled" if fixed else " checked" if place in chosen else ""
        return f"{seat.opening}{state}{seat.box}{flag}{seat.closing}{said[state]}</span></span></label>"

    return tuple(
        Row(name, f"seat-row r{index}", mark_safe("".join(map(control, fixed))))  # noqa: S308 - escaped in _seat
        for index, (name, fixed) in enumerate(_fixed(view.plan_id, language()))
    )


def kinds_present(view: SeatMapView) -> list[tuple[str, str, str]]:
    """The legend: (class, mark, words) of the special seats this plan has."""
    present = {seat.kind for seat in view.seats}
    return [(KINDS[kind], MARKS[kind], kind_words(kind)) for kind in MARKS if kind in present]


@lru_cache(maxsize=256)
def plan_css(seat_map: int) -> str:
    """Where each seat of a plan version stands, as a style sheet of its own: no inline style, no script."""
    seats = plan(seat_map)
    left, top = min(seat.x for seat in seats), min(seat.y for seat in seats)
    width = max(seat.x for seat in seats) - left + 1
    height = max(seat.y for seat in seats) - top + 1
    name = f".plan-{seat_map}"
    rules = [f"{name}{{--width:{width:g};--height:{height:g}}}"]
    rules += [f"{name} .p{seat.place}{{--x:{seat.x - left:g};--y:{seat.y - top:g}}}" for seat in seats]
    for index, (_row, row) in enumerate(groupby(seats, key=lambda seat: seat.row)):
        first = min(row, key=lambda seat: seat.x)
        rules.append(f"{name} .r{index}>legend{{--x:{first.x - left:g};--y:{first.y - top:g}}}")
    return "@layer pages{" + "".join(rules) + "}\n"
