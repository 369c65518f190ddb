"""What is done with a group: option, confirmation, its end, the count at the door, the invoice, its letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.groups.forms import CountForm, DayForm, ReasonForm
from ouvreuse.backoffice.groups.pages import found_group, group_answer
from ouvreuse.backoffice.groups.refusals import Refused, sentence, status_of
from ouvreuse.backoffice.shell import notices
from ouvreuse.booking import actions

ACTION = "sell_tickets"


def _act(
    request: HttpRequest,
    staff: Staff,
    cinema: str,
    group: int,
    *,
    act: Callable[[forms.Form], object],
    said: str,
    form: forms.Form | None = None,
    name: str = "",
) -> HttpResponse:
    """Do it and go back to the group's page; refused, the page says why and keeps what was typed."""
    here = cinema_here(staff, cinema)
    row = found_group(here, group)
    asked = form or forms.Form(request.POST)
    typed: dict[str, Any] = {name: form} if form is not None else {}
    if not asked.is_valid():
        return group_answer(request, staff, here, row, status=422, **typed)
    try:
        act(asked)
    except Refused as error:
        return group_answer(
            request,
            staff,
            here,
            found_group(here, group),
            error=sentence(error),
            status=status_of(error),
            **typed,
        )
    notices.say(request, said)
    return notices.see(reverse("backoffice:group", kwargs={"cinema": here.slug, "group": row.id}))


@require_POST
@requires(ACTION)
def option(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """Keep its seats to the end of a day."""
    return _act(
        request, staff, cinema, group, said=_("The seats are kept."), name="option",
        form=DayForm(request.POST, auto_id="option_%s"),
        act=lambda form: actions.give_option(group, until=form.cleaned_data["day"], actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def confirm(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """The group comes."""
    return _act(
        request, staff, cinema, group, said=_("Confirmed: the seats are the group’s."),
        act=lambda _form: actions.confirm_group(group, actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def cancel(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """It does not come."""
    return _act(
        request, staff, cinema, group, said=_("The seats are free again."), name="cancel",
        form=ReasonForm(request.POST, auto_id="cancel_%s"),
        act=lambda form: actions.cancel_group(group, reason=form.cleaned_data["reason"], actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def count(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """A class is at the door: so many heads."""
    return _act(
        request, staff, cinema, group, said=_("Counted, and let in."), name="count",
        form=CountForm(request.POST, auto_id="count_%s"),
        act=lambda form: actions.count_class(group, **form.cleaned_data, actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def take_back(request: HttpRequest, *, staff: Staff, cinema: str, group: int, counted: int) -> HttpResponse:
    """A class was counted wrong."""
    row = found_group(cinema_here(staff, cinema), group)
    if not row.classes.filter(id=counted).exists():
        raise Http404
    return _act(
        request, staff, cinema, group, said=_("Taken back: its tickets are cancelled."), name="take_back",
        form=ReasonForm(request.POST, auto_id="back_%s"),
        act=lambda form: actions.take_back_class(
            counted, reason=form.cleaned_data["reason"], actor=staff.user
        ),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def close(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """Everybody is counted."""
    return _act(
        request, staff, cinema, group, said=_("The count is closed; seats nobody took are free again."),
        act=lambda _form: actions.close_group_count(group, actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def invoice(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """Make the invoice of who came."""
    return _act(
        request, staff, cinema, group, said=_("The invoice is made."),
        act=lambda _form: actions.invoice_group(group, actor=staff.user),
    )  # fmt: skip


@require_POST
@requires(ACTION)
def mail(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """Mail the invoice when there is one, else the quote."""
    row = found_group(cinema_here(staff, cinema), group)
    paper = "invoice" if hasattr(row, "invoice") else "quote"
    return _act(
        request, staff, cinema, group, said=_("It is on its way."),
        act=lambda _form: actions.mail_group_paper(group, paper=paper, actor=staff.user),
    )  # fmt: skip
