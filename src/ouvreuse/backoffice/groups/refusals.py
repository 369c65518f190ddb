"""What the rooms refuse of a group, as a sentence and an HTTP status."""

from __future__ import annotations

from django.utils.translation import get_language

from ouvreuse.backoffice.orders.pages import sentence as order_sentence
from ouvreuse.booking.errors import BookingError
from ouvreuse.payments.errors import PaymentError
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.words import WORDS

Refused = (BookingError, PaymentError, PricingError)


def sentence(error: Exception) -> str:
    """The words of a refusal in the page's language."""
    if not isinstance(error, PricingError):
        return order_sentence(error)
    words = WORDS.get(error.code, WORDS["pricing"])[0 if (get_language() or "fr").startswith("fr") else 1]
    try:
        return words.format(**error.facts)
    except KeyError:
        return words


def status_of(error: Exception) -> int:
    """The HTTP status that fits; prices refused are 422."""
    return error.status if isinstance(error, BookingError | PaymentError) else 422
