"""A cycle: what it is, what it shows, and when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ouvreuse.programme.errors import SeriesUnknown
from ouvreuse.programme.queries import series_page
from ouvreuse.storefront.addresses import language
from ouvreuse.storefront.caching import public_page
from ouvreuse.storefront.series.presenters import series_days


@require_safe
@public_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """The cycle's page with its films and its coming screenings, day by day."""
    try:
        found = series_page(slug)
    except SeriesUnknown as error:
        raise Http404 from error
    facts = {
        "series": found,
        "title": found.title(language()),
        "text": found.text(language()),
        "days": series_days(found),
        "cover": next((film for film in found.films if film.poster), None),
    }
    return render(request, "storefront/series/series.html", facts)
