"""A shift: opened with its float, closed with a blind count; its report is paper too."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouvreuse.counter.access import Staff, requires
from ouvreuse.counter.amounts import cents_of
from ouvreuse.counter.place import Desk, desk_here
from ouvreuse.counter.refusals import sentence
from ouvreuse.counter.shift.presenters import Report, report_lines, report_of
from ouvreuse.payments import actions, flows
from ouvreuse.payments.errors import BadCount, NoOpenShift, PaymentError, PrinterMissing
from ouvreuse.payments.queries.drawer import ShiftView, shift_view, shifts_of, tills_of
from ouvreuse.payments.rules.drawer import EUROS, MOST_PIECES
from ouvreuse.ui.documents.escpos import Roll, report_roll

ACTION = "sell_tickets"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def shift(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """One's own till, or the tills one may open; posted, it is opened."""
    desk = desk_here(staff, cinema)
    if request.method != "POST":
        return _page(request, desk)
    till = request.POST.get("till", "")
    try:
        opened = actions.open_shift(
            int(till) if till.isdecimal() and len(till) < 9 else None, cinema=desk.cinema.id, user=staff.user,
            float_cents=cents_of(request.POST.get("float", "")),
        )  # fmt: skip
    except PaymentError as error:
        return _page(request, desk, error=sentence(error), typed=request.POST, status=error.status)
    del opened
    return _see(desk.url("sell"))


@require_safe
@requires(ACTION)
def report(request: HttpRequest, *, staff: Staff, cinema: str, shift: UUID) -> HttpResponse:
    """What happened in a shift; while it is open its sums are for those who see the figures."""
    desk = desk_here(staff, cinema)
    return _report(request, desk, _found(desk, shift))


@require_POST
@requires(ACTION)
def move(request: HttpRequest, *, staff: Staff, cinema: str, shift: UUID) -> HttpResponse:
    """Cash put into the drawer or taken out of it."""
    desk = desk_here(staff, cinema)
    found = _found(desk, shift)
    try:
        amount = cents_of(request.POST.get("amount", ""))
        if request.POST.get("way") == "out":
            amount = -amount
        _require_hold(desk, found)
        actions.move_cash(found.id, user=staff.user, amount=amount, reason=request.POST.get("reason", ""))
    except PaymentError as error:
        return _page(request, desk, error=sentence(error), typed=request.POST, status=error.status)
    return _see(desk.url("shift"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACTION)
def close(request: HttpRequest, *, staff: Staff, cinema: str, shift: UUID) -> HttpResponse:
    """The blind count: coins and notes; what should be there is told once it is written down."""
    desk = desk_here(staff, cinema)
    found = _found(desk, shift)
    if request.method != "POST":
        if found.closed_at is not None:
            return _see(desk.url("report", shift=found.id))
        return _count(request, desk, found)
    try:
        counts = _counts(request.POST)
        _require_hold(desk, found)
        actions.close_shift(found.id, user=staff.user, counts=counts, note=request.POST.get("note", ""))
    except NoOpenShift:
        return _see(desk.url("report", shift=found.id))
    except PaymentError as error:
        return _count(request, desk, found, error=sentence(error), typed=request.POST, status=error.status)
    return _see(desk.url("report", shift=found.id))


@require_POST
@requires(ACTION)
def print_report(request: HttpRequest, *, staff: Staff, cinema: str, shift: UUID) -> HttpResponse:
    """The report on the till's roll."""
    desk = desk_here(staff, cinema)
    found = _found(desk, shift)
    made = report_of(found, sums=found.closed_at is not None or desk.sees_figures)
    printer = (desk.shift or found).till.printer
    try:
        if not printer.host:
            raise PrinterMissing
        lines, title = report_lines(made, desk)
        flows.print_at(printer, data=report_roll(lines, roll=Roll(printer.paper), title=title))
    except PaymentError as error:
        return _report(request, desk, found, error=sentence(error), status=error.status)
    return _see(desk.url("report", shift=found.id))


def _found(desk: Desk, shift: UUID) -> ShiftView:
    found = shift_view(shift, cinema=desk.cinema.id)
    if found is None:
        raise Http404
    return found


def _require_hold(desk: Desk, shift: ShiftView) -> None:
    """A drawer is its person's; one who sees the figures may close it for them. Raises ``NoOpenShift``."""
    if shift.user != desk.staff.user and not desk.sees_figures:
        raise NoOpenShift


def _counts(data: QueryDict) -> dict[int, int]:
    counts: dict[int, int] = {}
    for value in EUROS:
        typed = (data.get(f"c{value}") or "0").strip()
        if not (typed.isascii() and typed.isdigit()) or int(typed) > MOST_PIECES:
            raise BadCount
        counts[value] = int(typed)
    if data.get("counted") != "1":
        raise BadCount
    return counts


def _see(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


def _page(
    request: HttpRequest, desk: Desk, *, error: str = "", typed: QueryDict | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "desk": desk,
        "part": "shift",
        "tills": tills_of(desk.cinema.id),
        "shifts": shifts_of(desk.cinema.id, user=None if desk.sees_figures else desk.staff.user),
        "report": report_of(desk.shift, sums=desk.sees_figures) if desk.shift else None,
        "error": error,
        "typed": typed or QueryDict(),
    }
    return render(request, "counter/shift/shift.html", facts, status=status)


def _count(
    request: HttpRequest,
    desk: Desk,
    shift: ShiftView,
    *,
    error: str = "",
    typed: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    pieces = [(value, (typed or QueryDict()).get(f"c{value}", "")) for value in EUROS]
    facts = {
        "desk": desk,
        "part": "shift",
        "shift": shift,
        "notes": [each for each in pieces if each[0] >= 500],
        "coins": [each for each in pieces if each[0] < 500],
        "note": (typed or QueryDict()).get("note", ""),
        "error": error,
    }
    return render(request, "counter/shift/close.html", facts, status=status)


def _report(
    request: HttpRequest, desk: Desk, shift: ShiftView, *, error: str = "", status: int = 200
) -> HttpResponse:
    made: Report = report_of(shift, sums=shift.closed_at is not None or desk.sees_figures)
    facts = {"desk": desk, "part": "shift", "report": made, "error": error, "title": _("Report of the till")}
    return render(request, "counter/shift/report.html", facts, status=status)
