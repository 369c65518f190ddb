"""A film: what it is, who may see it, and when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.queries import film_page, present_address, stills
from ouvreuse.programme.queries import series_of
from ouvreuse.storefront.caching import public_page
from ouvreuse.storefront.film.presenters import film_days

LABELS = {
    "art_house": _("Art et Essai"),
    "research": _("Recherche et Découverte"),
    "heritage": _("Patrimoine et Répertoire"),
    "young": _("Jeune Public"),
}


@require_safe
@public_page
def film(request: HttpRequest, slug: str) -> HttpResponse:
    """The film's page with its coming screenings, day by day."""
    try:
        found = film_page(slug)
    except FilmUnknown:
        return _moved(slug)
    language = get_language() or "fr"
    facts = {
        "film": found,
        "days": film_days(slug),
        "stills": [(still, still.alt(language)) for still in stills(found.id)],
        "labels": [LABELS[name] for name in found.labels],
        "series": series_of(found.id, language=language),
    }
    return render(request, "storefront/film/film.html", facts)


def _moved(slug: str) -> HttpResponse:
    """To the film that this one became one with."""
    try:
        now = present_address(slug)
    except FilmUnknown as error:
        raise Http404 from error
    return HttpResponse(status=301, headers={"Location": reverse("storefront:film", args=[now])})
