"""A film: what it is, who may see it, and when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.queries import film_page
from ouvreuse.storefront.caching import public_page
from ouvreuse.storefront.film.presenters import film_days


@require_safe
@public_page
def film(request: HttpRequest, slug: str) -> HttpResponse:
    """The film's page with its coming screenings, day by day."""
    try:
        found = film_page(slug)
    except FilmUnknown as error:
        raise Http404 from error
    return render(request, "storefront/film/film.html", {"film": found, "days": film_days(slug)})
