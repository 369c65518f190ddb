"""The seats of a screening as the public chooses them: the plan drawn by ``ui.seats``, and who has what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from ouvreuse.booking.queries import SeatMapView, plan, zones
from ouvreuse.pricing.rules import PriceListVersion
from ouvreuse.storefront.addresses import language
from ouvreuse.ui.seats import KINDS, MARKS, Fixed, fixed_rows, kind_words, kinds_in, plan_sheet, zone_look


@dataclass(frozen=True, slots=True)
class Row:
    """One fieldset: its name, its classes and its seats as labelled checkboxes."""

    name: str
    look: str
    seats: SafeString


@dataclass(frozen=True, slots=True)
class Meaning:
    """A line of the legend: class, mark, words, and what such a seat adds, in cents."""

    look: str
    mark: str
    words: str
    extra: int


@lru_cache(maxsize=64)
def _fixed(seat_map: int, spoken: str) -> tuple[tuple[str, tuple[Fixed, ...]], ...]:
    """What never changes of a plan version in one language."""
    return fixed_rows(plan(seat_map), zones=_zone_names(seat_map))


def _zone_names(seat_map: int) -> dict[str, str]:
    french = language() == "fr"
    return {code: zone.name_fr if french else zone.name_en for code, zone in zones(seat_map).items()}


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

    def control(seat: Fixed) -> str:
        place = seat.place
        state = "taken" if place in view.taken else "mine" if place in own else "free"
        fixed = state == "taken" or place in view.kept
        flag = " disabled" if fixed else " checked" if place in chosen else ""
        return f"{seat.opening}{state}{seat.box}{flag}{seat.closing}{said[state]}</span></span></label>"

    return tuple(
        Row(name, f"seat-row r{index}", mark_safe("".join(map(control, fixed))))  # noqa: S308 - escaped in ui.seats
        for index, (name, fixed) in enumerate(_fixed(view.plan_id, language()))
    )


def legend_of(view: SeatMapView, *, prices: PriceListVersion) -> list[Meaning]:
    """The special seats and the zones this plan has, each with what it adds to the price."""
    duo = sum(s.amount_cents for s in prices.supplements if "duo" in s.seat_kinds and not s.formats)
    amounts = {supplement.code: supplement.amount_cents for supplement in prices.supplements}
    lines = [
        Meaning(KINDS[kind], MARKS[kind], kind_words(kind), duo if kind == "D" else 0)
        for kind in kinds_in(view.seats)
    ]
    names = _zone_names(view.plan_id)
    for index, zone in enumerate(zones(view.plan_id).values()):
        lines.append(Meaning(zone_look(index), "7", names[zone.code], amounts.get(zone.supplement, 0)))
    return lines


@lru_cache(maxsize=256)
def plan_css(seat_map: int) -> str:
    """Where each seat of a plan version stands."""
    return plan_sheet(plan(seat_map), name=f"plan-{seat_map}")
