"""The screens of a cinema: the list, one of them, what it is, its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.editing import edit
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.backoffice.venues import presenters
from ouvreuse.backoffice.venues.forms import ScreenForm
from ouvreuse.programme.actions import close_screen
from ouvreuse.programme.errors import ScreenNeeded
from ouvreuse.ui.tables import Listing
from ouvreuse.venues import actions
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.models import Screen, SeatBlock
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.words import say as words


@require_safe
@requires("see_venue")
def screens(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """The list of the screens."""
    here = cinema_here(staff, cinema)
    listing = Listing(
        request.GET, name=f"{here.slug}-screens", columns=presenters.screen_columns(here),
        rows=presenters.screens_of_cinema(here), order=("number", "id"), zone=here.zone,
        empty=_("No screen yet."),
    )  # fmt: skip
    if listing.export is not None:
        return listing.export
    facts = {
        "listing": listing, "here": here, "faults": list(presenters.open_faults(here)),
        "may_edit": staff.rights.may("edit_venue", cinema=here.id),
    }  # fmt: skip
    return show(request, "backoffice/venues/screens.html", facts, staff=staff, cinema=here, section="venue")


@require_safe
@requires("see_venue")
def screen(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """One screen: what it is, its plans, its seats off sale, its faults."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    facts = {
        "here": here, "screen": row, "versions": list(presenters.versions_of(row.id)[:50]),
        "faults": list(presenters.open_faults(here, screen=row.id)),
        "blocks": SeatBlock.objects.filter(screen_id=row.id, ended_at=None).count(),
        "may_edit": staff.rights.may("edit_venue", cinema=here.id),
    }  # fmt: skip
    return show(request, "backoffice/venues/screen.html", facts, staff=staff, cinema=here, section="venue")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_venue")
def new_screen(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """A screen more."""
    here = cinema_here(staff, cinema)
    return _edited(request, staff, here, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_venue")
def edit_screen(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """What a screen is."""
    here = cinema_here(staff, cinema)
    return _edited(request, staff, here, presenters.screen_here(here, screen))


def _edited(request: HttpRequest, staff: Staff, here: CinemaView, row: Screen | None) -> HttpResponse:
    status, form = 200, None
    if request.method == "POST":
        done = edit(
            ScreenForm, row=row.id if row else None, posted=request.POST, staff=staff,
            verb="edit_screen" if row else "create_screen", subject="screen", cinema=here.id,
            among=Screen.objects.filter(cinema_id=here.id).order_by(),
            of_cinema=here.id,
        )  # fmt: skip
        status, form = done.status, done.form
        if done.saved is not None:
            say(request, _("The screen is saved."))
            return see(_url(here, Screen.objects.only("number").get(pk=done.saved.pk).number))
    first = (
        Screen.objects.filter(cinema_id=here.id).order_by("-number").values_list("number", flat=True).first()
    )
    initial = {} if row else {"number": (first or 0) + 1, "formats": ["2D"]}
    form = form or ScreenForm(instance=row, initial=initial, of_cinema=here.id)
    facts = {"form": form, "here": here, "screen": row}
    return show(
        request,
        "backoffice/venues/screen_form.html",
        facts,
        staff=staff,
        cinema=here,
        section="venue",
        status=status,
    )


@require_POST
@requires("edit_venue")
def end_screen(request: HttpRequest, *, staff: Staff, cinema: str, screen: int) -> HttpResponse:
    """Close a screen, open it again, or delete one made by mistake."""
    here = cinema_here(staff, cinema)
    row = presenters.screen_here(here, screen)
    do = request.POST.get("do", "")
    try:
        if do == "close":
            close_screen(row.id, actor=staff.user)
            undo = Undo(reverse("backoffice:screen_end", args=[here.slug, row.number]), {"do": "reopen"})
            say(request, _("The screen is closed: nothing more is planned."), undo=undo)
        elif do == "reopen":
            actions.reopen_screen(row.id, actor=staff.user)
            say(request, _("Screenings may be planned here again."))
        elif do == "delete":
            actions.delete_screen(row.id, actor=staff.user)
            say(request, _("The screen is deleted."))
            return see(reverse("backoffice:venue", args=[here.slug]))
        else:
            return HttpResponse(
                _("Nothing to do was named."), status=400, content_type="text/plain; charset=utf-8"
            )
    except ScreenNeeded as problem:
        say(request, presenters.standing_words(problem, here), kind="bad")
    except VenueError as problem:
        say(request, words(problem, language=get_language() or "fr"), kind="bad")
    return see(_url(here, row.number))


def _url(here: CinemaView, number: int) -> str:
    return reverse("backoffice:screen", args=[here.slug, number])
