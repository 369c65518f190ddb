"""The rows behind the figures: days, films, screenings, rights of admission, entries of the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.dashboards import columns, words
from ouvreuse.backoffice.dashboards.forms import DaysForm, EntriesForm, TimeForm
from ouvreuse.backoffice.dashboards.scope import Scope, scope_of
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.fiscal import queries as fiscal
from ouvreuse.insights import queries
from ouvreuse.insights.errors import InsightsError
from ouvreuse.insights.rules import Days, Shows
from ouvreuse.insights.words import say
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening
from ouvreuse.ui.tables import Listing, Rows
from ouvreuse.ui.templatetags.ui_tags import local_time, long_day


@require_safe
@requires("see_figures")
def days(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponseBase:
    """Each day of a time, and beside it that of an earlier time."""
    scope = scope_of(staff, parts)
    week = Days(_today(scope)).week
    form = DaysForm(request.GET, first=week.opening, last=week.end)
    first, last = form.time
    try:
        found = queries.by_day(scope.ids, first=first, last=last, zone=scope.zone)
        gap = form.before
        before = queries.by_day(scope.ids, first=first - gap, last=last - gap, zone=scope.zone) if gap else []
    except InsightsError as problem:
        return _late(request, scope, problem)
    rows = [columns.Compared(row, before[n] if before else None) for n, row in enumerate(found)]
    made = sum((row.made for row in found), Shows())
    taken = queries.total(found)
    facts = {
        "heading": _("Day by day"),
        "sums": [
            *_sums(made),
            (words.BY_KEY["takings"], words.cents(taken.taken.takings if taken else 0)),
        ],
    }
    return _listing(
        request, scope, facts, form, name="days", rows=Rows(rows), order=("now.day",),
        columns=columns.days(scope, compared=bool(before)), empty=_("No day."),
    )  # fmt: skip


@require_safe
@requires("see_figures")
def films(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponseBase:
    """What each film made in a time."""
    scope = scope_of(staff, parts)
    week = Days(_today(scope)).week
    form = TimeForm(request.GET, first=week.opening, last=week.end)
    first, last = form.time
    try:
        found = queries.by_film(scope.ids, first=first, last=last, zone=scope.zone)
    except InsightsError as problem:
        return _late(request, scope, problem)
    facts = {"heading": _("Film by film"), "sums": _sums(sum((row.made for row in found), Shows()))}
    return _listing(
        request, scope, facts, form, name="films", rows=Rows(found), order=("-made.admissions", "title"),
        columns=columns.films(scope, first, last), empty=_("No film was shown in this time."),
    )  # fmt: skip


@require_safe
@requires("see_figures")
def screenings(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponseBase:
    """What each screening of a time made; of one film when it is told."""
    scope = scope_of(staff, parts)
    today = _today(scope)
    form = TimeForm(request.GET, first=today, last=today)
    first, last = form.time
    film = request.GET.get("film", "")
    only = int(film) if film.isdecimal() and len(film) < 9 else None
    try:
        found = queries.by_show(scope.ids, first=first, last=last, zone=scope.zone, film=only)
    except InsightsError as problem:
        return _late(request, scope, problem)
    title = found[0].title if found and only is not None else ""
    facts = {
        "heading": _("Screening by screening"), "about": title,
        "sums": _sums(sum((row.made for row in found), Shows())),
        "kept": [("film", film)] if only is not None else [],
    }  # fmt: skip
    return _listing(
        request, scope, facts, form, name="screenings", rows=Rows(found), order=("starts_at", "id"),
        columns=columns.shows(scope), empty=_("No screening in this time."),
    )  # fmt: skip


@require_safe
@requires("see_figures")
def screening(request: HttpRequest, *, staff: Staff, screening: int, **parts: str) -> HttpResponseBase:
    """The rights of admission of a screening: their number, less the cancelled ones, is its admissions."""
    scope = scope_of(staff, parts)
    row = (
        Screening.objects.select_related("film", "screen", "version")
        .filter(id=screening, cinema__in=scope.ids).exclude(state="draft").first()
    )  # fmt: skip
    if row is None:
        raise Http404
    day = queries.business_day(row.starts_at, zone=scope.zone)
    statement = fiscal.rights_statement(row.id)
    facts = {
        "heading": row.film.title,
        "about": f"{row.version.label}, {row.screen.name}, {long_day(row.starts_at, scope.zone)}, "
        f"{local_time(row.starts_at, scope.zone)}",
        "sums": [
            (words.BY_KEY["admissions"], words.count(sum(each.admissions for each in statement))),
        ],
        "statement": statement,
        "back": scope.url("figures_screenings", first=day, last=day),
    }
    return _listing(
        request, scope, facts, None, name=f"rights-{row.id}", rows=fiscal.rights_of(row.id), order=("id",),
        columns=columns.rights(scope), empty=_("No right was issued for this screening."),
    )  # fmt: skip


@require_safe
@requires("see_figures")
def entries(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponseBase:
    """The book's entries of a time: their sum is its takings."""
    scope = scope_of(staff, parts)
    today = _today(scope)
    form = EntriesForm(request.GET, first=today, last=today, channels=fiscal.channels(scope.ids))
    first, last = form.time
    since, until = queries.bounds(first, last, zone=scope.zone)
    rows = fiscal.entries_between(scope.ids, since=since, until=until)
    if form.chosen:
        rows = rows.filter(book__channel=form.chosen)
    try:
        taken = queries.total(
            queries.by_day(scope.ids, first=first, last=last, zone=scope.zone, channel=form.chosen)
        )
    except InsightsError as problem:
        return _late(request, scope, problem)
    facts = {
        "heading": _("Entries of the book"),
        "sums": [(words.BY_KEY["takings"], words.cents(taken.taken.takings if taken else 0))],
    }
    return _listing(
        request, scope, facts, form, name="entries", rows=rows, order=("-at", "-id"),
        columns=columns.entries(scope), empty=_("The book has no entry in this time."),
    )  # fmt: skip


def _listing(
    request: HttpRequest,
    scope: Scope,
    facts: dict[str, Any],
    form: TimeForm | None,
    *,
    name: str,
    rows: Any,
    columns: Sequence[Any],
    order: tuple[str, ...],
    empty: str,
) -> HttpResponseBase:
    listing = Listing(
        request.GET, name=f"{name}-{scope.cinema.slug if scope.cinema else 'chain'}", columns=columns, rows=rows,
        order=order, zone=scope.zone, filters=form, empty=empty,
    )  # fmt: skip
    if (file := listing.export) is not None:
        return file
    told = {**facts, "listing": listing, "scope": scope, "figures": scope.url("figures")}
    return show(
        request, "backoffice/dashboards/rows.html", told, staff=scope.staff, cinema=scope.cinema,
        section="figures", status=422 if form is not None and form.errors else 200,
    )  # fmt: skip


def _sums(made: Shows) -> list[tuple[words.Definition, str]]:
    return [
        (words.BY_KEY["admissions"], words.count(made.admissions)),
        (words.BY_KEY["box_office"], words.cents(made.box_office)),
        (words.BY_KEY["price"], words.cents(made.price)),
        (words.BY_KEY["occupancy"], words.percent(made.occupancy)),
    ]


def _late(request: HttpRequest, scope: Scope, problem: InsightsError) -> HttpResponse:
    facts = {"scope": scope, "problem": say(problem, language=get_language() or "fr")}
    return show(
        request, "backoffice/dashboards/late.html", facts, staff=scope.staff, cinema=scope.cinema,
        section="figures", status=503,
    )  # fmt: skip


def _today(scope: Scope) -> date:
    return queries.business_day(clock.now(), zone=scope.zone)
