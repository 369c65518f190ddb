"""How many places of a screening on sale the web may sell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.screenings.forms import QuotaForm
from ouvreuse.backoffice.screenings.here import SECTION, screening_here, sentence
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries.left import taken_through
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.rules.changing import SeatHeld
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.quotas import WEB, quotas_of


@dataclass(frozen=True, slots=True)
class WebShare:
    """What the web may sell of a screening and has sold. ``released_at``: when the number counts no more."""

    quota: int
    taken: int
    released_at: datetime
    released: bool


def web_share(facts: ScreeningFacts, held: Iterable[SeatHeld]) -> WebShare | None:
    """The share of the web, None where it may sell every place; one statement."""
    row = Screening.objects.only("quotas", "quota_release_min").get(id=facts.id)
    quotas = quotas_of(row.quotas, row.quota_release_min)
    if quotas.web is None:
        return None
    released_at = facts.starts_at - timedelta(minutes=quotas.release_min)
    taken = sum(seat.through == WEB for seat in held)
    return WebShare(quotas.web, taken, released_at, not quotas.in_force(facts.starts_at, now=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("change_sold")
def quota(request: HttpRequest, *, staff: Staff, cinema: str, screening: int) -> HttpResponse:
    """Say it; what is taken already is never taken back."""
    here, facts = screening_here(staff, cinema, screening)
    row = Screening.objects.get(id=screening)
    before = quotas_of(row.quotas, row.quota_release_min)
    form, error = QuotaForm(request.POST if request.method == "POST" else None, initial=_first(row)), ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.set_quotas(
                screening, quotas=form.quotas(before), seen=form.cleaned_data["edits"],
                actor=staff.user, actor_label="staff",
            )  # fmt: skip
            say(request, _("The places on the web are saved.") if changed else _("Nothing has changed."))
            return see(reverse("backoffice:screening", args=[here.slug, screening]))
        except BookingError as problem:
            error = sentence(problem)
            row.refresh_from_db()
            if problem.reason == "meanwhile":
                form = QuotaForm(None, initial=_first(row))
    page = {
        "facts": facts, "form": form, "error": error, "taken": taken_through(WEB, screening=screening),
    }  # fmt: skip
    return show(
        request, "backoffice/screenings/quota.html", page, staff=staff, cinema=here, section=SECTION,
        status=422 if error or form.errors else 200,
    )  # fmt: skip


def _first(row: Screening) -> dict[str, Any]:
    quotas = quotas_of(row.quotas, row.quota_release_min)
    return {"edits": row.edits, "web_quota": quotas.web, "quota_release": quotas.release_min}
