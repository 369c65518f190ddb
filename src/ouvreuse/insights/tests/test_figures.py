"""Every figure equals the book: recomputed from its entries and rights, whatever was sold, refunded, given or moved."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from tests.cast import Chain

from ouvreuse.booking.actions import admit, refund_tickets, sell
from ouvreuse.booking.queries import order_view
from ouvreuse.fiscal.models import AdmissionRight, Entry
from ouvreuse.fiscal.queries import entries_between, sums_between
from ouvreuse.insights import actions, queries
from ouvreuse.insights.models import Cursor, DailyFact
from ouvreuse.insights.queries import facts
from ouvreuse.insights.rules import Days, Glance
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme.models import Screening

pytestmark = pytest.mark.integration
PARIS = "Europe/Paris"


def look(chain: Chain, day: date | None = None) -> Glance:
    queries.forget()
    return queries.glance((chain.cinema,), zone=PARIS, day=day)


def told_by_the_book() -> tuple[dict[tuple[date, str], int], Counter[int], Counter[int], dict[int, int]]:
    """Takings by business day and channel, rights issued and cancelled by screening, box office by screening:
    entry by entry, without any of the product's sums.
    """
    taken: dict[tuple[date, str], int] = defaultdict(int)
    box: dict[int, int] = defaultdict(int)
    for entry in Entry.objects.select_related("book"):
        day = queries.business_day(entry.at, zone=PARIS)
        for line in json.loads(entry.payload).get("lines", []):
            taken[day, entry.book.channel] += line["gross"]
            if line["kind"] in ("ticket", "supplement"):
                box[line["screening"]] += line["gross"]
    issued = Counter(AdmissionRight.objects.values_list("screening", flat=True))
    gone = Counter(AdmissionRight.objects.filter(cancelled__isnull=False).values_list("screening", flat=True))
    return dict(taken), issued, gone, dict(box)


def compare(chain: Chain, seen: Glance) -> None:
    taken, issued, gone, box = told_by_the_book()
    days = set(seen.days.all)
    shown = {(d, c): t.takings for (_, d, c), t in seen.taken.items() if t.takings}
    assert shown == {key: cents for key, cents in taken.items() if key[0] in days and cents}
    by_day: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for row in Screening.objects.all():
        day = queries.business_day(row.starts_at, zone=PARIS)
        by_day[day][0] += issued[row.id] - gone[row.id]
        by_day[day][1] += box.get(row.id, 0)
    for day in days:
        made = seen.shows_on([day])
        assert [made.admissions, made.box_office] == by_day[day], day


def test_figures_are_those_of_the_book_before_and_after_they_are_folded(chain: Chain) -> None:
    tonight, later = chain.screening(in_minutes=30), chain.screening(in_minutes=30, free=True)
    order = sell(tonight, places=[1, 2, 3], rates=["PLEIN", "PLEIN", "MOINS14"])
    sell(later, places=None, rates=["PLEIN"])
    refund_tickets(order, tickets=[order_view(order).tickets[0].id], reason="ill")
    before = look(chain)
    compare(chain, before)
    assert actions.fold() == 3
    after = look(chain)
    compare(chain, after)
    assert (before.taken, before.shows) == (after.taken, after.shows)
    assert actions.fold() == 0
    sell(tonight, places=[7], rates=["PLEIN"])
    compare(chain, look(chain))
    today = look(chain).taken_on([look(chain).days.day])
    assert (today.sold, today.refunded) == (950 * 4 + 400, 950)
    assert (today.issued, today.cancelled) == (5, 1)


def test_folding_is_resumed_and_never_counts_twice(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    screening = chain.screening()
    for place in range(1, 6):
        sell(screening, places=[place], rates=["PLEIN"])
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    assert actions.fold() == 5
    assert DailyFact.objects.get().issued == 5
    assert Cursor.objects.get().number == 5
    assert actions.fold(chain.cinema + 1) == 0


@pytest.mark.breaks_invariants
def test_AUDIT_finds_a_fact_that_is_not_the_books_and_a_cursor_ahead(chain: Chain) -> None:
    from ouvreuse.ops.audit import run

    sell(chain.screening(), places=[1], rates=["PLEIN"])
    actions.fold()
    assert not run()
    DailyFact.objects.update(sold=951)
    assert [each.invariant.code for each in run()] == ["N1"]
    Cursor.objects.update(number=99)
    assert {each.invariant.code for each in run()} == {"N1", "N2"}


def test_BO_05_a_refund_stands_at_its_own_date_and_takes_the_admission_from_the_show(
    chain: Chain, travel: Any
) -> None:
    screening = chain.screening(in_minutes=60 * 24 * 3)
    order = sell(screening, places=[1, 2], rates=["PLEIN", "PLEIN"])
    sold_on = look(chain).days.day
    travel(days=2)
    refund_tickets(order, tickets=[order_view(order).tickets[0].id], reason="ill")
    back_on = look(chain).days.day
    shown_on = queries.business_day(Screening.objects.get(id=screening).starts_at, zone=PARIS)
    rows = {row.day: row for row in queries.by_day([chain.cinema], first=sold_on, last=shown_on, zone=PARIS)}
    assert (rows[sold_on].taken.takings, rows[back_on].taken.takings) == (1900, -950)
    assert (rows[shown_on].made.admissions, rows[shown_on].made.box_office) == (1, 950)
    assert rows[shown_on].made.price == 950
    assert rows[shown_on].made.occupancy == 25  # one of forty places: 2.5 %


def test_BO_02_a_business_day_ends_at_five_and_a_week_on_tuesday_night(chain: Chain, travel: Any) -> None:
    here = ZoneInfo(PARIS)
    now = clock.now().astimezone(here)
    ahead = (1 - now.weekday()) % 7 or 7  # a Tuesday to come
    travel(seconds=((now + timedelta(days=ahead)).replace(hour=23, minute=50) - now).total_seconds())
    screening = chain.screening(in_minutes=25)  # Wednesday at a quarter past midnight
    sell(screening, places=[1], rates=["PLEIN"])
    tuesday = clock.now().astimezone(here).date()
    travel(minutes=30)
    sell(screening, places=[2], rates=["PLEIN"])
    seen = look(chain)
    assert seen.days.day == tuesday == seen.days.week.end
    assert (seen.taken_on([tuesday]).takings, seen.shows_on([tuesday]).admissions) == (1900, 2)
    travel(hours=5)
    assert look(chain).days.week == CinemaWeek.of_day(tuesday).next
    compare(chain, look(chain))


def test_a_show_that_moves_takes_its_figures_along(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    sell(screening, places=[1], rates=["PLEIN"])
    actions.fold()
    row = Screening.objects.get(id=screening)
    step = timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ouvreuse.booking_verb', 'on', false)")
        cursor.execute(
            "UPDATE programme_screening SET starts_at = starts_at + %s, film_starts_at = film_starts_at + %s,"
            " ends_at = ends_at + %s, occupied_until = occupied_until + %s, counter_closes_at = counter_closes_at + %s,"
            " web_closes_at = web_closes_at + %s WHERE id = %s",
            [*[step] * 6, screening],
        )
    compare(chain, look(chain))
    moved = queries.business_day(row.starts_at + step, zone=PARIS)
    assert look(chain, moved).shows_on([moved]).admissions == 1


def test_days_weeks_and_the_ledger_add_up_over_random_sales(chain: Chain, travel: Any) -> None:
    """Free tickets, children, refunds in part and whole, nights after midnight, folded at any time."""
    chance = random.Random(20261118)
    shows = [chain.screening(in_minutes=60 * (30 + 11 * n)) for n in range(8)]
    free = {show: list(range(1, 31)) for show in shows}
    orders: list[UUID] = []
    began = clock.now()
    for _ in range(40):
        travel(minutes=chance.randint(0, 300))
        verb = chance.choice(("sell", "sell", "sell", "refund", "fold"))
        coming = [
            show
            for show in shows
            if Screening.objects.get(id=show).counter_closes_at > clock.now() and free[show]
        ]
        if verb == "sell" and coming:
            show = chance.choice(coming)
            places = [free[show].pop() for _ in range(min(len(free[show]), chance.randint(1, 3)))]
            rates = [chance.choice(("PLEIN", "MOINS14", "EXO")) for _ in places]
            orders.append(sell(show, places=places, rates=rates))
        elif verb == "refund" and orders:
            order = orders[chance.randrange(len(orders))]
            valid = [ticket.id for ticket in order_view(order).tickets if ticket.valid]
            if valid:
                refund_tickets(order, tickets=valid[: chance.randint(1, len(valid))], reason="chance")
        elif verb == "fold":
            actions.fold()
    first, last = (queries.business_day(at, zone=PARIS) for at in (began, clock.now() + timedelta(days=6)))
    rows = queries.by_day([chain.cinema], first=first, last=last, zone=PARIS)
    since, until = queries.bounds(first, last, zone=PARIS)
    ledger = sums_between(chain.cinema, channel="counter", since=since, until=until)
    assert sum(row.taken.takings for row in rows) == ledger.totals()["EUR"][0]
    assert sum(row.taken.sold + row.taken.refunded for row in rows) == ledger.totals()["EUR"][1]
    assert sum(row.taken.vat for row in rows) == sum(each.net_vat for each in ledger.by_rate.values())
    weeks = {CinemaWeek.of_day(row.day) for row in rows}
    by_week = [look(chain, week.opening) for week in weeks]
    assert sum(seen.taken_on(seen.days.week.days).takings for seen in by_week) == ledger.totals()["EUR"][0]
    assert sum(row.made.admissions for row in rows) == sum(
        row.taken.issued - row.taken.cancelled for row in rows
    )
    films = queries.by_film([chain.cinema], first=first, last=last, zone=PARIS)
    each = queries.by_show([chain.cinema], first=first, last=last, zone=PARIS)
    for made in (films, each):
        assert sum(row.made.box_office for row in made) == sum(row.made.box_office for row in rows)
        assert sum(row.made.admissions for row in made) == sum(row.made.admissions for row in rows)
        assert sum(row.made.free for row in made) == sum(row.made.free for row in rows)
    for seen in by_week:
        compare(chain, seen)
    for row in rows:  # the entries listed behind a day add up to it
        told = entries_between([chain.cinema], since=queries.bounds(row.day, row.day, zone=PARIS)[0],
                               until=queries.bounds(row.day, row.day, zone=PARIS)[1])  # fmt: skip
        assert sum(entry.gross for entry in told) == row.taken.takings


def test_the_live_screenings_say_who_is_inside(chain: Chain) -> None:
    screening = chain.screening(in_minutes=20)
    order = sell(screening, places=[1, 2], rates=["PLEIN", "PLEIN"])
    admit(order_view(order).tickets[0].payload, cinemas=frozenset({chain.cinema}), user=1, way="typed")
    [show] = [each for each in look(chain).live if each.id == screening]
    assert (show.sold, show.inside, show.taken, show.capacity) == (2, 1, 2, 40)
    assert show.entering(clock.now())
    assert not show.over(clock.now())


def test_what_is_kept_is_shared_for_its_life_and_then_read_again(chain: Chain) -> None:
    order = sell(chain.screening(), places=[1], rates=["PLEIN"])
    first = queries.glance((chain.cinema,), zone=PARIS)
    assert queries.glance((chain.cinema,), zone=PARIS) is first
    refund_tickets(order, reason="BO-09")
    assert queries.glance((chain.cinema,), zone=PARIS, life_s=60) is first
    again = queries.glance((chain.cinema,), zone=PARIS, life_s=0)
    assert again.taken_on([again.days.day]).takings == 0
    assert again.version != first.version


def test_a_database_without_time_shows_the_last_figures_or_says_so(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ouvreuse.insights.errors import FiguresLate

    known = look(chain)
    monkeypatch.setattr(facts, "PATIENCE", "1ms")
    monkeypatch.setattr(facts, "BOOKED", "SELECT pg_sleep(1), %s, %s")
    assert queries.glance((chain.cinema,), zone=PARIS, life_s=0) is known
    queries.forget()
    with pytest.raises(FiguresLate):
        queries.glance((chain.cinema,), zone=PARIS)


def test_a_long_tail_is_said_to_be_late(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    screening = chain.screening()
    for place in (1, 2, 3):
        sell(screening, places=[place], rates=["PLEIN"])
    assert not look(chain).late
    monkeypatch.setattr(facts, "TAIL", 2)
    assert look(chain).late
    actions.fold()
    assert not look(chain).late


@pytest.mark.unit
def test_weeks_are_compared_with_the_same_days_of_the_week() -> None:
    days = Days(date(2026, 11, 28))
    assert days.week.opening == date(2026, 11, 25)
    assert (days.last_week, days.last_year) == (date(2026, 11, 21), date(2025, 11, 29))
    assert days.last_year.weekday() == days.day.weekday()
    assert days.last_year in days.week_last_year.days
