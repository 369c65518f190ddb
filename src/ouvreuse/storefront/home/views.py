"""The programme: of all cinemas, or of one."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ouvreuse.storefront.caching import public_page
from ouvreuse.storefront.home.presenters import programme


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Every cinema's programme of a day."""
    return _programme(request, None)


@require_safe
@public_page
def cinema(request: HttpRequest, slug: str) -> HttpResponse:
    """One cinema: its programme of a day, and how to get there."""
    return _programme(request, slug)


def _programme(request: HttpRequest, slug: str | None) -> HttpResponse:
    listing = programme(slug, day=_day(request))
    if listing is None:
        raise Http404
    return render(request, "storefront/home/programme.html", {"programme": listing})


def _day(request: HttpRequest) -> date | None:
    """The day asked for. Raises ``Http404`` for what is no day of our calendar."""
    typed = request.GET.get("day", "")
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError as problem:
        raise Http404 from problem
    if not 2000 <= day.year <= 2200:
        raise Http404
    return day
