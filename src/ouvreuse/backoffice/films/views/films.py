"""The list, a film, and its form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.film import FilmForm
from ouvreuse.backoffice.films.listing import film_list
from ouvreuse.backoffice.films.presenters import film_board
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking.actions import retime_film
from ouvreuse.catalogue.models import Distributor, Film
from ouvreuse.ui.tables import Listing

SECTION = "films"
READ = ["GET", "HEAD", "POST"]


@require_safe
@requires("see_films")
def film_index(request: HttpRequest, *, staff: Staff) -> HttpResponseBase:
    """All films of the chain."""
    listing = film_list(request.GET, zone="Europe/Paris")
    if (file := listing.export) is not None:
        return file
    facts = {"listing": listing, **may(staff)}
    return show(request, "backoffice/films/list.html", facts, staff=staff, section=SECTION)


@require_safe
@requires("see_films")
def film_page(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """One film with all that hangs on it."""
    board = film_board(found(film), staff=staff)
    facts = {"board": board, "film": board.film, **may(staff)}
    return show(request, "backoffice/films/film.html", facts, staff=staff, section=SECTION)


@require_http_methods(READ)
@requires("edit_films")
def film_new(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """A new film."""
    return _form(request, staff, None)


@require_http_methods(READ)
@requires("edit_films")
def film_edit(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """A film's facts."""
    return _form(request, staff, found(film))


def _form(request: HttpRequest, staff: Staff, film: Film | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        done = edit(
            FilmForm,
            row=film.pk if film else None,
            posted=request.POST,
            staff=staff,
            verb="edit_film" if film else "add_film",
            subject="film",
        )
        if done.saved is not None:
            return _saved(request, staff, done.saved)
        form, status = done.form, done.status
    else:
        form = FilmForm(instance=film, initial=None if film else {"kind": "film", "classification": "TP"})
    facts = {"form": form, "film": film, "distributors": _names_of_distributors()}
    return show(request, "backoffice/films/edit.html", facts, staff=staff, section=SECTION, status=status)


def _saved(request: HttpRequest, staff: Staff, film: Any) -> HttpResponse:
    say(request, _("“%(title)s” is saved.") % {"title": film.title})
    if film.kind == Film.Kind.FILM and not film.visa_number:
        say(request, _("It has no visa: the weekly return will ask for it."), kind="warn")
    if "retime" in request.POST:
        told = retime_film(film.id, actor=staff.user)
        if told.done:
            words = ngettext(
                "%(count)s screening not yet on sale has its new times.",
                "%(count)s screenings not yet on sale have their new times.",
                len(told.done),
            )
            say(request, words % {"count": len(told.done)})
        left = len(told.clashing) + len(told.on_sale)
        if left:
            words = ngettext(
                "%(count)s screening keeps its times: look at it below.",
                "%(count)s screenings keep their times: look at them below.",
                left,
            )
            say(request, words % {"count": left}, kind="warn")
    return see(reverse("backoffice:film", args=[film.id]))


def _names_of_distributors() -> list[str]:
    return list(Distributor.objects.order_by("key").values_list("name", flat=True)[:1000])


def found(film: int) -> Film:
    """The film of an address."""
    row = Film.objects.select_related("distributor", "poster").filter(id=film).first()
    if row is None:
        raise Http404
    return row


def may_edit(staff: Staff) -> bool:
    """Whether the person may change films."""
    return bool(staff.rights.cinemas_for("edit_films"))


def may(staff: Staff) -> dict[str, bool]:
    """What the section's pages show by the person's rights: changes, and the terms of contracts, which are figures."""
    return {"may_edit": may_edit(staff), "may_see_terms": bool(staff.rights.cinemas_for("see_figures"))}


def plain_list(
    request: HttpRequest, staff: Staff, listing: Listing, *, part: str, title: str, **more: object
) -> HttpResponseBase:
    """A list of the section and nothing else: its page or, when the address asks for it, its file."""
    if (file := listing.export) is not None:
        return file
    facts = {"listing": listing, **may(staff), "part": part, "title": title, **more}
    return show(request, "backoffice/films/plain_list.html", facts, staff=staff, section=SECTION)
