"""Tickets found again: as PDF, by another mail, at a corrected address, from nothing but an address."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ouvreuse.booking import actions
from ouvreuse.booking.actions.mailing import ticket_sheet
from ouvreuse.booking.errors import AnswerRefused, NeedsEmail, TooSoon, WrongState
from ouvreuse.booking.queries import order_of, order_view
from ouvreuse.storefront.addresses import acts_on_order, language, order_address
from ouvreuse.storefront.answers import SeeOther
from ouvreuse.storefront.caching import private_page
from ouvreuse.storefront.refusals import Refused, refused, sentence
from ouvreuse.storefront.tickets.forms import AddressForm
from ouvreuse.storefront.tickets.presenters import tickets_page
from ouvreuse.storefront.visitor import network_of
from ouvreuse.ui.documents.render import tickets_pdf


@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """All valid tickets of the order as one PDF in the language of the page."""
    try:
        view = order_view(order_of(token))
    except Refused as error:
        return private_page(refused(request, error))
    if not any(ticket.valid for ticket in view.tickets):
        return SeeOther(order_address(token))
    drawn = tickets_pdf(ticket_sheet(view, language=language()))
    name = f"{'billets' if language() == 'fr' else 'tickets'}-{view.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return private_page(HttpResponse(drawn, content_type="application/pdf", headers=headers))


@csrf_exempt  # the address holds the order's secret; the guard of origins stands before it
@acts_on_order
def send_again(request: HttpRequest, token: str) -> HttpResponse:
    """The same mail once more, at most once a minute."""
    try:
        identity = order_of(token)
        actions.resend_tickets(identity)
    except WrongState:
        return SeeOther(order_address(token))
    except Refused as error:
        return private_page(_again(request, token, error))
    return SeeOther(f"{order_address(token)}?done=sent")


@csrf_exempt
@acts_on_order
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Correct a mistyped address; the tickets go to the new one, and the old one is told."""
    form = AddressForm(request.POST)
    try:
        identity = order_of(token)
        if not form.is_valid():
            return private_page(tickets_page(request, order_view(identity), token, form=form))
        actions.change_email(identity, email=form.cleaned_data["email"])
    except WrongState:
        return SeeOther(order_address(token))
    except NeedsEmail as error:
        form.add_error("email", sentence(error))
        return private_page(tickets_page(request, order_view(identity), token, form=form))
    except Refused as error:
        return private_page(_again(request, token, error))
    return SeeOther(f"{order_address(token)}?done=address")


@csrf_exempt
@acts_on_order
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """To a change: keep, exchange or be refunded. The same click twice does nothing more."""
    notice, screening = (_number(request.POST.get(name, "")) for name in ("notice", "screening"))
    try:
        identity = order_of(token)
        match request.POST.get("answer", ""):
            case "keep":
                actions.keep_after_change(identity, notice=notice)
                done = "kept"
            case "refund":
                actions.refund_after_change(identity, notice=notice)
                done = "refunded"
            case "exchange":
                actions.exchange_after_change(identity, notice=notice, screening=screening)
                done = "exchanged"
            case _:
                raise AnswerRefused
    except Refused as error:
        return private_page(_again(request, token, error))
    return SeeOther(f"{order_address(token)}?done={done}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _again(request: HttpRequest, token: str, error: Exception) -> HttpResponse:
    try:
        identity: UUID = order_of(token)
        return tickets_page(request, order_view(identity), token, error=error)
    except Refused as unknown:
        return refused(request, unknown)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """For lost tickets: the same answer, in the same time, whoever the address belongs to."""
    if request.method != "POST":
        return _lost_page(request, AddressForm(), status=200)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _lost_page(request, form, status=422)
    try:
        actions.mail_lost_tickets(form.cleaned_data["email"], network=network_of(request))
    except TooSoon as error:
        return _lost_page(request, form, status=error.status, error=sentence(error))
    return SeeOther(f"{reverse('storefront:lost_tickets')}?done=sent")


def _lost_page(request: HttpRequest, form: AddressForm, *, status: int, error: str = "") -> HttpResponse:
    facts = {"form": form, "done": request.GET.get("done", ""), "error": error}
    return private_page(render(request, "storefront/tickets/lost.html", facts, status=status))
