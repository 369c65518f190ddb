"""Which tiles a person sees, and in which order: by buttons and keyboard, by dragging where scripts run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.dashboards.scope import Scope, scope_of
from ouvreuse.backoffice.dashboards.words import TILE_NAMES
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.insights import actions, queries
from ouvreuse.insights.rules import OF_CHAIN, TILES, board_of

MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class Choice:
    """A tile in the form: whether it is shown, and whether its button was pressed last (it keeps the focus)."""

    key: str
    name: str
    shown: bool
    moved: str


def arranged(scope: Scope) -> tuple[Scope, tuple[str, ...]]:
    """The person's tiles here; on the chain's page, of the cinemas they chose."""
    found = queries.board(scope.staff.user, cinema=scope.cinema.id if scope.cinema else None)
    keys = board_of(scope.roles, chosen=found[0] if found else None, chain=scope.cinema is None)
    return (scope.only(found[1]) if found and scope.cinema is None and found[1] else scope), keys


@require_http_methods(["GET", "HEAD", "POST"])
@requires("see_figures")
def board(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponse:
    """Arrange the board; each press of a button is kept at once, and can be taken back."""
    whole = scope_of(staff, parts)
    scope, before = arranged(whole)
    if request.method != "POST":
        return _page(request, whole, scope, _ordered(before), set(before))
    if "reset" in request.POST:
        actions.forget_arrangement(staff.user, cinema=whole.cinema.id if whole.cinema else None)
        say(request, _("These are the tiles of your role again."), undo=_undo(whole, before, scope))
        return see(whole.url("figures_board"))
    order, shown = _posted(request.POST)
    if not shown:
        return _page(
            request,
            whole,
            scope,
            _ordered(before),
            set(before),
            wrong=_("Choose at least one tile."),
            status=422,
        )
    way, moved = next(((way, request.POST[way]) for way in MOVES if way in request.POST), ("", ""))
    if way:
        order = _moved(order, moved, MOVES[way])
    actions.arrange(
        staff.user, cinema=whole.cinema.id if whole.cinema else None,
        tiles=[tile for tile in order if tile in shown], cinemas=_cinemas(request.POST, whole),
    )  # fmt: skip
    if way:
        return see(whole.url("figures_board", moved=moved, way=way))
    say(request, _("Your figures are arranged."), undo=_undo(whole, before, scope))
    return see(whole.url("figures"))


def _page(
    request: HttpRequest,
    whole: Scope,
    scope: Scope,
    order: Sequence[str],
    shown: set[str],
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    chain = whole.cinema is None
    moved, way = request.GET.get("moved", ""), request.GET.get("way", "")
    choices = [
        Choice(key, str(TILE_NAMES[key]), key in shown, way if key == moved else "")
        for key in order
        if chain or key not in OF_CHAIN
    ]
    facts = {
        "choices": choices, "wrong": wrong, "scope": whole, "back": whole.url("figures"),
        "cinemas": [(each, each.id in scope.ids) for each in whole.cinemas] if chain else [],
    }  # fmt: skip
    return show(
        request, "backoffice/dashboards/board.html", facts, staff=whole.staff, cinema=whole.cinema,
        section="figures", status=status,
    )  # fmt: skip


def _ordered(keys: Sequence[str]) -> list[str]:
    """The tiles shown, then the others."""
    return [*keys, *(tile for tile in TILES if tile not in keys)]


def _posted(posted: QueryDict) -> tuple[list[str], set[str]]:
    """The order of all tiles, and those shown. An undo says both in one word."""
    if "tiles" in posted:
        keys = [tile for tile in str(posted["tiles"]).split(",") if tile in TILES]
        return _ordered(keys), set(keys)
    order = [tile for tile in dict.fromkeys(posted.getlist("tile")) if tile in TILES]
    return order, set(posted.getlist("shown")) & set(order)


def _cinemas(posted: QueryDict, whole: Scope) -> list[int]:
    """The chain's cinemas chosen; all of them is no choice, so that a new one is seen."""
    if whole.cinema is not None:
        return []
    told = [*posted.getlist("cinema"), *str(posted.get("cinemas", "")).split(",")]
    chosen = [each for each in whole.ids if str(each) in told]
    return [] if len(chosen) == len(whole.ids) else chosen


def _moved(order: list[str], key: str, by: int) -> list[str]:
    if key in order:
        at = order.index(key)
        order.insert(max(0, at + by), order.pop(at))
    return order


def _undo(whole: Scope, before: Sequence[str], scope: Scope) -> Undo:
    fields = {"tiles": ",".join(before), "cinemas": ",".join(map(str, scope.ids))}
    return Undo(whole.url("figures_board"), fields)
