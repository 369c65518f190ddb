"""The dashboard, its part that is read again and again, and what each figure means."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.dashboards import words
from ouvreuse.backoffice.dashboards.arranging import arranged
from ouvreuse.backoffice.dashboards.drawing import drawn
from ouvreuse.backoffice.dashboards.forms import DayForm
from ouvreuse.backoffice.dashboards.scope import Scope, scope_of
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.insights import queries
from ouvreuse.insights.errors import InsightsError
from ouvreuse.insights.rules import Glance
from ouvreuse.insights.words import say
from ouvreuse.ui.templatetags.ui_tags import local_time

EVERY_S = 5


@require_safe
@requires("see_figures")
def dashboard(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponse:
    """The figures at a glance: of today, or of another day."""
    scope, keys = arranged(scope_of(staff, parts))
    form = DayForm(request.GET) if request.GET.get("day") else DayForm()
    asked = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    try:
        glance = queries.glance(scope.ids, zone=scope.zone, day=asked)
    except InsightsError as problem:
        facts = {"scope": scope, "problem": say(problem, language=get_language() or "fr")}
        return show(
            request, "backoffice/dashboards/late.html", facts, staff=staff, cinema=scope.cinema,
            section="figures", status=503,
        )  # fmt: skip
    today = queries.business_day(glance.as_of, zone=scope.zone)
    if not form.is_bound:
        form = DayForm(initial={"day": glance.days.day})
    facts = {
        "scope": scope, "glance": glance, "form": form, "drawn": drawn(glance, scope, keys=keys),
        "as_of": _as_of(glance, scope), "links": _links(scope, glance.days.day, today),
        "live_url": scope.url("figures_live") if glance.days.day == today else "", "every": EVERY_S,
        "chain": scope.cinema is None,
        "other_url": _elsewhere(scope),
    }  # fmt: skip
    return show(
        request, "backoffice/dashboards/dashboard.html", facts, staff=staff, cinema=scope.cinema,
        section="figures", status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@require_safe
@requires("see_figures")
def live(request: HttpRequest, *, staff: Staff, **parts: str) -> HttpResponse:
    """The tiles alone, for the page that is open; nothing new, nothing sent. ``As-Of``: when they were read."""
    scope, keys = arranged(scope_of(staff, parts))
    try:
        glance = queries.glance(scope.ids, zone=scope.zone, life_s=queries.LIFE_BY_ITSELF_S)
    except InsightsError:
        return HttpResponse(status=503)
    seen = drawn(glance, scope, keys=keys)
    same = request.headers.get("If-None-Match") == seen.etag
    response = HttpResponseNotModified() if same else HttpResponse(seen.html)
    response["ETag"], response["As-Of"] = seen.etag, _as_of(glance, scope)
    return response


@require_safe
@requires("see_figures")
def definitions(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """What each figure means, in words."""
    facts = {"definitions": words.DEFINITIONS}
    return show(request, "backoffice/dashboards/definitions.html", facts, staff=staff, section="figures")


def _as_of(glance: Glance, scope: Scope) -> str:
    seconds = glance.as_of.astimezone().strftime(":%S")
    return local_time(glance.as_of, scope.zone) + seconds


def _links(scope: Scope, day: date, today: date) -> dict[str, str]:
    """The day before and the day after, and back to today."""
    step = timedelta(days=1)
    return {
        "before": scope.url("figures", day=day - step),
        "after": scope.url("figures", day=day + step) if day < today else "",
        "today": scope.url("figures") if day != today else "",
        "board": scope.url("figures_board"),
    }


def _elsewhere(scope: Scope) -> str:
    """From a cinema to the chain, for who sees several."""
    if scope.cinema is not None and len(scope.staff.cinemas) > 1:
        return Scope(scope.staff, None, scope.cinemas).url("figures")
    return ""
