"""What does not work, said on the screenings at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.venues import presenters
from ouvreuse.backoffice.venues.forms import FaultForm, local_text
from ouvreuse.kernel import clock
from ouvreuse.venues import actions
from ouvreuse.venues.errors import VenueError
from ouvreuse.venues.models import Fault
from ouvreuse.venues.queries import screens_of
from ouvreuse.venues.words import say as words


@require_http_methods(["GET", "HEAD", "POST"])
@requires("report_fault")
def faults(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The faults that are not mended, and the form that reports one."""
    here = cinema_here(staff, cinema)
    screens = [(str(each.id), f"{each.number} · {each.name}") for each in screens_of(here.id)]
    status = 200
    if request.method == "POST":
        form = FaultForm(request.POST, screens=screens, zone=here.zone)
        if form.is_valid() and _told(form, staff):
            say(request, _("Said on the screenings concerned."))
            return see(reverse("backoffice:faults", args=[here.slug]))
        status = 422
    else:
        initial = {"starts_at": local_text(clock.now(), here.zone), "screen": request.GET.get("screen", "")}
        form = FaultForm(screens=screens, zone=here.zone, initial=initial)
    facts = {
        "here": here, "form": form, "faults": list(presenters.open_faults(here)), "screens": screens,
        "mended": list(
            Fault.objects.filter(screen__cinema_id=here.id, closed_at__isnull=False)
            .select_related("screen").order_by("-closed_at")[:20]
        ),
    }  # fmt: skip
    return show(
        request,
        "backoffice/venues/faults.html",
        facts,
        staff=staff,
        cinema=here,
        section="faults",
        status=status,
    )


def _told(form: FaultForm, staff: Staff) -> bool:
    facts = form.cleaned_data
    try:
        actions.report_fault(
            int(facts["screen"]), kind=facts["kind"], starts_at=facts["starts_at"], ends_at=facts["ends_at"],
            receivers=facts["receivers"], note_fr=facts["note_fr"], note_en=facts["note_en"], by=staff.name,
            actor=staff.user,
        )  # fmt: skip
    except VenueError as problem:
        field = {"dates": "ends_at", "words": "note_fr"}.get(problem.reason, "kind")
        form.add_error(field, words(problem, language=get_language() or "fr"))
        return False
    return True


@require_POST
@requires("report_fault")
def close(request: HttpRequest, *, staff: Staff, cinema: str, fault: int) -> HttpResponse:
    """It works again."""
    here = cinema_here(staff, cinema)
    if Fault.objects.filter(id=fault, screen__cinema_id=here.id).exists():
        if actions.close_fault(fault, by=staff.name, actor=staff.user):
            say(request, _("Mended: nothing is said of it any more."))
        return see(reverse("backoffice:faults", args=[here.slug]))
    return HttpResponse(status=404)
