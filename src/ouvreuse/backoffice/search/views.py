"""The page of the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.search.asked import asked
from ouvreuse.backoffice.search.sources import SOURCES, Hit, Search
from ouvreuse.backoffice.shell.frame import LAST_CINEMA, show
from ouvreuse.insights.queries import business_day
from ouvreuse.kernel import clock
from ouvreuse.venues.queries import cinemas

LEAST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in a source."""

    key: str
    name: Any
    hits: list[Hit]


@require_safe
@requires("see_home")
def search(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Everything the words name that is open to the person, grouped; nothing of a cinema that is not theirs (BO-01)."""
    typed = request.GET.get("q", "")[:200].replace("\x00", "")
    groups = _found(request, staff, typed) if len(typed.strip()) >= LEAST else []
    facts = {"groups": groups, "sought": typed, "short": len(typed.strip()) < LEAST}
    return show(request, "backoffice/search/search.html", facts, staff=staff)


def _found(request: HttpRequest, staff: Staff, typed: str) -> list[Group]:
    rights, every = staff.rights, cinemas()
    mine = [each for each in every if each.id in rights.cinemas]
    here = next((each for each in mine if each.id == request.session.get(LAST_CINEMA)), mine[0])
    now = clock.now()
    words = asked(typed, today=business_day(now, zone=here.zone))
    found = []
    for source in SOURCES:
        able = rights.cinemas_for(source.action)
        if able:
            places = {each.id: each for each in every if each.id in able}
            hits = source.find(Search(words, staff, now, places, here))
            found.append(Group(source.key, source.name, hits))
    return [group for group in found if group.hits]
