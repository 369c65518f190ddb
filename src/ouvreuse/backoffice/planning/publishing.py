"""The difference between what visitors see and what is planned; publication now or at an instant, and back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.changing import Refusal, refusal_words
from ouvreuse.backoffice.planning.difference import difference_of
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, see
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.booking.actions import planned
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import ChangedMeanwhile, ProgrammeError
from ouvreuse.programme.rules import cells, local_instant
from ouvreuse.programme.rules.cells import BadCell
from ouvreuse.ui.templatetags.ui_tags import short_day

USUAL = time(17)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form said: the instant as typed, whether warnings are accepted, what was chosen (None: everything)."""

    when: str
    at: str
    accepted: bool
    chosen: frozenset[int] | None


@require_safe
@requires("plan_programme")
def publication(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """What would be published, what waits, what changed since the last time."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    return _page(request, place, staff, Asked("at", "", accepted=False, chosen=None))


@require_POST
@requires("plan_programme")
def publish(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Publish what was chosen, at once or at an instant."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    posted = request.POST
    seen = seen_in(posted)
    asked = Asked(posted.get("when", ""), posted.get("at", ""), bool(posted.get("accept")), frozenset(seen))
    try:
        at = _instant(asked, place)
        if not seen:
            return _refuse(request, place, staff, asked, _("Nothing is chosen."))
        if not asked.accepted and (warned := difference_of(place).warned(seen)):
            words = ngettext(
                "%(n)s screening has something to look at: tick “in spite of that” to publish it so.",
                "%(n)s screenings have something to look at: tick “in spite of that” to publish them so.",
                warned,
            )
            return _refuse(request, place, staff, asked, words % {"n": warned})
        count = planned.publish_week(seen, at=at, desk=place.desk)
    except (ProgrammeError, BadCell) as refusal:
        return _refuse(request, place, staff, asked, refusal)
    tell(request, _published(count, at, place), undo=Undo(place.undo_url) if at and count else None)
    return see(place.page("planning_publication"))


@require_POST
@requires("plan_programme")
def unpublish(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """Make drafts again of what waits for its instant."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    seen = seen_in(request.POST)
    asked = Asked("at", "", accepted=False, chosen=None)
    if not seen:
        return _refuse(request, place, staff, asked, _("Nothing is chosen."))
    try:
        done = planned.unpublish(seen, desk=place.desk)
    except ProgrammeError as refusal:
        return _refuse(request, place, staff, asked, refusal)
    count = len(done.screenings)
    words = ngettext("%(n)s screening is a draft again.", "%(n)s screenings are drafts again.", count)
    tell(request, words % {"n": count}, undo=Undo(place.undo_url))
    return see(place.page("planning_publication"))


def seen_in(posted: QueryDict) -> dict[int, int]:
    """What was chosen: each box says ``id:edits``, the row as it was seen."""
    pairs = [words.partition(":") for words in posted.getlist("chosen")]
    return {
        int(id): int(edits)
        for id, _colon, edits in pairs
        if id.isdecimal() and edits.isdecimal() and len(id) < 10 and len(edits) < 10
    }


def _instant(asked: Asked, place: Place) -> datetime | None:
    """None: at once. Raises `BadCell`, `LocalTimeRefused`."""
    if asked.when == "now":
        return None
    wall = cells.instant(asked.at)
    return local_instant(wall.local, zone=place.cinema.zone, offset_min=wall.offset_min)


def usual_instant(place: Place) -> str:
    """Five in the afternoon of the day before the week opens, if that is to come; as the field wants it."""
    eve = datetime.combine(place.week.opening - timedelta(days=1), USUAL, place.zone)
    return f"{eve:%Y-%m-%dT%H:%M}" if eve > clock.now() else ""


def _published(count: int, at: datetime | None, place: Place) -> str:
    if at is None:
        words = ngettext("%(n)s screening is published.", "%(n)s screenings are published.", count)
        return words % {"n": count}
    local = at.astimezone(place.zone)
    words = ngettext(
        "%(n)s screening will be published on %(when)s.",
        "%(n)s screenings will be published on %(when)s.",
        count,
    )
    return words % {"n": count, "when": f"{short_day(local.date())} {local:%H:%M}"}


def _refuse(
    request: HttpRequest, place: Place, staff: Staff, asked: Asked, why: str | Refusal
) -> HttpResponse:
    words = why if isinstance(why, str) else refusal_words(why, place)
    status = 409 if isinstance(why, ChangedMeanwhile) else 422
    return _page(request, place, staff, asked, status=status, notices=[{"kind": "bad", "text": words}])


def _page(
    request: HttpRequest, place: Place, staff: Staff, asked: Asked, *, status: int = 200, **more: object
) -> HttpResponse:
    found = difference_of(place)
    facts = {
        "place": place,
        "found": found,
        "asked": asked,
        "at": asked.at or usual_instant(place),
        "weights": Counter(line.weight for line in found.drafts),
        "publish_url": place.act("planning_publish"),
        "unpublish_url": place.act("planning_unpublish"),
        **more,
    }
    template = "backoffice/planning/publication.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
