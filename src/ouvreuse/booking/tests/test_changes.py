"""A sold screening changes: moved, altered, cancelled, answered; every test ends with the whole AUDIT."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import Chain
from tests.rig.orders import at_the_bank, mails, take

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import (
    AnswerRefused,
    ChangeRefused,
    HoldExpired,
    NotOnSale,
    PlanChanged,
    SeatTaken,
    WrongState,
)
from ouvreuse.booking.models import ChangedOrder, Claim, Order, ScreeningChange, Ticket
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.changes import Alteration, altered_plan, cancel_plan, move_plan
from ouvreuse.booking.queries.notices import notices_of, progress
from ouvreuse.booking.tests.factories import WHY, alter, enter, move, paid, screen, sold
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.fiscal.models import Entry, Series
from ouvreuse.kernel import clock
from ouvreuse.notifications.flows import compose
from ouvreuse.notifications.models import Message
from ouvreuse.payments.models import Refund
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import SeatBlock, SeatMap

pytestmark = pytest.mark.integration


def test_SHOW_01_everybody_gets_a_seat_a_right_and_one_letter(chain: Chain) -> None:
    """New seats, new rights in the series of the new screen; the old code still opens the door."""
    screening, to = chain.screening(in_minutes=30), screen(chain, rows=4, columns=6)
    orders = [sold(screening, 1, 2), sold(screening, 3, 4, 5), sold(screening, 12)]
    old = {order: order_view(order).tickets for order in orders}
    done = move(screening, to)
    assert (done.seated, done.refunded, done.exchanged) == (3, 0, 0)
    row = Screening.objects.get(id=screening)
    assert (row.screen_id, row.capacity) == (to, 24)
    views = {order: order_view(order) for order in orders}
    places = [ticket.place for view in views.values() for ticket in view.tickets]
    assert len(set(places)) == 6
    for order, view in views.items():
        assert view.state == "confirmed"
        assert [t.series for t in view.tickets] == ["5/PLEIN"] * len(view.tickets)
        assert mails(order, "changed") == 1
        assert len({t.row for t in view.tickets}) == 1, "who bought together sits together"
        assert view.total == sum(t.price for t in old[order])
    assert Series.objects.get(screen_number=5, rate_code="PLEIN").last_number == 6
    assert enter(chain, old[orders[0]][0].payload).refusal is None, "what was printed leads to the new ticket"
    assert Ticket.objects.filter(admitted_at__isnull=False).get().place == views[orders[0]].tickets[0].place
    trail = AuditEntry.objects.get(verb="move_screening")
    assert (trail.facts["before"]["screen"], trail.facts["after"]["screen"]) == ("Salle 1", "Salle 5")


def test_SHOW_01_a_smaller_hall_lists_who_has_no_seat_and_nothing_happens_silently(chain: Chain) -> None:
    screening, to = chain.screening(), screen(chain, rows=2, columns=4)
    orders = [sold(screening, n, n + 1) for n in range(1, 21, 2)]
    plan = move_plan(screening, screen=to)
    assert list(plan.unseated) == orders[4:], "who bought first stays"
    assert len(plan.seated) == 8
    with pytest.raises(ChangeRefused, match="unseated"):
        move(screening, to)
    assert Screening.objects.get(id=screening).screen_id == chain.screen
    other = chain.screening(in_minutes=600)
    done = move(screening, to, unseated={order: other if order == orders[4] else 0 for order in orders[4:]})
    assert (done.seated, done.refunded, done.exchanged) == (4, 5, 1)
    assert order_view(orders[4]).tickets[0].screening == other
    assert [order_view(order).state for order in orders] == ["confirmed"] * 5 + ["refunded"] * 5
    assert mails(orders[9], "refunded") == 1
    assert Refund.objects.filter(payment__subject__in=orders).count() == 5


def test_SHOW_01_a_sold_out_hall_of_300_moves_to_one_of_120(chain: Chain) -> None:
    large, small = screen(chain, rows=15, columns=20), screen(chain, rows=8, columns=15, number=6)
    plan = SeatMap.objects.get(screen_id=large)
    screening = chain.screening(in_minutes=600, screen_id=large, seat_map_id=plan.id, capacity=300)
    orders = [sold(screening, *range(n, n + 6), email="") for n in range(1, 300, 6)]
    preview = move_plan(screening, screen=small)
    assert len(preview.seated) == 120
    assert len(preview.unseated) == 30
    done = move(screening, small, unseated=dict.fromkeys(preview.unseated, 0))
    assert (done.seated, done.refunded) == (20, 30)
    valid = Ticket.objects.filter(screening_id=screening, voided_at__isnull=True)
    assert valid.values("place").distinct().count() == valid.count() == 120
    assert Ticket.objects.filter(order_id__in=orders, replaced_by__isnull=True).count() == 300, (
        "nobody is lost"
    )


def test_SHOW_01_wheelchairs_and_companions_keep_their_kind_and_free_seating_takes_numbers(
    chain: Chain,
) -> None:
    screening = chain.screening()
    to = screen(chain, rows=3, columns=5, special={1: ("W", 0), 2: ("C", 1)})
    order = sold(screening, 33, 32)
    move(screening, to)
    assert sorted(t.place for t in order_view(order).tickets) == [1, 2]
    move(screening, chain.free_screen)
    view = order_view(order)
    assert view.shows[0].facts.free_seating
    assert {t.row for t in view.tickets} == {""}
    assert len(notices_of(order)) == 1, "only the last change of a screening is to be answered"


def test_SHOW_01_holds_are_let_go_and_seats_in_payment_move_along(chain: Chain, bank: Any) -> None:
    screening, to = chain.screening(), screen(chain, rows=2, columns=4)
    sold(screening, 1, 2)
    held, block = take(screening, 10), actions.block_seats(screening, places=[20])
    order, session = at_the_bank(screening, 30, 29)
    move(screening, to)
    assert Claim.objects.filter(screening_id=screening).count() == 4
    assert Order.objects.get(id=block).state == "cancelled"
    with pytest.raises(HoldExpired):
        actions.begin_checkout(held.order, email="late@example.org")
    bank.order(pay=session)
    assert flows.settle_now(order) == "confirmed"
    assert all(t.place <= 8 and t.series.startswith("5/") for t in order_view(order).tickets)
    assert notices_of(order), "who paid meanwhile is told on the order's page"


def test_SHOW_01_money_for_seats_that_are_no_more_goes_back(chain: Chain, bank: Any) -> None:
    screening, to = chain.screening(), screen(chain, rows=1, columns=2)
    sold(screening, 1, 2)
    order, session = at_the_bank(screening, 30)
    move(screening, to)
    bank.order(pay=session)
    flows.settle_now(order)
    assert Order.objects.get(id=order).state == "refunded"


def test_SHOW_01_who_is_inside_keeps_the_ticket_and_gets_a_seat(chain: Chain) -> None:
    screening, to = chain.screening(in_minutes=20), screen(chain, rows=1, columns=3)
    first, second = sold(screening, 1, 2), sold(screening, 3)
    inside = order_view(second).tickets[0]
    assert enter(chain, inside.payload).refusal is None
    move(screening, to)
    after = order_view(second).tickets[0]
    assert (after.id, after.series) == (inside.id, "1/PLEIN")
    assert {t.place for t in (*order_view(first).tickets, after)} == {1, 2, 3}
    with pytest.raises(ChangeRefused, match="inside"):
        move(
            screening,
            screen(chain, rows=1, columns=1, number=6, special={1: ("W", 0)}),
            unseated={second: 0, first: 0},
        )


def test_a_plan_shown_before_another_sale_is_not_applied(chain: Chain) -> None:
    screening, to = chain.screening(), screen(chain, rows=4, columns=6)
    sold(screening, 1)
    seen = move_plan(screening, screen=to).seen
    sold(screening, 2)
    with pytest.raises(PlanChanged):
        move(screening, to, seen=seen)
    with pytest.raises(PlanChanged):
        actions.cancel_screening(screening, reason=WHY, seen="another")


def test_SHOW_03_times_are_counted_on_instants_also_in_the_nights_the_clocks_change(chain: Chain) -> None:
    year = clock.now().year + 1
    october = max(day for day in range(25, 32) if date(year, 10, day).weekday() == 6)
    start = datetime(year, 10, october, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    screening = chain.screening(in_minutes=600)
    sold(screening, 1)
    alter(screening, starts_at=start)
    row = Screening.objects.get(id=screening)
    assert row.ends_at - row.starts_at == timedelta(minutes=130)
    assert row.ends_at.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") == "02:40"


def test_SHOW_04_a_shifted_start_is_told_once_and_old_letters_are_withdrawn(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    order = sold(screening, 1, 2)
    starts = Screening.objects.get(id=screening).starts_at
    ticket = order_view(order).tickets[0]
    alter(screening, starts_at=starts + timedelta(hours=2))
    alter(screening, starts_at=starts - timedelta(hours=1))
    letters = Message.objects.filter(recipient=str(order)).order_by("created_at")
    assert [(m.template.rpartition("/")[2], m.state) for m in letters] == [
        ("tickets", "lapsed"), ("changed", "lapsed"), ("changed", "queued"),
    ]  # fmt: skip
    last = letters.last()
    assert last is not None
    mail = compose(last)
    local = (starts - timedelta(hours=1)).astimezone(order_view(order).shows[0].facts.local_start.tzinfo)
    assert local.strftime("%Hh%M") in str(mail.body)
    assert [a[0] for a in mail.attachments if isinstance(a, tuple)] or mail.attachments
    assert order_view(order).tickets[0].payload == ticket.payload, (
        "the code says who one is, the database when"
    )
    row = Screening.objects.get(id=screening)
    assert row.web_closes_at == row.film_starts_at
    change = ScreeningChange.objects.get(screening_id=screening, number=2)
    assert change.refund_until == row.starts_at


def test_SHOW_04_the_money_is_free_to_go_back_until_the_new_start(
    chain: Chain, bank: Any, travel: Any
) -> None:
    screening = chain.screening(in_minutes=600)
    first, second = paid(bank, screening, 1, 2), paid(bank, screening, 3)
    alter(screening, pre_show_min=25)
    notice = notices_of(first)[0]
    assert actions.refund_after_change(first, notice=notice.id) == 1900
    assert actions.refund_after_change(first, notice=notice.id) == 0, "a second click gives nothing more"
    assert (Order.objects.get(id=first).state, Refund.objects.count()) == ("refunded", 1)
    actions.keep_after_change(second, notice=notices_of(second)[0].id)
    actions.keep_after_change(second, notice=notices_of(second)[0].id)
    assert notices_of(second)[0].answer == "kept"
    travel(minutes=601)
    with pytest.raises(AnswerRefused, match="late"):
        actions.refund_after_change(second, notice=notices_of(second)[0].id)


def test_SHOW_05_another_film_leaves_what_was_sold_as_it_was_sold(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    order = sold(screening, 1)
    sale = Entry.objects.get(subject=order, kind="sale")
    alter(screening, version=chain.banned_version)
    row = Screening.objects.get(id=screening)
    assert (row.film_id, row.revision) == (chain.banned_film, 2)
    assert Entry.objects.get(id=sale.id).payload == sale.payload
    told = Entry.objects.get(kind="screening_changed")
    assert '"film":"La Lame"' in told.payload
    assert '"film":"Le Gardien"' in told.payload
    assert order_view(order).min_age == 16, "the age is that of the film shown"
    other = FilmVersion.objects.create(film_id=chain.banned_film, audio="en", subtitles=["fr"], label="VOST")
    alter(screening, version=other.id)
    assert [c.after["version"] for c in ScreeningChange.objects.order_by("number")] == ["VF", "VOST"]


def test_SHOW_06_no_change_puts_two_films_into_one_screen(chain: Chain) -> None:
    screening, other = chain.screening(in_minutes=600), chain.screening(in_minutes=900)
    sold(screening, 1)
    later = Screening.objects.get(id=other).starts_at
    plan = altered_plan(screening, alteration=Alteration(starts_at=later))
    assert [clash.id for clash in plan.clashes] == [other]
    with pytest.raises(ChangeRefused, match="occupied"):
        alter(screening, starts_at=later)
    assert mails(Order.objects.get().id, "changed") == 0


def test_SHOW_07_a_sold_screening_cannot_be_deleted_by_anybody(chain: Chain, superuser: Any) -> None:
    screening = chain.screening()
    sold(screening, 1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programme_screening WHERE id = %s", [screening])
    with pytest.raises(Exception, match="has orders"):
        superuser.execute("DELETE FROM programme_screening WHERE id = %s", [screening])


def test_SHOW_07_seats_are_not_changed_behind_the_verbs(chain: Chain) -> None:
    screening = chain.screening()
    sold(screening, 1)
    with (
        pytest.raises(DatabaseError, match="by verbs only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT reseat_screening(%s, '[]')", [screening])


def test_SHOW_02_a_cancellation_stops_the_sale_in_its_commit_and_refunds_each_once(
    chain: Chain, bank: Any
) -> None:
    screening = chain.screening(in_minutes=600)
    first, second, counter = paid(bank, screening, 1, 2), paid(bank, screening, 3), sold(screening, 5)
    held = take(screening, 10)
    paying, session = at_the_bank(screening, 11)
    plan = cancel_plan(screening)
    assert (plan.orders, plan.tickets, plan.paying, plan.holds) == (3, 4, 1, 1)
    assert plan.cents == sum(order_view(o).total for o in (first, second, counter))
    assert plan.elsewhere == order_view(counter).total
    assert actions.cancel_screening(screening, reason=WHY, seen=plan.seen) == 3
    with pytest.raises(NotOnSale):
        take(screening, 20)
    assert Order.objects.get(id=held.order).state == "cancelled"
    change = ScreeningChange.objects.get()
    assert progress(change.id, screening=screening).open == 3
    for order in (first, second, counter, first):
        flows.refund_cancelled(order, screening=screening)
    bank.order(pay=session)
    flows.settle_now(paying)
    assert Order.objects.get(id=paying).state == "refunded", "late money goes back"
    assert '"cancelled"' in str(Message.objects.get(recipient=str(paying)).facts).replace("'", '"')
    found = progress(change.id, screening=screening)
    assert (found.refunded, found.open, found.due) == (3, 0, plan.cents)
    assert found.tallies
    assert [mails(order, "refunded") for order in (first, second, counter)] == [1, 1, 1]


def test_what_cannot_be_is_refused_and_nothing_happens(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    sold(screening, 1)
    for act in (
        lambda: move_plan(screening, screen=chain.screen),
        lambda: move_plan(screening, screen=999),
        lambda: altered_plan(screening, alteration=Alteration()),
        lambda: altered_plan(screening, alteration=Alteration(version=999)),
        lambda: altered_plan(screening, alteration=Alteration(pre_show_min=500)),
        lambda: altered_plan(screening, alteration=Alteration(starts_at=clock.now() - timedelta(hours=1))),
        lambda: actions.move_screening(screening, screen=chain.free_screen, reason=" ", seen="x"),
    ):
        with pytest.raises(ChangeRefused):
            act()
    actions.cancel_screening(screening, reason=WHY)
    with pytest.raises(ChangeRefused, match="cancelled"):
        cancel_plan(screening)
    assert not ChangedOrder.objects.exclude(change__kind="cancelled").exists()
    with pytest.raises((WrongState, AnswerRefused)):
        actions.keep_after_change(Order.objects.get().id, notice=1)
    flows.refund_cancelled(Order.objects.get().id, screening=screening)


def test_SHOW_01_broken_seats_of_the_new_hall_are_nobodys(chain: Chain) -> None:
    screening, to = chain.screening(), screen(chain, rows=2, columns=4)
    SeatBlock.objects.create(
        screen_id=to, places=[2, 3], kind="broken", starts_at=clock.now(), reason="springs", made_by="t",
        made_at=clock.now(),
    )  # fmt: skip
    orders = [sold(screening, n, n + 1) for n in (1, 3, 5, 7)]
    plan = move_plan(screening, screen=to)
    assert list(plan.unseated) == orders[3:], "six seats are left of eight"
    move(screening, to, unseated={orders[3]: 0})
    taken = {ticket.place for order in orders[:3] for ticket in order_view(order).tickets}
    assert taken == {1, 4, 5, 6, 7, 8}
    with pytest.raises(SeatTaken):
        take(screening, 2)
