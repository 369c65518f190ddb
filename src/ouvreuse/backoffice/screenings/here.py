"""What the pages of screenings share: the cinema and the screening of an address, the words of a refusal."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.access import Staff, cinema_here
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries.changes import facts_of
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.words import say as words_of
from ouvreuse.pricing.errors import PricingError
from ouvreuse.venues.queries import CinemaView

SECTION = "screenings"


def sentence(error: Exception) -> str:
    """The words of a refusal, in the page's language."""
    if isinstance(error, PricingError):
        return _(
            "A rate of these tickets is not offered there: refund this order, or choose another screening."
        )
    return words_of(error, language=get_language() or "fr")


def screening_here(staff: Staff, cinema: str, screening: int) -> tuple[CinemaView, ScreeningFacts]:
    """The cinema and the screening of the address; one of another cinema is not found."""
    here = cinema_here(staff, cinema)
    try:
        facts = facts_of(screening)
    except BookingError as problem:
        raise Http404 from problem
    if facts.cinema_id != here.id:
        raise Http404
    return here, facts
