"""The tiles of a dashboard, from what is known at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import cures, day, week, words
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.backoffice.dashboards.tiles import Seen, Tile
from ouvreuse.insights.rules import Glance


def tiles(glance: Glance, scope: Scope, *, keys: Iterable[str]) -> list[Tile]:
    """The tiles a person wants, in their order; those about this instant only on the day under way."""
    seen = Seen(glance, scope)
    return [MAKERS[key](seen) for key in keys if seen.now or key not in OF_THE_MOMENT]


OF_THE_MOMENT: Final = frozenset({"now", "next", "wrong"})


def _next(seen: Seen) -> Tile:
    return Tile(
        "next", str(words.TILE_NAMES["next"]), "backoffice/dashboards/tile_signals.html",
        {
            "lines": cures.lines(seen.glance.next, seen.scope), "none": _("Nothing: the coming week is ready."),
            "kind": "",
        },
    )  # fmt: skip


def _wrong(seen: Seen) -> Tile:
    lines = cures.lines(seen.glance.wrong, seen.scope)
    if seen.glance.late:
        text = _("The figures are behind: more sales wait to be counted than are read at once.")
        lines.append(cures.Line("late", text, _("The worker catches up when it runs."), ""))
    return Tile(
        "wrong", str(words.TILE_NAMES["wrong"]), "backoffice/dashboards/tile_signals.html",
        {"lines": lines, "none": _("Nothing: mail, payments, refunds and the worker are well."), "kind": "bad"},
    )  # fmt: skip


MAKERS: Final[dict[str, Callable[[Seen], Tile]]] = {
    "now": day.now,
    "screenings": day.screenings,
    "takings": day.takings,
    "admissions": day.admissions,
    "price": day.price,
    "occupancy": day.occupancy,
    "week": week.week,
    "channels": week.channels,
    "films": week.films,
    "cinemas": week.cinemas,
    "next": _next,
    "wrong": _wrong,
}
