"""Versions of a film: added, put right, retired; deleted only while nothing was ever planned in them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.accounts import actions as accounts
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.version import VersionForm
from ouvreuse.backoffice.films.views.films import READ, SECTION, found
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking.queries.film_effects import version_is_public
from ouvreuse.catalogue.errors import VersionShown
from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.catalogue.words import say as words
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening


@require_http_methods(READ)
@requires("edit_films")
def version_new(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """Add a version."""
    return _form(request, staff, found(film), None)


@require_http_methods(READ)
@requires("edit_films")
def version_edit(request: HttpRequest, *, staff: Staff, film: int, film_version: int) -> HttpResponse:
    """Put a version right, while the public has not been told of it."""
    return _form(request, staff, found(film), _version(film, film_version))


def _form(request: HttpRequest, staff: Staff, film: Film, version: FilmVersion | None) -> HttpResponse:
    public = version is not None and version_is_public(version.id)
    form, status = VersionForm(instance=version, film=film), 200
    if version is None:
        form.initial.update({"audio": "fr", "original": True, "format": "2D"})
    if request.method == "POST" and not public:
        done = edit(
            VersionForm,
            row=version.id if version else None,
            posted=request.POST,
            staff=staff,
            verb="edit_version" if version else "add_version",
            subject="version",
            among=FilmVersion.objects.filter(film=film),
            film=film,
        )
        if done.saved is not None:
            say(request, _("The version %(version)s is saved.") % {"version": str(done.saved)})
            return see(reverse("backoffice:film", args=[film.id]))
        form, status = done.form, done.status  # type: ignore[assignment]
    elif request.method == "POST":
        status = 409
    facts: dict[str, Any] = {
        "film": film,
        "version": version,
        "form": form,
        "public": public,
        "planned": version is not None and Screening.objects.filter(version=version).exists(),
    }
    return show(request, "backoffice/films/version.html", facts, staff=staff, section=SECTION, status=status)


@require_POST
@requires("edit_films")
def version_retire(request: HttpRequest, *, staff: Staff, film: int, film_version: int) -> HttpResponse:
    """Not offered any more when planning, or offered again."""
    with transaction.atomic():
        row = _version(film, film_version, lock=True)
        before = row.retired_at
        row.retired_at = None if before else clock.now()
        row.save(update_fields=["retired_at"])
        accounts.record(
            "retire_version" if row.retired_at else "restore_version",
            subject=f"version:{film_version}",
            actor=staff.user,
            actor_label="staff",
            facts={"film": film, "before": {"retired": bool(before)}, "after": {"retired": not before}},
        )
    text = (
        _("The version %(version)s is retired.") if row.retired_at else _("The version %(version)s is back.")
    )
    say(request, text % {"version": row.name})
    return see(reverse("backoffice:film", args=[film]))


@require_POST
@requires("edit_films")
def version_delete(request: HttpRequest, *, staff: Staff, film: int, film_version: int) -> HttpResponse:
    """Delete a version in which nothing was ever planned; the database refuses any other."""
    try:
        with transaction.atomic():
            row = _version(film, film_version, lock=True)
            name = row.name
            row.delete()
            accounts.record(
                "delete_version",
                subject=f"version:{film_version}",
                actor=staff.user,
                actor_label="staff",
                facts={"before": {"film": film, "version": name}},
            )
    except ProtectedError:
        refusal = words(VersionShown(version=name), language=get_language() or "fr")
        say(request, refusal, kind="bad")
        return see(reverse("backoffice:film_version", args=[film, film_version]))
    say(request, _("The version %(version)s is deleted.") % {"version": name})
    return see(reverse("backoffice:film", args=[film]))


def _version(film: int, version: int, *, lock: bool = False) -> FilmVersion:
    rows = FilmVersion.objects.select_for_update() if lock else FilmVersion.objects.all()
    row = rows.filter(id=version, film_id=film).first()
    if row is None:
        raise Http404
    return row
