"""What the rooms refuse, as a sentence for the clerk and an HTTP status."""

from __future__ import annotations

from django.utils.translation import get_language

from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.words import say
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.words import WORDS as PAYMENT_WORDS
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.words import WORDS as PRICING_WORDS

Refused = (BookingError, PaymentError, PricingError)


def sentence(error: Exception) -> str:
    """The words of a refusal in the page's language."""
    language = (get_language() or "fr")[:2]
    if isinstance(error, BookingError):
        return say(error, language=language)
    if isinstance(error, PaymentError):
        return PAYMENT_WORDS.get(error.key, PAYMENT_WORDS["payment"])[0 if language == "fr" else 1]
    if not isinstance(error, PricingError):
        raise error
    words = PRICING_WORDS.get(error.code, PRICING_WORDS["pricing"])[0 if language == "fr" else 1]
    try:
        return words.format(**error.facts)
    except KeyError:
        return words


def status_of(error: Exception) -> int:
    """The HTTP status that fits; prices refused are 422."""
    return error.status if isinstance(error, BookingError | PaymentError) else 422
