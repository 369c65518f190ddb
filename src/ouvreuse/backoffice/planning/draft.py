"""The page of one draft."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.changing import refusal_words
from ouvreuse.backoffice.planning.draft_form import DraftForm
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.presenters import Reason, Says, sold_page
from ouvreuse.backoffice.planning.reading import week_of
from ouvreuse.backoffice.planning.views import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, see
from ouvreuse.backoffice.shell.notices import say as tell
from ouvreuse.booking.actions import planned
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme.actions import Wish
from ouvreuse.programme.errors import ChangedMeanwhile, ProgrammeError
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import listing_day
from ouvreuse.ui.templatetags.ui_tags import short_day


@require_http_methods(["GET", "HEAD", "POST"])
@requires("plan_programme")
def draft(request: HttpRequest, *, staff: Staff, cinema: str, draft: int) -> HttpResponse:
    """Its page; one that is on sale leads to the page where it may change."""
    place = place_of(request.GET, staff=staff, cinema=cinema)
    rows = Screening.objects.select_related("film", "price_version", "screen").defer("price_version__content")
    row = rows.filter(id=draft, cinema=place.cinema.id).first()
    if row is None:
        raise Http404
    place = at_week_of(place, row)
    if row.published_at and row.published_at <= clock.now():
        return see(sold_page(place, row.id) or place.url)
    if request.method != "POST":
        return _page(request, place, staff, DraftForm(None, place=place, row=row))
    form = DraftForm(request.POST, place=place, row=row)
    if not form.is_valid():
        return _page(request, place, staff, form, status=422)
    try:
        wish = Wish(row.id, form.plan(), form.cleaned_data["edits"])
        done = planned.arrange([wish], desk=place.desk, verb="edit")
    except ProgrammeError as refusal:
        stale = isinstance(refusal, ChangedMeanwhile)
        form.add_error(None, refusal_words(refusal, place, moved=row.id))
        if stale:
            form = _knowing(form, place, row)
        return _page(request, place, staff, form, status=409 if stale else 422)
    if done.screenings:
        tell(request, _("Screening changed."), undo=Undo(place.undo_url))
    return see(f"{at_week_of(place, Screening.objects.get(id=row.id)).url}#s{row.id}")


def at_week_of(place: Place, row: Screening) -> Place:
    """The page of the week that shows it."""
    week = CinemaWeek.of_day(listing_day(row.starts_at.astimezone(place.zone)))
    return place if week == place.week else place.at(week)


def _knowing(form: DraftForm, place: Place, row: Screening) -> DraftForm:
    """What was typed, kept, over the row as it now is: saved again it is preferred knowingly."""
    row.refresh_from_db()
    known: QueryDict = cast(QueryDict, form.data).copy()
    known["edits"] = str(row.edits)
    again = DraftForm(known, place=place, row=row)
    again.full_clean()
    for error in form.non_field_errors():
        again.add_error(None, error)
    again.add_error(None, _("What you typed is kept here: save again to prefer it."))
    return again


def _page(
    request: HttpRequest, place: Place, staff: Staff, form: DraftForm, *, status: int = 200
) -> HttpResponse:
    row = form.row
    local = row.starts_at.astimezone(place.zone)
    facts = {
        "place": place,
        "form": form,
        "row": row,
        "when": f"{short_day(listing_day(local))} {local:%H:%M}",
        "reasons": _reasons(place, row),
    }
    template = "backoffice/planning/draft.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)


def _reasons(place: Place, row: Screening) -> tuple[Reason, ...]:
    """What is to be looked at, as the grid says it."""
    week = week_of(replace(place, view="week"))
    says = Says(place, week)
    return next((says.reasons(each) for each in week.planned if each.id == row.id), ())
