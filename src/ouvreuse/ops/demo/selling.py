"""The past, sold through the real verbs in time order: cash at the till, cards at the demonstration's bank."""

from __future__ import annotations

import json
import multiprocessing
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import BookingError
from ouvreuse.kernel import garbage
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.ops.demo.buyers import Purchase
from ouvreuse.ops.demo.past import TICK, Remaining, key_of, orders_of_the_demo, remaining
from ouvreuse.ops.demo.pastime import living_elsewhere
from ouvreuse.ops.demo.seats import Floor
from ouvreuse.payments.errors import PaymentError
from ouvreuse.payments.models import Payment
from ouvreuse.pricing.errors import PricingError

TICKETS = 15_000
WORTH_TELLING = 100  # purchases
SIDE_BY_SIDE = 2  # cinemas sold at once: one a core of a small machine
NAMES = ("camille", "nadia", "hugo", "lea", "mehdi", "jeanne", "tom", "awa", "louis", "zoe")


def sell_past(*, tickets: int = TICKETS) -> int:
    """Sell what is left of the past, the fullest cinema first, each in time order. Returns the orders made.

    What an earlier run has sold stays; one that was cut is gone on with.
    """
    found = [rest for rest in remaining(tickets=tickets) if rest.purchases]
    if not found:
        return 0
    found.sort(key=lambda rest: -len(rest.purchases))
    with bank_without_delay():
        connections.close_all()
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(max_workers=SIDE_BY_SIDE, mp_context=context) as pool:
            return sum(pool.map(_sell_alone, found))


def sell_the_moment(*, tickets: int = TICKETS) -> int:
    """Sell what is left of the past in this process, all at the till: the open site's bank is its visitors'."""
    made = 0
    for rest in remaining(tickets=tickets):
        cash = tuple(replace(purchase, online=False) for purchase in rest.purchases)
        made += _sell(replace(rest, purchases=cash))
    return made


def _sell_alone(rest: Remaining) -> int:
    """In a process of its own. A crash of the machine may lose its last moments; the next run sells them."""
    garbage.settle()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        return _sell(rest)
    finally:
        connections.close_all()


def _sell(rest: Remaining) -> int:
    floors: dict[int, Floor] = {}
    made, told, lived = 0, 0, datetime.min.replace(tzinfo=UTC)
    with living_elsewhere(f"demo-sales-{rest.cinema}") as pastime:
        if rest.since is not None:
            pastime.travel_to(lived := rest.since)
            _settle_cut(rest.cinema)
        for done, purchase in enumerate(rest.purchases, start=1):
            if purchase.at - lived > TICK:
                pastime.travel_to(lived := purchase.at)
            made += _buy(purchase, floors)
            if (percent := 100 * done // len(rest.purchases)) >= told + 20:
                told = percent
                said = bilingual(
                    fr=f"cinéma {rest.cinema} : {told} % de son passé est vendu",
                    en=f"cinema {rest.cinema}, {told} % of its past is sold",
                )
                _tell(said, done)
    return made


def _tell(line: str, done: int) -> None:
    if done >= WORTH_TELLING:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _settle_cut(cinema: int) -> None:
    """Orders whose buyer was at the bank when the run before was cut."""
    at_the_bank = orders_of_the_demo().filter(cinema_id=cinema, state="paying")
    for order in at_the_bank.order_by("created_at").values_list("id", flat=True):
        flows.settle_now(order)


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
        return _at_the_till(purchase, places, rates)
    except PricingError:
        return _plain(purchase, places)
    except BookingError:
        return 0


def _at_the_till(purchase: Purchase, places: list[int], rates: list[str]) -> int:
    actions.sell(purchase.screening, places=places or None, rates=rates, purchase_key=key_of(purchase))
    return 1


def _plain(purchase: Purchase, places: list[int]) -> int:
    """A child's rate is not offered with every film (T-22): everybody pays the full price."""
    try:
        return _at_the_till(purchase, places, ["PLEIN"] * purchase.seats)
    except (BookingError, PricingError):
        return 0


def _at_the_bank(purchase: Purchase, places: list[int], rates: list[str]) -> int:
    hold = actions.hold_seats(
        purchase.screening,
        places=places or None,
        rates=rates,
        purchase_key=key_of(purchase),
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
    except PricingError:  # a child's rate again: on the web they leave
        actions.give_up(hold.order)
        return 0
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
            said = bilingual(
                fr="la banque est partie avant de reprendre son délai ; elle le reprend au prochain démarrage",
                en="the bank left before its delay could be set back; it forgets it at its next start",
            )
            sys.stderr.write(f"{said}\n")
