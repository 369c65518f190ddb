"""The demonstration: built, planned, sold through the real verbs, and toured."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import free_counts
from ouvreuse.fiscal.queries import verify_books
from ouvreuse.kernel import clock
from ouvreuse.notifications.models import Message
from ouvreuse.ops.demo import building, past, planning, selling, showcase, upkeep
from ouvreuse.ops.demo.buyers import Show, thinned, wishes
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


@pytest.fixture
def short_demo(demo_weeks: None, demo: Any) -> Any:
    """The same with three weeks: the last, this one and the next."""
    return demo


@pytest.fixture
def demo_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer weeks; stands before ``demo`` in the list of fixtures."""
    monkeypatch.setattr(planning, "WEEKS_PAST", 1)
    monkeypatch.setattr(planning, "WEEKS_COMING", 1)


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


def test_a_week_cut_after_its_first_cinema_is_planned_by_the_next_run(
    demo: Any, travel: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(days=7)
    planned, plan = [], planning.programme.plan_screenings

    def cut_at_the_second(plans: Any) -> list[int]:
        if planned:
            raise KeyboardInterrupt
        planned.extend(plan(plans))
        return planned

    before = set(Screening.objects.values_list("id", flat=True))
    monkeypatch.setattr(planning.programme, "plan_screenings", cut_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        planning.plan_missing_weeks()
    monkeypatch.undo()
    assert planned
    assert set(Screening.objects.values_list("id", flat=True)) == before, "half a week is no week"
    made = planning.plan_missing_weeks()
    week = Screening.objects.exclude(id__in=before)
    assert made == week.count() > len(planned)
    assert week.values("cinema").distinct().count() == 3


def _in_time_order() -> bool:
    """Whether each book's entries follow each other in time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY book_id ORDER BY number) AS before"
            " FROM fiscal_entry) e WHERE at < before"
        )
        return cursor.fetchone() == (0,)


def test_past_weeks_are_sold_in_order_at_the_till_and_at_the_bank(short_demo: Any) -> None:
    assert selling.sell_past(tickets=150) > 20
    web = Order.objects.filter(channel="web")
    assert web.filter(state="confirmed").exists()
    assert Order.objects.filter(channel="counter", state="confirmed").count() > 10
    assert all(report.broken is None for report in verify_books())
    assert _in_time_order()
    assert not Order.objects.filter(created_at__gt=clock.now()).exists()
    assert Message.objects.count() == web.filter(state="confirmed").count()
    assert 100 < Ticket.objects.count() < 200
    assert not Order.objects.filter(state__in=["held", "paying"]).exists(), "nobody is left on the way"
    assert selling.sell_past(tickets=150) <= 1, "what was sold is not sold again"


class Cut(Exception):
    """What ends a run in the middle."""


def test_a_past_that_was_cut_is_sold_to_its_end(short_demo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [purchase for rest in past.remaining(tickets=200) for purchase in rest.purchases]
    buy, bought = selling._buy, []

    def cut_in_the_middle(purchase: Any, floors: Any) -> int:
        if len(bought) == 10:  # in each process its own ten
            raise Cut
        bought.append(purchase)
        return buy(purchase, floors)

    monkeypatch.setattr(selling, "_buy", cut_in_the_middle)
    with pytest.raises(Cut):
        selling.sell_past(tickets=200)
    monkeypatch.setattr(selling, "_buy", buy)
    first = set(Order.objects.values_list("id", flat=True))
    assert 0 < len(first) <= 30

    selling.sell_past(tickets=200)
    orders = set(Order.objects.values_list("id", flat=True))
    assert first < orders, "what was sold stays"
    assert len(orders) >= 0.9 * len(whole), "the rest is sold too"
    keys = {past.key_of(purchase) for purchase in whole}
    old = Order.objects.filter(created_at__lt=whole[-1].at - past.TICK)
    assert set(old.values_list("purchase_key", flat=True)) <= keys, "by the same plan, each once"
    assert _in_time_order()


def test_an_order_cut_at_the_bank_is_settled_by_the_next_run(
    short_demo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(order: Any) -> str:
        raise Cut

    settle = selling.flows.settle_now
    monkeypatch.setattr(selling.flows, "settle_now", cut)
    with pytest.raises(Cut):
        selling.sell_past(tickets=100)
    monkeypatch.setattr(selling.flows, "settle_now", settle)
    cut_orders = Order.objects.filter(state="paying", channel="web")
    assert cut_orders
    selling.sell_past(tickets=100)
    assert not cut_orders.all()
    assert _in_time_order()


def test_eight_days_later_the_weeks_roll_forward(demo: Any, travel: Callable[..., None]) -> None:
    selling.sell_past(tickets=400)
    showcase.refresh_showcase()
    then, sold = clock.now(), Ticket.objects.count()
    planned = set(Screening.objects.values_list("id", flat=True))
    travel(days=8)

    call_command("demo_seed", tickets=400)
    fresh = Screening.objects.exclude(id__in=planned)
    assert planning.last_day() >= (clock.now() + timedelta(days=14)).date()
    assert fresh.values("cinema").distinct().count() == 3
    later = Ticket.objects.filter(issued_at__gte=then)
    ours = past.orders_of_the_demo().filter(created_at__gte=then, created_at__lt=clock.now() - past.DAY)
    assert not later.filter(screening__starts_at__lt=then - timedelta(hours=1)).exists(), "the past is past"
    assert _in_time_order()
    days = ours.dates("created_at", "day")
    assert len(days) >= 7, "spread over the days that went by"
    rolled = Ticket.objects.filter(order__in=ours).count()
    assert 400 * 8 / 21 * 0.5 < rolled < 400 * 8 / 14 * 1.6
    assert rolled < sold


def test_every_state_is_on_show(short_demo: Any) -> None:
    shown = showcase.refresh_showcase()
    assert set(shown) == {"cancelled", "sold_out", "nearly_full"}
    free = free_counts(shown.values())
    assert free[shown["sold_out"]] == 0
    assert 0 < free[shown["nearly_full"]] <= 5
    assert showcase.refresh_showcase() == shown == showcase.on_show()


def test_every_state_stays_on_show_while_the_site_is_open(
    short_demo: Any, travel: Callable[..., None]
) -> None:
    assert not upkeep.go_on(), "the past is the start's to sell"
    selling.sell_past(tickets=150)
    sold = set(Order.objects.values_list("id", flat=True))
    for _ in range(3):
        last = past.last_sale()
        assert last, "a quiet night before must not make of it a past of the start's"
        travel(seconds=(last + timedelta(hours=17) - clock.now()).total_seconds())
        assert upkeep.go_on()
        assert set(showcase.on_show()) == {"cancelled", "sold_out", "nearly_full"}
        travel(minutes=15)
        assert set(showcase.on_show()) == {"cancelled", "sold_out", "nearly_full"}, "until the next refresh"
    made = Order.objects.exclude(id__in=sold)
    assert made.filter(created_at__lt=clock.now() - timedelta(hours=18)).count() > 3
    assert set(made.values_list("channel", flat=True)) == {"counter"}, "the bank is the visitors'"
    assert planning.last_day() >= (clock.now() + timedelta(days=7)).date()
    assert _in_time_order()
    with upkeep.alone(wait=False) as mine:
        assert mine
        assert not upkeep.go_on(), "somebody else is at it"
    travel(days=2)
    assert not upkeep.go_on(), "two days are the next start's to sell"


def test_the_programme_exists_before_anything_is_sold(short_demo: Any, tmp_path: Any) -> None:
    call_command("demo_seed", only_build=True)
    until = json.loads((tmp_path / "demo-programme.json").read_text())["until"]
    assert date.fromisoformat(until) == planning.last_day() > (clock.now() + timedelta(days=6)).date()
    assert not Order.objects.exists()


def test_wishes_are_the_same_each_time_and_never_in_the_future() -> None:
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
    plan = wishes(shows, until=now, seed=1)
    assert plan == wishes(reversed(shows), until=now, seed=1)
    assert plan == sorted(plan, key=lambda purchase: (purchase.at, purchase.screening))
    assert all(purchase.at <= now for purchase in plan)
    sooner = now - timedelta(hours=9)
    assert wishes(shows, until=sooner, seed=1) == [wish for wish in plan if wish.at <= sooner]
    half = thinned(plan, rate=0.5)
    assert 0.3 * len(plan) < len(half) < 0.7 * len(plan)


def test_addresses_of_the_tour_exist_in_a_demonstration_only(chain: Any) -> None:
    assert Client().get("/demo/").status_code == 404
