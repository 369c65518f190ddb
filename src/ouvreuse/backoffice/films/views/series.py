"""Cycles, and their evenings with guests."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.series import SeriesForm
from ouvreuse.backoffice.films.listing import day_column
from ouvreuse.backoffice.films.views.films import READ, SECTION, may_edit, plain_list
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.catalogue.models import Series
from ouvreuse.catalogue.rules import CLASS_AGES
from ouvreuse.kernel import clock, text
from ouvreuse.programme.models import Screening, SeriesScreening
from ouvreuse.programme.rules.clashes import CHILDREN_MOST_AGE
from ouvreuse.ui.tables import Column, Listing

MOST_EVENINGS = 200
GUESTS = 200


@require_safe
@requires("see_films")
def series_index(request: HttpRequest, *, staff: Staff) -> HttpResponseBase:
    """All cycles."""
    listing = Listing(
        request.GET,
        name="cycles",
        columns=[
            Column(
                "title",
                _("Title"),
                lambda row: row.title_fr,
                order=("title_fr",),
                link=(lambda row: reverse("backoffice:film_series_edit", args=[row.id]))
                if may_edit(staff)
                else None,
            ),
            day_column("first", _("From"), "first_on"),
            day_column("last", _("To"), "last_on", sorted_by=False),
            Column("guests", _("Guests"), lambda row: row.guests),
            Column("films", _("Films"), lambda row: row.count, number=True),
        ],
        rows=Series.objects.annotate(count=Count("entries")),
        order=("-first_on", "id"),
        empty=_("No cycle yet."),
    )
    return plain_list(
        request, staff, listing, part="series", title=_("Cycles"),
        add_url=reverse("backoffice:film_series_new"), add_words=_("Add a cycle"),
    )  # fmt: skip


@require_http_methods(READ)
@requires("edit_films")
def series_new(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """A new cycle."""
    return _form(request, staff, None)


@require_http_methods(READ)
@requires("edit_films")
def series_edit(request: HttpRequest, *, staff: Staff, series: int) -> HttpResponse:
    """A cycle, and which screenings are its evenings."""
    row = Series.objects.filter(id=series).first()
    if row is None:
        raise Http404
    return _form(request, staff, row)


def _form(request: HttpRequest, staff: Staff, series: Series | None) -> HttpResponse:
    form, status = SeriesForm(instance=series), 200
    if request.method == "POST":
        done = edit(
            SeriesForm,
            row=series.id if series else None,
            posted=request.POST,
            staff=staff,
            verb="edit_series" if series else "add_series",
            subject="series",
        )
        if done.saved is not None:
            say(request, _("“%(title)s” is saved.") % {"title": str(done.saved)})
            return see(reverse("backoffice:film_series_edit", args=[done.saved.pk]))
        form, status = done.form, done.status  # type: ignore[assignment]
    evenings = _evenings(series, staff) if series else []
    facts = {"form": form, "series": series, "evenings": evenings, "too_old": _too_old(series, evenings)}
    return show(request, "backoffice/films/series.html", facts, staff=staff, section=SECTION, status=status)


def _coming(series: Series, staff: Staff) -> Any:
    """Coming screenings of its films in the person's cinemas."""
    rows = Screening.objects.filter(
        film__entries__series=series, starts_at__gte=clock.now(), cinema_id__in=staff.cinemas
    ).exclude(state=Screening.State.CANCELLED)
    return rows.select_related("film", "cinema", "screen").order_by("starts_at", "id")[:MOST_EVENINGS]


def _evenings(series: Series, staff: Staff) -> list[tuple[Screening, SeriesScreening | None]]:
    ours = {row.screening_id: row for row in SeriesScreening.objects.filter(series=series)}
    return [(screening, ours.get(screening.id)) for screening in _coming(series, staff)]


def _too_old(
    series: Series | None, evenings: list[tuple[Screening, SeriesScreening | None]]
) -> list[Screening]:
    """The evenings of a cycle for children whose film is forbidden under twelve or more."""
    if series is None or not series.young:
        return []
    return [
        screening
        for screening, evening in evenings
        if evening and CLASS_AGES[screening.film.classification] >= CHILDREN_MOST_AGE
    ]


@require_POST
@requires("edit_films")
def series_evenings(request: HttpRequest, *, staff: Staff, series: int) -> HttpResponse:
    """Which coming screenings are evenings of the cycle, and who comes."""
    with transaction.atomic():
        row = Series.objects.select_for_update().filter(id=series).first()
        if row is None:
            raise Http404
        wanted = _wanted(request.POST, {each.id for each in _coming(row, staff)})
        before = {each.screening_id: each for each in SeriesScreening.objects.filter(series=row)}
        within = {each.id for each in _coming(row, staff)}
        gone = [each.pk for key, each in before.items() if key in within and key not in wanted]
        SeriesScreening.objects.filter(pk__in=gone).delete()
        for screening, guests in wanted.items():
            SeriesScreening.objects.update_or_create(
                series=row, screening_id=screening, defaults={"guests": guests}
            )
        accounts.record(
            "edit_evenings", subject=f"series:{series}", actor=staff.user, actor_label="staff",
            facts={
                "before": {str(key): each.guests for key, each in before.items() if key in within},
                "after": {str(key): guests for key, guests in wanted.items()},
            },
        )  # fmt: skip
    say(request, _("The evenings are saved."))
    return see(reverse("backoffice:film_series_edit", args=[series]))


def _wanted(posted: QueryDict, among: set[int]) -> dict[int, str]:
    """The screenings ticked, with their guests; others than those shown are ignored."""
    ticked = {int(key) for key in posted.getlist("evening") if key.isdecimal() and len(key) < 10}
    return {
        key: text.cut(text.one_line(posted.get(f"guests-{key}", "")), length=GUESTS)
        for key in sorted(ticked & among)
    }
