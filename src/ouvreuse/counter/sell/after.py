"""After the sale: what was sold, the change, the ticket; and a terminal that has not answered yet."""

from __future__ import annotations

import contextlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import BookingError, OrderUnknown
from ouvreuse.booking.queries import OrderView, order_by_code, order_view
from ouvreuse.booking.queries.counter import prints_of
from ouvreuse.counter.access import Staff, requires
from ouvreuse.counter.amounts import cents_of
from ouvreuse.counter.place import Desk, desk_here, french
from ouvreuse.counter.refusals import Refused, sentence, status_of
from ouvreuse.counter.sell.views import ACTION, NOTES, print_first
from ouvreuse.kernel.ids import show_code
from ouvreuse.payments.errors import PaymentError, PrinterMissing
from ouvreuse.payments.queries import payments_of
from ouvreuse.payments.queries.drawer import payment_given
from ouvreuse.payments.words import WORDS as PAYMENT_WORDS
from ouvreuse.ui.documents.render import tickets_pdf


@require_safe
@requires(ACTION)
def sold(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The order that was just sold, or the terminal's answer that is awaited."""
    desk = desk_here(staff, cinema)
    return _page(request, desk, _order(desk, order))


@require_POST
@requires(ACTION)
def terminal(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """What the terminal said: taken, or declined and the seats are free again."""
    desk = desk_here(staff, cinema)
    found = _order(desk, order)
    said = request.POST.get("said", "")
    if said not in ("taken", "declined"):
        return _page(request, desk, found, status=422)
    try:
        outcome = actions.terminal_said(found, taken=said == "taken", actor=staff.user)
    except Refused as error:
        return _page(request, desk, found, error=sentence(error), status=status_of(error))
    if outcome.state == "confirmed":
        print_first(desk, found)
    return _see(desk, found)


@require_POST
@requires(ACTION)
def print_again(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The tickets on the till's roll again; what may have come out before is marked as a duplicate."""
    desk = desk_here(staff, cinema)
    found = _order(desk, order)
    try:
        if desk.shift is None:
            raise PrinterMissing
        flows.print_tickets(found, till=desk.shift.till.printer, actor=staff.user)
    except PrinterMissing as error:
        return _page(request, desk, found, error=sentence(error), status=409)
    except PaymentError:
        return _see(desk, found)  # written down: the page tells it
    except BookingError as error:
        return _page(request, desk, found, error=sentence(error), status=error.status)
    return _see(desk, found)


@require_POST
@requires(ACTION)
def sheet(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The tickets as an A4 sheet, for any printer."""
    desk = desk_here(staff, cinema)
    found = _order(desk, order)
    try:
        printing = actions.begin_print(
            found, way="sheet", actor=staff.user, language=(get_language() or "fr")[:2]
        )
    except BookingError as error:
        return _page(request, desk, found, error=sentence(error), status=error.status)
    assert printing is not None  # noqa: S101 - only a first print may be none
    drawn = tickets_pdf(printing.sheet)
    actions.record_print(printing.id, outcome="done")
    name = f"{'billets' if french() else 'tickets'}-{order}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


@require_POST
@requires(ACTION)
def mail(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The tickets to an address the customer dictates."""
    desk = desk_here(staff, cinema)
    found = _order(desk, order)
    try:
        actions.mail_tickets(found, email=request.POST.get("email", "")[:254], actor=staff.user)
    except BookingError as error:
        return _page(request, desk, found, error=sentence(error), status=error.status)
    return _see(desk, found)


def _order(desk: Desk, code: str) -> UUID:
    try:
        return order_by_code(code, cinemas=[desk.cinema.id])
    except OrderUnknown as problem:
        raise Http404 from problem


def _see(desk: Desk, order: UUID) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": desk.url("sold", order=order_view(order).code)})


def _page(
    request: HttpRequest, desk: Desk, order: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    view = order_view(order)
    prints = prints_of(order)
    rolls = [each for each in prints if each.way == "roll"]
    trouble = rolls[-1].error if rolls and rolls[-1].outcome in ("failed", "unknown") else ""
    given = _given(request, order)
    facts = {
        "desk": desk,
        "part": "sell",
        "order": view,
        "show": view.shows[0].facts if view.shows else None,
        "code": show_code(view.code),
        "proofs": _proofs(view),
        "given": given,
        "change": None if given is None or given < view.total else given - view.total,
        "notes": [note for note in NOTES if note > view.total],
        "prints": prints,
        "printed": any(each.outcome == "done" for each in prints),
        "trouble": PAYMENT_WORDS[trouble][0 if french() else 1] if trouble in PAYMENT_WORDS else "",
        "printer": bool(desk.shift and desk.shift.till.printer.host),
        "unheard": any(p.means == "terminal" and p.state != "succeeded" for p in payments_of(order)),
        "error": error,
    }
    return render(request, "counter/sell/sold.html", facts, status=status)


def _given(request: HttpRequest, order: UUID) -> int | None:
    """The cash handed over, as told at the sale or asked on this page."""
    with contextlib.suppress(PaymentError):
        if "given" in request.GET:
            return cents_of(request.GET["given"])
    return payment_given(order)


def _proofs(view: OrderView) -> list[str]:
    return list(
        dict.fromkeys(filter(None, (t.proof_fr if french() else t.proof_en for t in view.tickets if t.valid)))
    )
