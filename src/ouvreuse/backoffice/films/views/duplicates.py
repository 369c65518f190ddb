"""Films that are in the catalogue twice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.films.forms.film import FilmForm
from ouvreuse.backoffice.films.views.films import READ, SECTION, found, may
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking.actions import merge_films
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.words import say as words
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.queries import duplicates, films_alike
from ouvreuse.kernel import text


@require_safe
@requires("edit_films")
def duplicate_index(request: HttpRequest, *, staff: Staff) -> HttpResponse:
    """Pairs that may be one film."""
    facts = {"pairs": duplicates(), **may(staff)}
    return show(request, "backoffice/films/duplicates.html", facts, staff=staff, section=SECTION)


@require_http_methods(READ)
@requires("edit_films")
def merge(request: HttpRequest, *, staff: Staff, film: int) -> HttpResponse:
    """Choose the other row, see what becoming one does, do it."""
    keep = found(film)
    wanted = request.POST.get("drop") or request.GET.get("drop") or ""
    facts: dict[str, object] = {"film": keep, "q": request.GET.get("q", "")}
    status = 200
    if wanted:
        drop = found(int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else None
        if drop is None:
            raise Http404
        facts["drop"] = drop
        try:
            if request.method == "POST":
                done = merge_films(keep.id, drop=drop.id, actor=staff.user)
                say(request, _("“%(title)s” is one film now.") % {"title": done.kept})
                return see(reverse("backoffice:film", args=[keep.id]))
            merged = merge_films(keep.id, drop=drop.id, dry_run=True, actor=staff.user)
            facts["merged"] = merged
            facts["filled"] = [_label(name) for name in merged.filled]
        except BookingError as refusal:
            facts["refusal"], status = words(refusal, language=get_language() or "fr"), 409
    else:
        status = 422 if request.method == "POST" else 200
        facts["candidates"] = _candidates(keep, str(facts["q"]))
    return show(request, "backoffice/films/merge.html", facts, staff=staff, section=SECTION, status=status)


def _label(name: str) -> str:
    """A fact as the form of a film calls it."""
    fields = FilmForm.base_fields
    field = fields.get(name) or fields[name.removesuffix("_id")]
    return str(field.label)


def _candidates(keep: Film, typed: str) -> list[tuple[int, str]]:
    """Films that are called alike, or as somebody typed."""
    alike = films_alike(title=keep.title, visa=keep.visa_number, tmdb_id=keep.tmdb_id, year=None)
    found_here = {each.id: f"{each.title} ({each.year})" if each.year else each.title for each in alike}
    if key := text.title_key(typed) if typed else "":
        for row in Film.objects.filter(sort_key__contains=key).order_by("sort_key", "id")[:20]:
            found_here[row.id] = str(row)
    found_here.pop(keep.id, None)
    return list(found_here.items())
