"""What the staff do with an order: send it again, correct its address, refund it, print it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ouvreuse.accounts.actions import authenticate
from ouvreuse.accounts.errors import AccountError
from ouvreuse.accounts.words import say as say_account
from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.orders.forms import AddressForm, RefundForm
from ouvreuse.backoffice.orders.pages import found_order, order_answer, sentence
from ouvreuse.backoffice.shell import notices
from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import BookingError, NeedsSecondPerson
from ouvreuse.booking.queries import order_view
from ouvreuse.payments import actions as payments
from ouvreuse.payments.errors import PaymentError, PrinterMissing
from ouvreuse.payments.queries.drawer import open_shift_of, refund_alone
from ouvreuse.ui.documents.render import tickets_pdf
from ouvreuse.ui.templatetags.ui_tags import money as money_words
from ouvreuse.venues.queries import CinemaView, rights_of

Refused = (BookingError, PaymentError)


@require_POST
@requires("change_orders")
def resend(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The tickets by mail once more."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    try:
        actions.resend_tickets(found, actor=staff.user)
    except Refused as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    return _done(request, here, order, _("The tickets are on their way."))


@require_POST
@requires("change_orders")
def address(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """Another address: the tickets go there, the old one is told."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return order_answer(request, staff, here, found, address=form, status=422)
    email = form.cleaned_data["email"]
    try:
        if order_view(found).email:
            actions.change_email(found, email=email, actor=staff.user)
        else:
            actions.mail_tickets(found, email=email, actor=staff.user)
    except Refused as error:
        form.add_error("email", sentence(error))
        return order_answer(request, staff, here, found, address=form, status=error.status)
    return _done(request, here, order, _("The tickets are on their way to %(email)s.") % {"email": email})


@sensitive_post_parameters("password")
@require_POST
@requires("refund_orders")
def refund(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """Some tickets or all of them, with a reason; above the cinema's limit an owner must agree."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    form, chosen = RefundForm(request.POST), frozenset(request.POST.getlist("ticket"))
    mine = [ticket.id for ticket in order_view(found).tickets if str(ticket.id) in chosen]
    if not form.is_valid() or not mine:
        error = "" if mine else _("Tick the tickets to refund.")
        return order_answer(request, staff, here, found, refund=form, chosen=chosen, error=error, status=422)
    second = bool(form.cleaned_data["approver"])
    try:
        approver = _approver(request, form, staff, here)
        amount = actions.refund_tickets(
            found, tickets=mine, reason=form.cleaned_data["reason"], actor=staff.user, actor_label="staff",
            limit=None if _is_owner(staff.user, here) else refund_alone(here.id), approver=approver,
        )  # fmt: skip
    except AccountError as error:
        form.add_error("approver", say_account(error, language=get_language() or "fr"))
        return order_answer(request, staff, here, found, refund=form, chosen=chosen, second=True, status=422)
    except Refused as error:
        return order_answer(
            request, staff, here, found, refund=form, chosen=chosen, error=sentence(error), status=error.status,
            second=second or isinstance(error, NeedsSecondPerson),
        )  # fmt: skip
    return _done(request, here, order, _("Refunded: %(sum)s.") % {"sum": money_words(amount)})


def _approver(request: HttpRequest, form: RefundForm, staff: Staff, here: CinemaView) -> int | None:
    """The owner who agrees, known by their own password: never the person who asks. Raises ``AccountError``."""
    if not form.cleaned_data["approver"]:
        return None
    user = authenticate(
        form.cleaned_data["approver"], password=form.cleaned_data["password"],
        address=str(request.META.get("CLIENT_ADDRESS", "")),
    )  # fmt: skip
    return int(user.pk) if int(user.pk) != staff.user and _is_owner(int(user.pk), here) else None


def _is_owner(user: int, here: CinemaView) -> bool:
    return "owner" in rights_of(user).roles.get(here.id, frozenset())


@require_POST
@requires("change_orders")
def terminal(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """What the terminal said of an exchange that costs more."""
    here = cinema_here(staff, cinema)
    found, said = found_order(here, order), request.POST.get("said", "")
    try:
        payment = UUID(request.POST.get("payment", ""))
        if said not in ("taken", "declined"):
            raise ValueError
    except ValueError:
        return order_answer(request, staff, here, found, status=422)
    try:
        heard = actions.exchange_said(found, payment=payment, taken=said == "taken", actor=staff.user)
    except Refused as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    return _done(request, here, order, str(HEARD[heard.outcome]))


HEARD = {
    "exchanged": gettext_lazy("Exchanged. The new tickets are good, the old ones are void."),
    "declined": gettext_lazy("Nothing was taken and nothing exchanged: the old tickets are good."),
    "returned": gettext_lazy(
        "The seats are gone: nothing was exchanged, the old tickets are good. Give the money back at the terminal."
    ),
}


@require_POST
@requires("refund_orders")
def hand_over(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """Money that waited at the counter is given, out of the drawer of who gives it."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    try:
        refund_id = UUID(request.POST.get("refund", ""))
    except ValueError:
        return order_answer(request, staff, here, found, status=422)
    try:
        payments.pay_back(refund_id, cinema=here.id, by=staff.user)
    except PaymentError as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    return _done(request, here, order, _("Handed over."))


@require_POST
@requires("refund_orders")
def money(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """The bank asked again, a failed refund sent again, or the money of an order under review given back."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "").strip()[:60] or "asked"
    try:
        if what == "ask":
            flows.settle_now(found)
        elif what == "again":
            actions.refund_again(found, reason=reason, actor=staff.user, actor_label="staff")
        elif what == "return":
            actions.return_money(found, reason=reason, actor=staff.user, actor_label="staff")
        else:
            return order_answer(request, staff, here, found, status=422)
    except Refused as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    return _done(request, here, order, _("Done."))


@require_POST
@requires("change_orders")
def print_tickets(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """On the roll of the till the person holds."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    shift = open_shift_of(staff.user, cinema=here.id)
    try:
        if shift is None:
            raise PrinterMissing
        flows.print_tickets(found, till=shift.till.printer, actor=staff.user)
    except Refused as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    return _done(request, here, order, _("Printed."))


@require_POST
@requires("change_orders")
def sheet(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponse:
    """As an A4 sheet."""
    here = cinema_here(staff, cinema)
    found = found_order(here, order)
    try:
        printing = actions.begin_print(found, way="sheet", actor=staff.user)
    except BookingError as error:
        return order_answer(request, staff, here, found, error=sentence(error), status=error.status)
    assert printing is not None  # noqa: S101 - only a first print may be none
    drawn = tickets_pdf(printing.sheet)
    actions.record_print(printing.id, outcome="done")
    headers = {"Content-Disposition": f'inline; filename="{order}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _done(request: HttpRequest, here: CinemaView, order: str, words: str) -> HttpResponse:
    notices.say(request, words)
    return notices.see(reverse("backoffice:order", kwargs={"cinema": here.slug, "order": order}))
