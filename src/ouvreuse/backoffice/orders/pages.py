"""The page of one order, drawn after whatever was tried."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.orders.forms import AddressForm, RefundForm
from ouvreuse.backoffice.orders.presenters import order_page
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking.errors import BookingError, OrderUnknown
from ouvreuse.booking.queries import order_by_code
from ouvreuse.booking.words import say
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.words import WORDS as PAYMENT_WORDS
from ouvreuse.venues.queries import CinemaView


def found_order(here: CinemaView, code: str) -> UUID:
    """The order of an address. Another cinema's is not found: ``Http404`` (BO-01)."""
    try:
        return order_by_code(code, cinemas=[here.id])
    except OrderUnknown as problem:
        raise Http404 from problem


def order_answer(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    order: UUID,
    *,
    error: str = "",
    status: int = 200,
    address: AddressForm | None = None,
    refund: RefundForm | None = None,
    chosen: frozenset[str] = frozenset(),
    second: bool = False,
) -> HttpResponse:
    """The order, with what was refused and what was typed."""
    page = order_page(staff, here, order)
    facts = {
        "page": page,
        "order": page.view,
        "error": error,
        "address": address or AddressForm(initial={"email": page.view.email}),
        "refund": refund or RefundForm(),
        "chosen": chosen,
        "second": second,
    }
    return show(
        request,
        "backoffice/orders/order.html",
        facts,
        staff=staff,
        cinema=here,
        section="orders",
        status=status,
    )


def sentence(error: Exception) -> str:
    """A refusal of booking or payments in the page's language."""
    language = (get_language() or "fr")[:2]
    if isinstance(error, PaymentError):
        return PAYMENT_WORDS.get(error.key, PAYMENT_WORDS["payment"])[0 if language == "fr" else 1]
    if isinstance(error, BookingError):
        return say(error, language=language)
    raise error
