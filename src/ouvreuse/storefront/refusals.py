"""What a room refuses, as a sentence and an HTTP status."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ouvreuse.booking.errors import BookingError, HoldExpired, NotOnSale
from ouvreuse.booking.words import say
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.words import WORDS as PAYMENT_WORDS
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.words import WORDS
from ouvreuse.storefront.addresses import language

Refused = (BookingError, PricingError)


def sentence(error: Exception) -> str:
    """The words of a refusal of booking, pricing or payments in the page's language."""
    if isinstance(error, PaymentError):
        return PAYMENT_WORDS.get(error.code, PAYMENT_WORDS["payment"])[0 if language() == "fr" else 1]
    if isinstance(error, PricingError):
        words = WORDS.get(error.code, WORDS["pricing"])[0 if language() == "fr" else 1]
        try:
            return words.format(**error.facts)
        except KeyError:
            return words
    own = getattr(error, "words", None)
    return str(own()) if own else say(error, language=language())


def status_of(error: Exception) -> int:
    """The HTTP status that fits; prices refused are 422."""
    return error.status if isinstance(error, BookingError | PaymentError) else 422


def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """A page that says what was refused and leads back to the programme."""
    status = status_of(error)
    title = _("This page does not exist") if status == 404 else _("This is no longer possible")
    facts = {"title": title, "text": sentence(error), "expired": isinstance(error, HoldExpired | NotOnSale)}
    response = render(request, "storefront/refused.html", facts, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
