"""The two steps of a copy and of a series: a list of what would be made, then what was ticked is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.planning.changing import refusal_words
from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.proposal import Proposal, chosen
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, see
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.booking.actions import planned
from ouvreuse.programme.actions import Wish
from ouvreuse.programme.errors import ProgrammeError

MADE = "make"  # in the address that the button of the second step posts to


def propose(
    request: HttpRequest,
    place: Place,
    staff: Staff,
    form: forms.Form,
    *,
    verb: str,
    judged: Callable[[], list[Proposal]],
) -> HttpResponse:
    """The form, the list, or what was made of it."""
    if not form.is_bound:
        return _page(request, place, staff, form, verb=verb)
    if not form.is_valid():
        return _page(request, place, staff, form, verb=verb, status=422)
    proposals = judged()
    if request.method != "POST" or MADE not in request.GET:
        return _page(request, place, staff, form, verb=verb, proposals=proposals)
    plans = chosen(proposals, request.POST.getlist("line_of"))
    try:
        done = planned.arrange([Wish(None, plan) for plan in plans], desk=place.desk, verb=verb)
    except ProgrammeError as refusal:
        notices = [{"kind": "bad", "text": refusal_words(refusal, place)}]
        return _page(request, place, staff, form, verb=verb, proposals=judged(), notices=notices, status=422)
    count = len(done.screenings)
    if not count:
        notices = [{"kind": "bad", "text": _("Nothing is chosen.")}]
        return _page(request, place, staff, form, verb=verb, proposals=proposals, notices=notices, status=422)
    words = ngettext("%(n)s screening added as a draft.", "%(n)s screenings added as drafts.", count)
    tell(request, words % {"n": count}, undo=Undo(place.undo_url))
    return see(place.url)


def _page(
    request: HttpRequest,
    place: Place,
    staff: Staff,
    form: forms.Form,
    *,
    verb: str,
    proposals: Sequence[Proposal] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    names = {"copy": _("Copy a day or a week"), "series": _("A series by rule")}
    facts = {
        "place": place,
        "form": form,
        "name": names[verb],
        "make_url": f"{place.page(f'planning_{verb}')}&{MADE}=1",
        "proposals": proposals,
        "fates": Counter(each.fate for each in proposals or ()),
        "makeable": any(each.open for each in proposals or ()),
        **more,
    }
    template = "backoffice/planning/proposal.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
