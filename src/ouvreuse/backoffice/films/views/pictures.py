"""Poster and pictures of a film."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.pictures import PosterForm, StillForm
from ouvreuse.backoffice.films.views.films import READ, SECTION, found
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.catalogue.actions import add_still, remove_poster, remove_still, set_poster
from ouvreuse.catalogue.errors import CatalogueError, PictureFault, PictureRefused
from ouvreuse.catalogue.queries import stills
from ouvreuse.catalogue.rules.pictures import MOST_BYTES
from ouvreuse.catalogue.words import say as words
from ouvreuse.ui.uploads import refused

POSTER, STILL = "poster", "still"


@require_http_methods(READ)
@requires("edit_films")
def pictures(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """The page of the pictures; a POST brings one: ``kind`` poster or still."""
    row = found(film)
    kind = request.POST.get("kind", POSTER)
    forms: dict[str, Any] = {POSTER: PosterForm(prefix=POSTER), STILL: StillForm(prefix=STILL)}
    status = 200
    if request.method == "POST":
        form_class = StillForm if kind == STILL else PosterForm
        form = form_class(request.POST, request.FILES, prefix=STILL if kind == STILL else POSTER)
        keep = add_still if kind == STILL else set_poster
        if refused(request):
            form.is_valid()
            form.errors["file"] = form.error_class([_heavy()])
        elif form.is_valid() and _kept(form, keep, film=film, staff=staff):
            said = _("The picture is added.") if kind == STILL else _("The poster is in place.")
            say(request, said)
            return see(reverse("backoffice:film_pictures", args=[film]))
        forms[STILL if kind == STILL else POSTER], status = form, 422
    facts = {"film": row, "poster_form": forms[POSTER], "still_form": forms[STILL], "stills": _stills(film)}
    return show(request, "backoffice/films/pictures.html", facts, staff=staff, section=SECTION, status=status)


def _kept(form: Any, keep: Callable[..., object], *, film: int, staff: Staff) -> bool:
    try:
        keep(
            film,
            data=form.cleaned_data["file"].read(MOST_BYTES + 1),
            alt_fr=form.cleaned_data["alt_fr"],
            alt_en=form.cleaned_data["alt_en"],
            actor=staff.user,
        )
    except CatalogueError as refusal:
        form.add_error("file", words(refusal, language=get_language() or "fr"))
        return False
    return True


def _heavy() -> str:
    heavy = PictureRefused(PictureFault.HEAVY, most=MOST_BYTES // 1_000_000)
    return words(heavy, language=get_language() or "fr")


def _stills(film: int) -> list[tuple[Any, str]]:
    language = get_language() or "fr"
    return [(still, still.alt(language)) for still in stills(film)]


@require_POST
@requires("edit_films")
def poster_remove(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """Take the poster away."""
    row = found(film)
    if remove_poster(row.id, actor=staff.user):
        say(request, _("The poster is taken away: a drawing stands in for it."))
    return see(reverse("backoffice:film_pictures", args=[film]))


@require_POST
@requires("edit_films")
def still_remove(request: HttpRequest, *, staff: Staff, film: int, still: int) -> HttpResponse:
    """Take a picture away."""
    if remove_still(still, film=found(film).id, actor=staff.user):
        say(request, _("The picture is taken away."))
    return see(reverse("backoffice:film_pictures", args=[film]))
