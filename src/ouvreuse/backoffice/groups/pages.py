"""The page of one group, drawn after whatever was tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.groups.forms import KINDS, STATES, CountForm, DayForm, ReasonForm
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking.actions.admission import OPENS_BEFORE
from ouvreuse.booking.models import GroupBooking, GroupClass
from ouvreuse.booking.queries.group_papers import invoice_number
from ouvreuse.booking.queries.groups import (
    KEEPING,
    GroupLine,
    classes_of,
    groups_here,
    kept_for,
    lines_of_group,
)
from ouvreuse.kernel import clock
from ouvreuse.venues.queries import CinemaView

SECTION = "groups"


def found_group(here: CinemaView, group: int) -> GroupBooking:
    """A booking of this cinema; another's is not found: ``Http404`` (BO-01)."""
    row = groups_here(here.id).filter(id=group).first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A booking with what can be done with it now; sums in cents."""

    row: GroupBooking
    kind: str
    state: str
    quoted: int
    kept: int
    lacking: int
    classes: list[GroupClass]
    lines: list[GroupLine]
    came: int
    total: int
    invoice: str
    may_edit: bool
    may_change: bool
    may_option: bool
    may_confirm: bool
    may_count: bool
    counts_later: bool
    may_close: bool
    may_invoice: bool
    may_cancel: bool


def group_page(staff: Staff, here: CinemaView, row: GroupBooking) -> GroupPage:
    """What the page of a booking shows to this person."""
    now, state, expected = clock.now(), row.state, row.pupils + row.companions
    screening, classes, lines = row.screening, classes_of(row.id), lines_of_group(row.id)
    kept = len(kept_for(row.id).places)
    standing = [each for each in classes if each.taken_back_at is None]
    came = sum(each.pupils + each.companions for each in standing)
    ended = screening is None or screening.state == "cancelled" or screening.ends_at <= now
    may = staff.rights.may("sell_tickets", cinema=here.id)
    invoice = getattr(row, "invoice", None)
    return GroupPage(
        row=row, kind=str(dict(KINDS)[row.kind]), state=str(dict(STATES)[state]),
        quoted=row.pupils * row.unit_cents[0] + row.companions * row.unit_cents[1],
        kept=kept, lacking=max(0, expected - kept) if state in KEEPING and not classes else 0,
        classes=classes, lines=lines, came=came, total=sum(line.gross for line in lines),
        invoice=invoice_number(invoice) if invoice else "", may_edit=may,
        may_change=may and not classes and state not in ("cancelled", "counted"),
        may_option=may and not ended and state in ("quote", "expired", "option"),
        may_confirm=may and not ended and state in ("quote", "expired", "option"),
        may_count=may and not ended and state == "confirmed" and screening is not None
        and screening.starts_at - OPENS_BEFORE <= now,
        counts_later=state == "confirmed" and screening is not None and now < screening.starts_at - OPENS_BEFORE,
        may_close=may and state == "confirmed" and bool(standing),
        may_invoice=may and state == "counted" and ended and not invoice and bool(lines),
        may_cancel=may and not standing and state not in ("cancelled", "counted"),
    )  # fmt: skip


def group_answer(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    row: GroupBooking,
    *,
    error: str = "",
    status: int = 200,
    **typed: forms.Form,
) -> HttpResponse:
    """The booking, with what was refused and what was typed."""
    day = (clock.now() + timedelta(days=7)).astimezone(ZoneInfo(here.zone)).date()
    facts = {
        "page": group_page(staff, here, row),
        "group": row,
        "error": error,
        "option": typed.get("option") or DayForm(initial={"day": day}, auto_id="option_%s"),
        "count": typed.get("count") or CountForm(auto_id="count_%s"),
        "cancel": typed.get("cancel") or ReasonForm(auto_id="cancel_%s"),
        "take_back": typed.get("take_back") or ReasonForm(auto_id="back_%s"),
    }
    return show(
        request,
        "backoffice/groups/group.html",
        facts,
        staff=staff,
        cinema=here,
        section=SECTION,
        status=status,
    )
