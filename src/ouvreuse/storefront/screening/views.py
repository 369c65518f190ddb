"""The séance in two steps: how many at which rate, then which seats; and the hold."""

from __future__ import annotations

import json

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ouvreuse.booking.actions import hold_seats
from ouvreuse.booking.errors import BadChoice, BookingError, NotOnSale, ScreeningUnknown, TooManySeats
from ouvreuse.booking.queries import availability, order_token
from ouvreuse.kernel import clock
from ouvreuse.pricing.errors import PricingError
from ouvreuse.storefront.access import access_of, faults_of
from ouvreuse.storefront.addresses import language, order_address
from ouvreuse.storefront.answers import SeeOther
from ouvreuse.storefront.caching import Brief, private_page, public_page, same
from ouvreuse.storefront.refusals import Refused, refused, sentence, status_of
from ouvreuse.storefront.screening import presenters, seating
from ouvreuse.storefront.screening.choice import SeatsDoNotMatch, choice_of, counts_of, places_of
from ouvreuse.storefront.screening.sale import Sale, sale_of
from ouvreuse.storefront.screening.terms import terms_of
from ouvreuse.storefront.series.presenters import named_for
from ouvreuse.storefront.visitor import browser_of, known_browser, network_of, remember

_free = Brief()


@require_safe
@public_page
def screening(request: HttpRequest, screening: int) -> HttpResponse:
    """Step 1: what is shown when, and how many seats at which rate. The same for everybody."""
    try:
        sale = sale_of(screening)
    except BookingError as error:
        return refused(request, error)
    return _first_step(request, sale)


def _first_step(request: HttpRequest, sale: Sale, *, error: Exception | None = None) -> HttpResponse:
    facts = sale.facts
    data = request.POST if request.method == "POST" else request.GET
    try:
        counts = counts_of(data, codes=sale.codes)
    except BadChoice:
        counts = {}
    page = {
        "facts": facts,
        "state": facts.sale(now=clock.now()),
        "free": availability(facts.id).free,
        "rates": presenters.rate_rows(sale, counts),
        "error": sentence(error) if error else "",
        "access": access_of(facts.cinema_id, screen=facts.screen_number),
        "series": named_for(facts.id),
        "faults": faults_of(facts.cinema_id, screen=facts.screen_number, at=facts.starts_at),
    }
    return render(
        request, "storefront/screening/screening.html", page, status=status_of(error) if error else 200
    )


@require_safe
def seats(request: HttpRequest, screening: int) -> HttpResponse:
    """Step 2: which seats. Private: it carries a purchase key and knows this browser's own seats."""
    try:
        sale = sale_of(screening)
        sale.require_open(now=clock.now())
    except BookingError as error:
        return private_page(refused(request, error))
    try:
        counts = counts_of(request.GET, codes=sale.codes)
        browser = browser_of(request)
        page = presenters.seats_page(sale, counts=counts, browser=browser)
    except Refused as error:
        return private_page(_first_step(request, sale, error=error))
    response = render(request, "storefront/screening/seats.html", {"page": page, "facts": sale.facts})
    remember(response, browser)
    return private_page(response)


@csrf_exempt  # anonymous: the guard of origins stands before it, and the purchase key makes it happen once
def hold(request: HttpRequest, screening: int) -> HttpResponse:
    """Keep the seats: one statement, then the order's page."""
    if request.method != "POST":
        return SeeOther(reverse("storefront:screening", args=[screening]))
    try:
        terms = terms_of(screening)
        choice = choice_of(request.POST, codes=terms.codes, free_seating=terms.free_seating)
        terms.require(choice.counts)
        known = known_browser(request)
        browser = known or choice.key  # without cookies a repeated form is still the same hold
        held = hold_seats(
            screening, rates=choice.rates, purchase_key=choice.key, browser=browser, language=language(),
            places=choice.places, address=network_of(request), replacing=choice.replacing,
        )  # fmt: skip
        terms.require_still(held, choice.counts)
    except Refused as error:
        return private_page(_not_held(request, screening, error))
    response = SeeOther(order_address(order_token(held.order)))
    if browser != known:
        remember(response, browser)
    return private_page(response)


def _not_held(request: HttpRequest, screening: int, error: Exception) -> HttpResponse:
    """The page the choice came from, with what was chosen and why it cannot be."""
    if isinstance(error, ScreeningUnknown | NotOnSale):
        return refused(request, error)
    sale = sale_of(screening)
    first = isinstance(error, PricingError) or (
        isinstance(error, BadChoice | TooManySeats) and error.reason in ("count", "rate", "order", "form")
    )
    if first and not isinstance(error, SeatsDoNotMatch):
        return _first_step(request, sale, error=error)
    return _seats_again(request, sale, error)


def _seats_again(request: HttpRequest, sale: Sale, error: Exception) -> HttpResponse:
    try:
        counts = counts_of(request.POST, codes=sale.codes)
        chosen = _places(request.POST)
        page = presenters.seats_page(sale, counts=counts, browser=known_browser(request), chosen=chosen)
    except Refused as worse:
        return _first_step(request, sale, error=worse)
    facts = {
        "page": page,
        "facts": sale.facts,
        "error": sentence(error),
        "lost": presenters.lost_in_words(error, sale),
    }
    return render(request, "storefront/screening/seats.html", facts, status=status_of(error))


def _places(data: QueryDict) -> frozenset[int]:
    try:
        return frozenset(places_of(data))
    except BadChoice:
        return frozenset()


@require_safe
def taken(request: HttpRequest, screening: int) -> HttpResponse:
    """The taken places as JSON, for pages that stay open: an ETag, at most one read a second here."""
    try:
        found = _free.recall(screening, lambda: availability(screening))
    except ScreeningUnknown as error:
        raise Http404 from error
    etag = f'"{found.version}"'
    if same(request, etag):
        response = HttpResponse(status=304)
    else:
        body = json.dumps({"taken": sorted(found.taken), "free": found.free}, separators=(",", ":"))
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=1"
    return response


@require_safe
def plan_css(request: HttpRequest, seat_map: int) -> HttpResponse:
    """Where the seats of a plan version stand. The version never changes, so neither does this."""
    try:
        css = seating.plan_css(seat_map)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
