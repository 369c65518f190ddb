"""The demonstration: built, planned, sold through the real verbs, and toured."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client, override_settings

from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import free_counts
from ouvreuse.fiscal.queries import verify_books
from ouvreuse.kernel import clock
from ouvreuse.notifications.models import Message
from ouvreuse.ops.demo import building, planning, selling, showcase, tries
from ouvreuse.ops.demo.buyers import purchases
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Screen

pytestmark = pytest.mark.integration


@pytest.fixture
def demo(database: None, tmp_path: Any) -> Any:
    """The chain and its five weeks, and a bank beside it."""
    from fakes.bank import serve

    with serve(secret="whsec_tests") as bank, override_settings(BANK_URL=bank.url, DATA=tmp_path):
        assert building.build()
        planning.plan_missing_weeks()
        yield bank


def test_the_chain_is_built_and_planned_once(demo: Any) -> None:
    assert Screen.objects.count() == 14
    planned = Screening.objects.count()
    assert planned > 1500
    assert not building.build()
    assert planning.plan_missing_weeks() == 0
    assert not Screening.objects.filter(state="draft").exists()


def test_one_screening_is_entering_at_any_hour(demo: Any) -> None:
    """Free seating goes round the clock: no gap is longer than the door is open before a start."""
    starts = list(
        Screening.objects.filter(free_seating=True).order_by("starts_at").values_list("starts_at", "ends_at")
    )
    waits = [later[0] - earlier[1] for earlier, later in pairwise(starts)]
    assert max(waits).total_seconds() <= 3600


def test_past_weeks_are_sold_in_order_at_the_till_and_at_the_bank(demo: Any) -> None:
    assert selling.sell_past(tickets=150) > 20
    web = Order.objects.filter(channel="web")
    assert web.filter(state="confirmed").exists()
    assert Order.objects.filter(channel="counter", state="confirmed").count() > 10
    assert all(report.broken is None for report in verify_books())
    assert not Order.objects.filter(created_at__gt=clock.now()).exists()
    assert Message.objects.count() == web.filter(state="confirmed").count()
    assert 100 < Ticket.objects.count() < 200


def test_every_state_is_on_show(demo: Any) -> None:
    shown = showcase.refresh_showcase()
    assert set(shown) == {"cancelled", "sold_out", "nearly_full"}
    free = free_counts(shown.values())
    assert free[shown["sold_out"]] == 0
    assert 0 < free[shown["nearly_full"]] <= 5
    assert showcase.refresh_showcase() == shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_tour_does_what_it_says(demo: Any, language: str) -> None:
    actions = {name: act() for name, act in tries.TRIES.items()}
    assert len(actions["race"].lines) == 2
    assert actions["refused"].links
    assert "OV" in actions["forge"].lines[0]
    assert actions["audit"].lines


def test_the_curve_is_the_same_each_time_and_never_in_the_future() -> None:
    from datetime import UTC, datetime, timedelta

    from ouvreuse.ops.demo.buyers import Show

    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    shows = [
        Show(
            n,
            100,
            now + timedelta(hours=3 * n - 60),
            now + timedelta(hours=3 * n - 60),
            now - timedelta(days=20),
        )
        for n in range(40)
    ]
    plan = purchases(shows, tickets=400, until=now, seed=1)
    assert plan == purchases(shows, tickets=400, until=now, seed=1)
    assert plan == sorted(plan, key=lambda purchase: (purchase.at, purchase.screening))
    assert all(purchase.at <= now for purchase in plan)


def test_addresses_of_the_tour_exist_in_a_demonstration_only(chain: Any) -> None:
    assert Client().get("/demo/").status_code == 404
