"""Films from TMDB: search, see what would be filled, fill."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.offers import offers
from ouvreuse.backoffice.films.views.films import READ, SECTION, found, may
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.catalogue.actions import set_source_key
from ouvreuse.catalogue.errors import CatalogueError
from ouvreuse.catalogue.flows import complete_from_tmdb, search_tmdb, tmdb_film
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.queries.sources import source_key
from ouvreuse.catalogue.words import say as words


class KeyForm(forms.Form):
    """The key of TMDB's API."""

    key = forms.RegexField(
        r"^[A-Za-z0-9._-]{20,600}$",
        required=False,
        label=gettext_lazy("Key of the API"),
        help_text=gettext_lazy(
            "From your account at themoviedb.org; kept sealed, never shown again. Empty: forget it."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@require_safe
@requires("edit_films")
def tmdb_search(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Search; ``film``: the one to complete, else a new one."""
    film = _film(request.GET.get("film", ""))
    typed = request.GET.get("q", "").strip()[:200]
    facts: dict[str, Any] = {
        "q": typed,
        "film": film,
        "known": bool(source_key("tmdb")),
        **may(staff),
        "may_set": staff.rights.operator,
    }
    status = 200
    if typed and facts["known"]:
        try:
            facts["found"] = search_tmdb(typed)
        except CatalogueError as trouble:
            facts["trouble"], status = _said(trouble), 502
    if "found" in facts:
        ids = [each.id for each in facts["found"]]
        facts["here"] = dict(Film.objects.filter(tmdb_id__in=ids).values_list("tmdb_id", "id"))
    return show(request, "backoffice/films/tmdb.html", facts, staff=staff, section=SECTION, status=status)


@require_http_methods(READ)
@requires("edit_films")
def tmdb_fill(request: HttpRequest, *, staff: Staff, tmdb: int) -> HttpResponse:
    """What would be filled, then fill it."""
    film = _film(request.POST.get("film", request.GET.get("film", "")))
    facts: dict[str, Any] = {"film": film, "tmdb": tmdb}
    try:
        if request.method == "POST":
            return _filled(request, staff, film, tmdb)
        told = tmdb_film(tmdb)
    except CatalogueError as trouble:
        facts["trouble"] = _said(trouble)
        return show(
            request, "backoffice/films/tmdb_fill.html", facts, staff=staff, section=SECTION, status=409
        )
    people = _people(film)
    facts |= {"told": told, "offers": offers(told, film=film, people=people)}
    return show(request, "backoffice/films/tmdb_fill.html", facts, staff=staff, section=SECTION)


def _filled(request: HttpRequest, staff: Staff, film: Film | None, tmdb: int) -> HttpResponse:
    wanted = {*request.POST.getlist("wanted"), "tmdb_id"}
    done = complete_from_tmdb(film.pk if film else None, tmdb=tmdb, wanted=wanted, actor=staff.user)
    say(
        request,
        _("Fetched from TMDB. Check the visa and the classification: they come from the CNC, not from here."),
    )
    if done.trouble is not None:
        say(request, _("The poster did not come: %(why)s") % {"why": _said(done.trouble)}, kind="warn")
    return see(reverse("backoffice:film", args=[done.film]))


@sensitive_post_parameters("key")
@require_http_methods(READ)
@requires("edit_chain")
def tmdb_key(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """The key, entered once."""
    form, status = KeyForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid() and "key" in request.POST:
            key = form.cleaned_data["key"]
            set_source_key("tmdb", key=key, actor=staff.user)
            say(request, _("The key is kept.") if key else _("The key is forgotten."))
            return see(reverse("backoffice:film_tmdb"))
        status = 422
    facts = {
        "form": form,
        "title": _("Key of TMDB"),
        "back": reverse("backoffice:film_tmdb"),
        "up": _("From TMDB"),
    }
    return show(
        request, "backoffice/films/plain_form.html", facts, staff=staff, section=SECTION, status=status
    )


def _film(given: str) -> Film | None:
    return found(int(given)) if given.isdecimal() and len(given) < 10 else None


def _people(film: Film | None) -> set[str]:
    return set(film.credits.values_list("job", flat=True)) if film else set()


def _said(trouble: CatalogueError) -> str:
    return words(trouble, language=get_language() or "fr")
