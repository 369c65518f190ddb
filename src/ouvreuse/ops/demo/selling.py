"""The past, sold through the real verbs in time order: cash at the till, cards at the demonstration's bank."""

from __future__ import annotations

import json
import multiprocessing
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections
from django.db.models import Exists, OuterRef

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.models import Claim
from ouvreuse.kernel import clock
from ouvreuse.ops.demo.buyers import Purchase, Show, purchases
from ouvreuse.ops.demo.pastime import living_elsewhere
from ouvreuse.ops.demo.seats import Floor
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.models import Payment
from ouvreuse.pricing.errors import PricingError
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Cinema

TICKETS = 15_000
NAMES = ("camille", "nadia", "hugo", "lea", "mehdi", "jeanne", "tom", "awa", "louis", "zoe")
TICK = timedelta(minutes=5)


def sell_past(*, tickets: int = TICKETS) -> int:
    """Sell what the weeks so far would have sold; cinemas side by side. Returns the orders made."""
    with bank_without_delay():
        connections.close_all()
        shares = [(cinema.id, cinema.zone, tickets) for cinema in Cinema.objects.order_by("id")]
        connections.close_all()
        context = multiprocessing.get_context("fork")
        with context.Pool(len(shares)) as pool:
            return sum(pool.starmap(_sell_cinema, shares))


def _sell_cinema(cinema: int, zone: str, tickets: int) -> int:
    now = clock.now()
    capacity = dict(_capacities())
    share = int(tickets * capacity[cinema] / sum(capacity.values()))
    plan = purchases(_shows(cinema, zone), tickets=share, until=now, seed=cinema)
    floors: dict[int, Floor] = {}
    made = 0
    with living_elsewhere(f"demo-sales-{cinema}") as pastime:
        lived = datetime.min.replace(tzinfo=now.tzinfo)
        for done, purchase in enumerate(plan, start=1):
            if purchase.at - lived > TICK:
                lived = purchase.at
                pastime.travel_to(lived)
            made += _buy(purchase, floors)
            if done % 500 == 0:
                sys.stdout.write(f"demo: cinema {cinema}, {100 * done // len(plan)} % of its past is sold\n")
                sys.stdout.flush()
    connections.close_all()
    return made


def _capacities() -> list[tuple[int, int]]:
    rows = Screening.objects.values_list("cinema_id", "capacity")
    totals: dict[int, int] = {}
    for cinema, capacity in rows:
        totals[cinema] = totals.get(cinema, 0) + capacity
    return list(totals.items())


def _shows(cinema: int, zone: str) -> list[Show]:
    """Screenings nobody has bought for yet: what an interrupted run did is never sold twice over."""
    untouched = ~Exists(Claim.objects.filter(screening_id=OuterRef("id")))
    rows = Screening.objects.filter(
        untouched,
        cinema_id=cinema,
        state="published",
        external_ref__startswith="demo:",
        published_at__lte=clock.now(),
    )
    local = ZoneInfo(zone)
    return [
        Show(row.id, row.capacity, row.starts_at.astimezone(local), row.web_closes_at, row.web_opens_at)
        for row in rows.order_by("starts_at", "id")
    ]


def _buy(purchase: Purchase, floors: dict[int, Floor]) -> int:
    floor = floors.get(purchase.screening) or floors.setdefault(
        purchase.screening, Floor.of(purchase.screening)
    )
    places = floor.take(purchase.seats)
    if places is None:
        return 0
    rates = ["MOINS14"] * purchase.children + ["PLEIN"] * (purchase.seats - purchase.children)
    try:
        if purchase.online:
            return _at_the_bank(purchase, places, rates)
        actions.sell(purchase.screening, places=places or None, rates=rates)
    except PricingError:
        return _plain(purchase, places)
    except BookingError:
        return 0
    return 1


def _plain(purchase: Purchase, places: list[int]) -> int:
    """A child's rate is not offered with every film (T-22): everybody pays the full price."""
    try:
        actions.sell(purchase.screening, places=places or None, rates=["PLEIN"] * purchase.seats)
    except (BookingError, PricingError):
        return 0
    return 1


def _at_the_bank(purchase: Purchase, places: list[int], rates: list[str]) -> int:
    hold = actions.hold_seats(
        purchase.screening,
        places=places or None,
        rates=rates,
        purchase_key=uuid4(),
        browser=uuid4(),
        language="fr",
    )
    name = NAMES[hold.order.int % len(NAMES)]
    try:
        flows.open_checkout(
            hold.order,
            email=f"{name}.{hold.code.lower()}@demo.invalid",
            name=name.title(),
            age_confirmed=True,
        )
        pay(hold.order)
        return int(flows.settle_now(hold.order) == "confirmed")
    except (PaymentError, OSError):
        return 0


def pay(order: UUID) -> None:
    """Press "pay" on the fake bank's page for an order in payment."""
    for session in Payment.objects.filter(subject=order, state="open").values_list("provider_ref", flat=True):
        ask_bank({"pay": session})


def ask_bank(orders: dict[str, Any]) -> dict[str, Any]:
    """Give the fake bank orders through its control address (never a real one: ``BANK_URL`` is the demo's)."""
    request = urllib.request.Request(  # noqa: S310 - the demo's own address
        f"{settings.BANK_URL}/_control",
        data=json.dumps(orders).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found


@contextmanager
def bank_without_delay() -> Iterator[None]:
    """The past is paid at a bank in a hurry, which sends no notices of it."""
    usual = {"any_expiry": False, "webhooks": {}, "delay": {"median_ms": 250, "p99_ms": 1200}}
    ask_bank({"any_expiry": True, "webhooks": {"drop": True}, "delay": {"median_ms": 0, "p99_ms": 0}})
    try:
        yield
    finally:
        try:
            ask_bank(usual)
        except urllib.error.URLError:
            sys.stderr.write(
                "demo: the bank left before its delay could be set back; it forgets it at its next start\n"
            )
