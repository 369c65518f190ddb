"""The grid's changes: add, move, resize, remove, undo, redo. One answer for scripts, one for pages; the same verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.colleague import in_the_way, what_happened
from ouvreuse.backoffice.planning.faults import fault_words
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.presenters import grid_of
from ouvreuse.backoffice.planning.reading import listed_under, week_of
from ouvreuse.backoffice.planning.tools import step_words, tools_of
from ouvreuse.backoffice.planning.typing_in import number, start_of, typed_plan
from ouvreuse.backoffice.planning.views import week_page
from ouvreuse.backoffice.shell.notices import Undo, see
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.booking.actions import planned
from ouvreuse.programme import actions
from ouvreuse.programme.actions import Arranged, Wish
from ouvreuse.programme.errors import ChangedMeanwhile, ProgrammeError, ScreeningUnknown, ScreenOccupied
from ouvreuse.programme.models import DroppedSheet, Screening
from ouvreuse.programme.rules import cells
from ouvreuse.programme.rules.cells import BadCell
from ouvreuse.programme.rules.sale import NOTHING_SAID
from ouvreuse.programme.rules.typed import Misunderstood

Refusal = ProgrammeError | Misunderstood | BadCell
Verb = Callable[[HttpRequest, Place], Arranged]


@require_POST
@requires("plan_programme")
def add(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """A new draft from one typed line, or from a film dropped on the grid."""
    return _done(request, staff, cinema, _add)


@require_POST
@requires("plan_programme")
def move(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Another time, screen or day, another pre-show or turnaround."""
    return _done(request, staff, cinema, _move)


@require_POST
@requires("plan_programme")
def remove(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Take a draft away."""
    return _done(request, staff, cinema, _remove)


@require_POST
@requires("plan_programme")
def undo(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Take back one's last step in this week."""
    return _done(request, staff, cinema, lambda _request, place: planned.undo(place.desk))


@require_POST
@requires("plan_programme")
def redo(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Do again what was taken back."""
    return _done(request, staff, cinema, lambda _request, place: planned.redo(place.desk))


def _add(request: HttpRequest, place: Place) -> Arranged:
    line = number(request.POST, "left")
    if line and request.POST.get("forget"):
        forget(place, line)
        return Arranged("left out", (), ())
    done = planned.arrange([Wish(None, typed_plan(request.POST, place))], desk=place.desk, verb="add")
    if line:
        forget(place, line)
    return done


def forget(place: Place, line: int) -> None:
    """A line of the sheet waits no more."""
    for row in DroppedSheet.objects.filter(cinema=place.cinema.id, user=place.user):
        row.left = [each for each in row.left if each["line"] != line]
        row.save(update_fields=["left"])


def _move(request: HttpRequest, place: Place) -> Arranged:
    row, edits = _row(request.POST, place)
    plan = replace(
        actions.plan_of(actions.facts_of(row)),
        starts_at=start_of(request.POST, place) or row.starts_at,
        screen=number(request.POST, "screen") or row.screen_id,
        pre_show_min=_minutes(request.POST, "pre_show", row.pre_show_min, most=90),
        turnaround_min=_minutes(request.POST, "turnaround", row.turnaround_min, most=180),
        sale=NOTHING_SAID,
        sale_whole=False,
    )
    return planned.arrange([Wish(row.id, plan, edits)], desk=place.desk, verb="move")


def _remove(request: HttpRequest, place: Place) -> Arranged:
    row, edits = _row(request.POST, place)
    return planned.arrange([Wish(row.id, None, edits)], desk=place.desk, verb="remove")


def _row(posted: QueryDict, place: Place) -> tuple[Screening, int]:
    """The screening a form is about, and its edits as its person saw them."""
    id, edits = number(posted, "screening"), number(posted, "edits")
    if not id or not edits:
        raise ScreeningUnknown(screening=id)
    row = Screening.objects.filter(id=id, cinema=place.cinema.id).first()
    if row is None:
        raise ChangedMeanwhile(screening=id)
    return row, edits


def _minutes(posted: QueryDict, name: str, now: int, *, most: int) -> int:
    words = posted.get(name, "").strip()
    return cells.minutes(words, least=0, most=most) if words else now


def _done(request: HttpRequest, staff: Staff, cinema: str, verb: Verb) -> HttpResponse:
    """Do it, and show the days it touched; or say why not, with everything as it is now."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    try:
        done = verb(request, place)
    except (ProgrammeError, Misunderstood, BadCell) as refusal:
        return _refused(request, staff, place, refusal)
    words = done_words(request.path, done)
    if not wants_json(request):
        back = Undo(place.undo_url) if done.screenings and "/undo/" not in request.path else None
        tell(request, words, undo=back)
        return see(f"{place.url}{f'#s{done.screenings[0]}' if len(done.screenings) == 1 else ''}")
    days = {listed_under(place, start) for start in done.starts}
    focus = done.screenings[0] if done.screenings else None
    return _json(request, place, days, {"kind": "good", "words": words, "focus": focus})


def _refused(request: HttpRequest, staff: Staff, place: Place, refusal: Refusal) -> HttpResponse:
    moved = number(request.POST, "screening")
    words, status = refusal_words(refusal, place, moved=moved), 422
    if isinstance(refusal, ChangedMeanwhile):
        status = 409
    if wants_json(request):
        said = {"kind": "bad", "words": words, "focus": moved}
        return _json(request, place, set(place.days) if status == 409 else set(), said, status=status)
    notices = [{"kind": "bad", "text": words}]
    asked = request.POST.get("text", "")
    return week_page(request, place, staff=staff, status=status, notices=notices, asked=asked)


def _json(
    request: HttpRequest, place: Place, days: set[date], said: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """The days named as they now are, and the bar: a script puts them in place of what it drew."""
    week = week_of(place)
    grid = grid_of(place, week, only=days)
    draw = "backoffice/planning/day.html"
    drawn = {day.key: render_to_string(draw, {"day": day, "place": place}, request) for day in grid.days}
    facts = {"place": place, "tools": tools_of(place, week), "grid": grid}
    bar = render_to_string("backoffice/planning/bar.html", facts, request)
    return JsonResponse({**said, "axis": grid.axis, "days": drawn, "bar": bar}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def done_words(path: str, done: Arranged) -> str:
    """What was done, in words."""
    what = step_words(done.verb)
    if path.endswith("/undo/"):
        return _("Taken back: %(what)s.") % {"what": what}
    if path.endswith("/redo/"):
        return _("Done again: %(what)s.") % {"what": what}
    return {
        "add": _("Screening added as a draft."),
        "move": _("Screening changed."),
        "remove": _("Screening removed."),
        "left out": _("Line left out."),
    }.get(done.verb, what)


def refusal_words(refusal: Refusal, place: Place, *, moved: int = 0) -> str:
    """Why not: the colleague's change, the film that is in the way, or the fault of what was typed."""
    if isinstance(refusal, BadCell):
        words = fault_words(refusal.fault.value, refusal.facts)
        return words[:1].upper() + words[1:] + "."
    words = fault_words(refusal.code, _local(refusal.facts, place))
    if isinstance(refusal, ChangedMeanwhile):
        return f"{words} {what_happened(place, int(str(refusal.facts['screening'])))}".strip()
    if isinstance(refusal, ScreenOccupied):
        return f"{words} {in_the_way(place, refusal, moved=moved)}".strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


def _local(facts: Mapping[str, object], place: Place) -> dict[str, object]:
    """Instants as the wall shows them."""
    return {
        name: value.astimezone(place.zone).strftime("%d/%m %H:%M") if isinstance(value, datetime) else value
        for name, value in facts.items()
    }
