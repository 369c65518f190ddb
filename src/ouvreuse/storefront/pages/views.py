"""Legal notice, terms, accessibility; robots and site map; posters."""

from __future__ import annotations

from functools import lru_cache
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.queries import film_page
from ouvreuse.programme.queries import coming_films, coming_series
from ouvreuse.storefront.caching import public_page
from ouvreuse.ui.posters import poster_svg
from ouvreuse.venues.queries import cinemas, legal_text, operators
from ouvreuse.venues.rules import blocks

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _about(request: HttpRequest, template: str, *, text: str = "") -> HttpResponse:
    facts: dict[str, object] = {"operators": operators(), "cinemas": cinemas(), "site": settings.BASE_URL}
    if text:
        facts["blocks"] = blocks(legal_text(text, language=get_language() or settings.LANGUAGE_CODE))
    return render(request, f"storefront/pages/{template}.html", facts)


@require_safe
@public_page
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes the site (LCEN art. 6), from the operator's own data."""
    return _about(request, "legal", text="privacy")


@require_safe
@public_page
def terms(request: HttpRequest) -> HttpResponse:
    """What a buyer agrees to."""
    return _about(request, "terms", text="terms")


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return _about(request, "accessibility")


@require_safe
def poster(request: HttpRequest, seed: int, slug: str) -> HttpResponse:
    """The drawing that stands in for a film's poster: always the same for the same address."""
    try:
        drawn = _drawn(seed, slug)
    except FilmUnknown as error:
        raise Http404 from error
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=256)
def _drawn(seed: int, slug: str) -> str:
    film = film_page(slug)
    if film.poster_seed != seed:
        raise FilmUnknown(film=slug)
    return poster_svg(film.title, director=", ".join(film.directors[:2]), year=film.year, seed=seed)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; orders and seat choices may not."""
    closed = [
        *(f"/{code}/{path}" for code, path in (("fr", "commande/"), ("en", "order/"))),
        *(f"/{code}/{path}" for code, path in (("fr", "seance/*/places"), ("en", "screening/*/seats"))),
        "/fr/staff/",
        "/en/staff/",
        "/fr/door/",
        "/en/door/",
    ]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Home, cinemas, the films and the cycles that are shown, each in both languages."""
    pages = [
        ("home", []),
        *(("cinema", [each.slug]) for each in cinemas()),
        *(("film", [slug]) for slug in coming_films()),
        *(("series", [slug]) for slug in coming_series()),
    ]
    urls = "".join(_entry(name, arguments, code) for name, arguments in pages for code in LANGUAGES)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        f"{urls}</urlset>\n"
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _entry(name: str, arguments: list[str], language: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{_address(name, arguments, code)}"/>'
        for code in LANGUAGES
    )
    return f"<url><loc>{_address(name, arguments, language)}</loc>{others}</url>"


def _address(name: str, arguments: list[str], language: str) -> str:
    with override(language):
        return escape(settings.BASE_URL + reverse(f"storefront:{name}", args=arguments))
