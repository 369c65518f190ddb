"""How a page of the setup is drawn: its steps beside its questions."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.setup.presenters import in_words, steps
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking.queries.opening import opening
from ouvreuse.venues.queries import CinemaView, cinemas


def question_page(
    request: HttpRequest,
    template: str,
    facts: Mapping[str, object],
    *,
    staff: Staff,
    step: str = "",
    cinema: CinemaView | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of questions. Who works for one cinema only sees that cinema's steps."""
    missing = opening()
    about = cinema or next(iter(cinemas()), None)
    shown = [
        each for each in steps(missing, cinema=about, here=step)
        if staff.rights.operator or each.key in ("cinema", "screens", "rates")
    ]  # fmt: skip
    context = {
        **facts,
        "steps": shown,
        "step_here": step,
        "chain": staff.rights.operator,
        "missing": in_words(missing) if staff.rights.operator else [],
    }
    page = f"backoffice/setup/{template}.html"
    return show(request, page, context, staff=staff, cinema=cinema, section="settings", status=status)
