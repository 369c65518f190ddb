"""The order's own page, from the hold to the tickets. Its address is the key: it opens in any browser.

Forms here need no token of their own: the address holds one that nobody can guess, and the guard of origins
refuses what another site makes a browser send.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import AgeNotConfirmed, NeedsEmail, WrongState
from ouvreuse.booking.queries import OrderView, order_of, order_view
from ouvreuse.kernel.ids import show_code
from ouvreuse.payments.errors import PaymentEnded, PaymentError, ProviderBusy, ProviderUnreachable
from ouvreuse.storefront.addresses import acts_on_order, order_address
from ouvreuse.storefront.answers import SeeOther
from ouvreuse.storefront.caching import private_page
from ouvreuse.storefront.checkout import presenters
from ouvreuse.storefront.checkout.forms import BuyerForm
from ouvreuse.storefront.refusals import Refused, refused, sentence, status_of
from ouvreuse.storefront.tickets.presenters import tickets_page

PAUSES_S = (1, 2, 3, 5, 8, 12, 15)
GoesOn = (ProviderBusy, ProviderUnreachable, PaymentEnded)


@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """The order wherever it stands: to pay, in payment, tickets, or how it ended.

    The bank sends the buyer here, maybe in another browser, with ``done=paid``: then it is asked in any case.
    """
    try:
        identity = order_of(token)
        view = order_view(identity)
        awaited = view.state == "paying" or (view.state != "confirmed" and request.GET.get("done") == "paid")
        if awaited and flows.refresh(identity, state=view.state):
            view = order_view(identity)
    except Refused as error:
        return private_page(refused(request, error))
    return private_page(_page(request, view, token))


def _page(
    request: HttpRequest,
    view: OrderView,
    token: str,
    *,
    form: BuyerForm | None = None,
    error: Exception | None = None,
) -> HttpResponse:
    if view.state == "confirmed":
        return tickets_page(request, view, token, error=error)
    facts: dict[str, object] = {
        "order": view,
        "token": token,
        "recap": presenters.recap(view),
        "error": sentence(error) if error else "",
    }
    if view.live:
        template, more = "pay", _to_pay(request, view, form)
    elif view.state == "paying":
        template, more = "waiting", _waiting(request, token)
    else:
        template, more = "ended", _ended(view)
    status = status_of(error) if error else 422 if form and form.errors else 200
    return render(request, f"storefront/checkout/{template}.html", facts | more, status=status)


def _to_pay(request: HttpRequest, view: OrderView, form: BuyerForm | None) -> dict[str, object]:
    return {
        "form": form or BuyerForm(initial={"email": view.email, "name": view.name}),
        "minutes": max(1, view.seconds_left // 60),
        "until": presenters.kept_until(view),
        "done": request.GET.get("done", ""),
    }


def _waiting(request: HttpRequest, token: str) -> dict[str, object]:
    """The page looks again by itself, more and more slowly: a crowd that waits must not slow what it waits for."""
    times, asked = _times(request), request.GET.get("done") == "asked"
    return {
        "again": f"{order_address(token)}?n={times + 1}" + ("&done=asked" if asked else ""),
        "bank": f"{reverse('storefront:bank', args=[token])}?n={times + 1}",
        "seconds": PAUSES_S[min(times, len(PAUSES_S) - 1)],
        "asked": asked,
    }


def _times(request: HttpRequest) -> int:
    """How often the page has looked again, as its address says."""
    typed = request.GET.get("n", "")
    return min(int(typed), 99) if typed.isascii() and typed.isdigit() else 0


def _ended(view: OrderView) -> dict[str, object]:
    return {
        "ending": presenters.ending(view),
        "code": show_code(view.code),
        "contact": presenters.contact(view.cinema_id),
    }


def _opened(token: str) -> tuple[UUID, str]:
    return order_of(token), order_address(token)


@csrf_exempt
@acts_on_order
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the law: from here the order binds. To the bank, or to the tickets when nothing is due."""
    form = BuyerForm(request.POST)
    try:
        identity, address = _opened(token)
        if not form.is_valid():
            return private_page(_page(request, order_view(identity), token, form=form))
        bank = flows.open_checkout(identity, **form.cleaned_data)
    except NeedsEmail as error:
        form.add_error("email", sentence(error))
    except AgeNotConfirmed as error:
        form.add_error("age_confirmed", sentence(error))
    except ProviderBusy:
        return private_page(_page(request, order_view(identity), token))  # it goes on by itself in a second
    except (*GoesOn, WrongState):
        return SeeOther(
            address
        )  # in payment already, or the bank does not answer: that page goes on by itself
    except (*Refused, PaymentError) as error:
        return private_page(_refused(request, token, error))
    else:
        return SeeOther(bank or address)
    return private_page(_page(request, order_view(identity), token, form=form))


@require_safe
def bank(request: HttpRequest, token: str) -> HttpResponse:
    """To the bank's page, opened now if it was not yet; back to the order's page while it cannot be."""
    try:
        identity, address = _opened(token)
        return SeeOther(flows.bank_page(identity) or address)
    except (*GoesOn, WrongState):
        return SeeOther(f"{address}?n={times}" if (times := _times(request)) else address)
    except (*Refused, PaymentError) as error:
        return private_page(_refused(request, token, error))


@csrf_exempt
@acts_on_order
def extend(request: HttpRequest, token: str) -> HttpResponse:
    """Eight more minutes, asked for by a click. A repeated click of the same page adds nothing."""
    try:
        identity, address = _opened(token)
        seen = request.POST.get("seen", "")
        actions.extend_hold(identity, seen=int(seen[:4]) if seen.isascii() and seen.isdigit() else 0)
    except Refused as error:
        return private_page(_refused(request, token, error))
    return SeeOther(f"{address}?done=extended")


@csrf_exempt
@acts_on_order
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Let the seats go: at once while held, once the bank has closed its page while in payment."""
    try:
        identity, address = _opened(token)
        gone = flows.give_up(identity)
    except Refused as error:
        return private_page(_refused(request, token, error))
    return SeeOther(address if gone else f"{address}?done=asked")


def _refused(request: HttpRequest, token: str, error: Exception) -> HttpResponse:
    """The order as it stands now, with the refusal above it."""
    try:
        view = order_view(order_of(token))
    except Refused as unknown:
        return refused(request, unknown)
    return _page(request, view, token, error=error)
