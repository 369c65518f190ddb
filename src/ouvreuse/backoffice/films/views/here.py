"""A film in one cinema: its own words, its own place in the programme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.films.forms.here import HereForm
from ouvreuse.backoffice.films.views.films import READ, SECTION, found
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.catalogue.models import CinemaFilm


@require_http_methods(READ)
@requires("edit_films")
def film_here(request: HttpRequest, *, staff: Staff, cinema: str, film: int) -> HttpResponse:
    """What this cinema says of the film instead of the chain."""
    place, shown = cinema_here(staff, cinema), found(film)
    row = CinemaFilm.objects.filter(cinema_id=place.id, film=shown).first()
    if row is None and request.method == "POST":
        row, _made = CinemaFilm.objects.get_or_create(cinema_id=place.id, film=shown)
    form: Any = HereForm(instance=row or CinemaFilm(cinema_id=place.id, film=shown))
    status = 200
    if row is not None and request.method == "POST":
        done = edit(
            HereForm,
            row=row.id,
            posted=request.POST,
            staff=staff,
            verb="edit_film_here",
            subject="cinema_film",
            cinema=place.id,
        )
        if done.saved is not None:
            say(request, _("Saved for %(cinema)s.") % {"cinema": place.name})
            return see(reverse("backoffice:film", args=[film]))
        form, status = done.form, done.status
    facts = {
        "form": form,
        "title": _("“%(title)s”, %(cinema)s") % {"title": shown.title, "cinema": place.name},
        "back": reverse("backoffice:film", args=[film]),
        "up": shown.title,
    }
    return show(
        request,
        "backoffice/films/plain_form.html",
        facts,
        staff=staff,
        cinema=place,
        section=SECTION,
        status=status,
    )
