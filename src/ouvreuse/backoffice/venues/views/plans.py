"""The seat map while it is drawn, and its publication."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.venues import presenters
from ouvreuse.backoffice.venues.forms import kinds_of_seat
from ouvreuse.ui.seats import plan_sheet
from ouvreuse.venues import actions, rules
from ouvreuse.venues.errors import BadPlan, PlanOutOfDate, VenueError
from ouvreuse.venues.models import SeatMapDraft
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.words import say as words

MOST_BYTES = 3_000_000


@dataclass(slots=True)
class Sheet:
    """The drawing as its page shows it: what was typed, where it came from, what is wrong with it."""

    document: str
    seen: int
    letters: str = ""
    wrong: str = ""
    wrong_place: int = 0
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_venue")
def plan(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """Draw the plan: by the editor, by letters or from a file. The server judges; nothing typed is lost."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    if request.method == "POST":
        answer = _taken(request, staff, here, row)
        if isinstance(answer, HttpResponse):
            return answer
        return _page(request, staff, here, row, answer)
    return _page(request, staff, here, row, _kept(row.id))


def _kept(screen: int) -> Sheet:
    """The drawing under way, else the newest plan, else an empty sheet."""
    draft = SeatMapDraft.objects.filter(screen_id=screen).first()
    if draft is not None:
        document = rules.document_kept(draft.document)
        return Sheet(_text(document), draft.revision, _letters(document))
    newest = presenters.newest_plan(screen)
    document = rules.document_of(newest[1]) if newest else rules.Document()
    return Sheet(_text(document), 0, _letters(document))


def _text(document: rules.Document) -> str:
    return json.dumps(document.to_json(), ensure_ascii=False, separators=(",", ":"))


def _letters(document: rules.Document) -> str:
    try:
        return rules.letters_of(document.plan())
    except BadPlan:
        return ""


def _taken(request: HttpRequest, staff: Staff, here: CinemaView, row: Any) -> HttpResponse | Sheet:
    """What the form asks for."""
    do, posted = request.POST.get("do", ""), request.POST
    seen = int(posted["seen"]) if posted.get("seen", "").isdecimal() and len(posted["seen"]) < 9 else 0
    if do == "discard":
        actions.drop_draft(row.id)
        say(request, _("The drawing under way is forgotten."))
        return see(_url("backoffice:screen", here, row))
    sheet = Sheet(posted.get("document", ""), seen, posted.get("letters", ""))
    try:
        document = _document(request, do, sheet)
        sheet.document = _text(document)
        sheet.seen = actions.save_draft(row.id, document, seen=seen, by=staff.name)
        plan = document.plan()
    except VenueError as problem:
        return _refused(sheet, problem)
    if do == "publish":
        return see(_url("backoffice:plan_publish", here, row))
    say(
        request,
        _("The drawing is saved: %(count)d seats. It is not published yet.") % {"count": plan.capacity},
    )
    return see(_url("backoffice:plan", here, row))


def _document(request: HttpRequest, do: str, sheet: Sheet) -> rules.Document:
    """The drawing that was sent. Raises ``BadFile`` and ``BadPlan``."""
    if do in ("save", "publish"):
        return rules.document_from_json(sheet.document)
    known = _zones(sheet.document)
    if do == "letters":
        drawn = rules.document_of(rules.plan_from_letters(sheet.letters.replace("\r\n", "\n")))
        return replace(drawn, zones=tuple(zone.to_json() for zone in known))
    sent = request.FILES.get("file")
    if do != "file" or sent is None:
        raise BadPlan("empty", places=0)
    data = sent.read(MOST_BYTES) if (sent.size or 0) <= MOST_BYTES else b"x" * MOST_BYTES
    return rules.document_from_file(data, name=sent.name or "", zones=known)


def _zones(document: str) -> tuple[rules.Zone, ...]:
    try:
        kept = rules.document_from_json(document)
        return rules.plan_of([rules.Seat(1, "A", "1", 0, 0)], zones=kept.zones).zones
    except VenueError:
        return ()


def _refused(sheet: Sheet, problem: VenueError) -> Sheet:
    sheet.wrong = words(problem, language=get_language() or "fr")
    place = problem.facts.get("place")
    sheet.wrong_place = place if isinstance(place, int) else 0
    sheet.status = 422
    if isinstance(problem, PlanOutOfDate):
        revision = problem.facts.get("revision")
        sheet.seen, sheet.status = revision if isinstance(revision, int) else 0, 409
    return sheet


def _page(request: HttpRequest, staff: Staff, here: CinemaView, row: Any, sheet: Sheet) -> HttpResponse:
    facts = {
        "here": here, "screen": row, "sheet": sheet, "kinds": kinds_of_seat(), "draft": sheet.seen > 0,
        "editor_words": json.dumps(_editor_words(), ensure_ascii=False),
        "stages": (("top", _("above")), ("right", _("right")), ("bottom", _("below")), ("left", _("left"))),
    }  # fmt: skip
    return show(
        request,
        "backoffice/venues/plan.html",
        facts,
        staff=staff,
        cinema=here,
        section="venue",
        status=sheet.status,
    )


def _editor_words() -> dict[str, object]:
    """What the editor says by itself."""
    return {
        "kinds": {kind: said for kind, _mark, said in kinds_of_seat()},
        "row": _("Row"), "number": _("Number"), "kind": _("Kind"), "zone": _("Zone"),
        "partner": pgettext("seat", "With"), "choose": _("Chosen"), "none": pgettext("zone", "none"),
        "seats": _("{count} seats"), "counted": _("{kind}: {count}"),
        "seat": _("Row {row}, seat {number}"), "chosen": _("{count} chosen"),
        "nothing": _("No seat is chosen."), "undone": _("Undone"), "redone": _("Done again"),
        "law": _("Wheelchair spaces: {drawn}; the law asks for {needed}."),
        "short": _("Wheelchair spaces: only {drawn}; the law asks for {needed}."),
        "look": _("Seats to look at: {count} (twice the same name or spot, or without their other seat)."),
        "screen": _("Screen"),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_venue")
def publish(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """The drawing as it will be sold, what changes, what the law says; then the new version."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    draft = SeatMapDraft.objects.filter(screen_id=row.id).first()
    if draft is None:
        say(request, _("Nothing is being drawn for this screen."), kind="info")
        return see(_url("backoffice:screen", here, row))
    try:
        drawn = rules.document_kept(draft.document).plan()
    except VenueError as problem:
        say(request, words(problem, language=get_language() or "fr"), kind="bad")
        return see(_url("backoffice:plan", here, row))
    wrong, status = "", 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.publish_draft(
                row.id, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
                note=request.POST.get("note", "").strip()[:200],
                confirmed=request.POST.get("confirm", "").strip().casefold() == row.name.strip().casefold(),
                actor=staff.user,
            )  # fmt: skip
        except VenueError as problem:
            wrong, status = words(problem, language=get_language() or "fr"), 422
            if isinstance(problem, PlanOutOfDate):
                status = 409
        else:
            version = row.version + 1
            say(
                request,
                _("Version %(number)d is the plan of the screenings planned from now on.")
                % {"number": version},
            )
            return see(reverse("backoffice:plan_version", args=[here.slug, row.number, version]))
    newest = presenters.newest_plan(row.id)
    facts = {
        "here": here, "screen": row, "draft": draft, "wrong": wrong, "note": request.POST.get("note", ""),
        "counts": presenters.counts_of(drawn), "law": presenters.law_of(drawn), "first": newest is None,
        "changes": presenters.told_changes(newest[1] if newest else None, drawn),
        "drawing": presenters.drawing(
            drawn, look="plan-draft", sheet=f"{_url('backoffice:plan_drawing', here, row)}?{draft.revision}"
        ),
    }  # fmt: skip
    return show(
        request,
        "backoffice/venues/publish.html",
        facts,
        staff=staff,
        cinema=here,
        section="venue",
        status=status,
    )


@require_safe
@requires("edit_venue")
def drawing_css(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """Where the seats of the drawing under way stand."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    draft = SeatMapDraft.objects.filter(screen_id=row.id).first()
    sheet = ""
    if draft is not None:
        try:
            sheet = plan_sheet(rules.document_kept(draft.document).plan().seats, name="plan-draft")
        except VenueError as problem:
            raise Http404 from problem
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _url(name: str, here: CinemaView, row: Any) -> str:
    return reverse(name, args=[here.slug, row.number])
