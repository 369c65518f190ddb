"""No order stays where nobody can help it: each state has an end, and one order's trouble is only its own."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import Chain
from tests.rig.orders import at_the_bank, deliver, jobs, mails, take, told

from ouvreuse.booking import actions, flows, tasks
from ouvreuse.booking.actions import settling
from ouvreuse.booking.errors import NotOnSale, SeatTaken
from ouvreuse.booking.models import Claim, Order, OrderLine, Ticket
from ouvreuse.booking.queries import order_view, orders_to_settle
from ouvreuse.payments import flows as payments
from ouvreuse.payments.models import Payment, Refund

pytestmark = pytest.mark.integration


def state_of(order: UUID) -> str:
    return Order.objects.get(id=order).state


def paid(bank: Any, screening: int, *places: int) -> UUID:
    order, session = at_the_bank(screening, *places)
    bank.order(pay=session)
    assert flows.settle_now(order) == "confirmed"
    return order


def test_SEAT_13_blocked_seats_stay_blocked_whatever_the_poller_does(chain: Chain, travel: Any) -> None:
    screening = chain.screening()
    block = actions.block_seats(screening, places=[1, 2])
    travel(minutes=30)
    flows.poll()
    flows.refresh(block)
    assert not flows.give_up(block)
    assert Claim.objects.filter(order_id=block).count() == 2
    with pytest.raises(SeatTaken):
        take(screening, 1)
    assert actions.unblock_seats(block)
    assert take(screening, 1)


def test_seats_in_payment_are_never_unblocked(chain: Chain, bank: Any) -> None:
    order, _ = at_the_bank(chain.screening(), 1)
    assert not actions.unblock_seats(order)
    assert state_of(order) == "paying"


def test_an_order_refunded_by_a_clerk_bears_being_settled_again(chain: Chain, bank: Any) -> None:
    """The bank's word of the refund, or the buyer's old tab, settles once more: nothing is left to give back."""
    order = paid(bank, chain.screening(), 1, 2)
    actions.refund_tickets(order, reason="clerk")
    flows.refresh(order)
    assert (state_of(order), Refund.objects.count(), mails(order, "refunded")) == ("refunded", 1, 1)


def test_one_order_in_trouble_stops_nobody_else(
    chain: Chain, bank: Any, travel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    screening = chain.screening(in_minutes=300)
    sick, _ = at_the_bank(screening, 1)
    well, session = at_the_bank(screening, 2)
    bank.order(pay=session)
    travel(minutes=2)
    settle = actions.settle

    def settle_but_one(order: UUID) -> Any:
        if order == sick:
            raise RuntimeError("this order cannot be settled")
        return settle(order)

    monkeypatch.setattr(actions, "settle", settle_but_one)
    flows.poll()
    assert state_of(well) == "confirmed"


def test_orders_the_bank_never_answers_for_do_not_hide_the_others(
    chain: Chain, bank: Any, travel: Any
) -> None:
    screening = chain.screening(in_minutes=300)
    first, _ = at_the_bank(screening, 1)
    travel(minutes=1)
    second, _ = at_the_bank(screening, 2)
    travel(minutes=2)
    old, young = (orders_to_settle(older_than=timedelta(seconds=45), limit=1) for _ in range(2))
    assert old == young == [first]
    flows.refresh(first)
    assert orders_to_settle(older_than=timedelta(seconds=45), limit=1) == [second], (
        "asked longest ago comes first"
    )


def test_a_cancelled_screening_gives_back_every_ticket_that_was_not_used(chain: Chain, bank: Any) -> None:
    """The projector breaks: one of three is inside, the two others get their money back."""
    screening = chain.screening(in_minutes=30)
    order = paid(bank, screening, 1, 2, 3)
    inside = order_view(order).tickets[0]
    here = frozenset({chain.cinema})
    assert actions.admit(inside.payload, cinemas=here, user=None, way="typed").refusal is None
    actions.cancel_screening(screening, reason="projector")
    flows.refund_cancelled(order, screening=screening)
    assert [t.valid for t in order_view(order).tickets] == [True, False, False]
    assert Refund.objects.get().amount == 1900


def test_refunds_of_a_cancelled_screening_that_lost_their_job_get_another(chain: Chain, bank: Any) -> None:
    screening = chain.screening(in_minutes=300)
    order = paid(bank, screening, 1)
    actions.cancel_screening(screening, reason="strike")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert flows.rescue() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'order' FROM procrastinate_jobs WHERE task_name = 'booking.refund_cancelled'"
        )
        assert cursor.fetchall() == [(str(order),)]
    flows.refund_cancelled(order, screening=screening)
    assert flows.rescue() == 0


def test_a_sale_in_the_moment_of_the_cancellation_is_refunded_too(
    chain: Chain, bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is found paid and the screening open; the cancellation waits until its tickets can be seen."""
    screening = chain.screening(in_minutes=300)
    order, session = at_the_bank(screening, 1)
    bank.order(pay=session)
    issue = settling.issue
    found: list[int] = []

    def cancel() -> None:
        found.append(actions.cancel_screening(screening, reason="strike"))
        connection.close()

    def cancelled_meanwhile(*facts: Any, **key: Any) -> None:
        meanwhile.start()
        meanwhile.join(timeout=0.5)
        issue(*facts, **key)

    meanwhile = threading.Thread(target=cancel)
    monkeypatch.setattr(settling, "issue", cancelled_meanwhile)
    assert flows.settle_now(order) == "confirmed"
    meanwhile.join()
    assert found == [1], "the cancellation knows of the order, and has it refunded"


def test_an_event_whose_job_was_given_up_gets_another(chain: Chain, bank: Any, travel: Any) -> None:
    order, session = at_the_bank(chain.screening(in_minutes=300), 1)
    bank.order(pay=session)
    assert deliver(chain, told(bank, "payment_intent.succeeded")) == 200
    [event] = jobs()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert flows.rescue() == 0, "a young event still has its own job"
    travel(minutes=31)
    assert flows.rescue() == 1
    assert jobs() == [event]
    flows.settle_event(event)
    assert state_of(order) == "confirmed"
    assert flows.rescue() == 0


def test_a_free_order_whose_screening_was_cancelled_ends(chain: Chain, superuser: Any) -> None:
    """Nothing was paid, so nothing goes back: the seats do."""
    screening = chain.screening(in_minutes=300)
    held = take(screening, 1)
    Order.objects.filter(id=held.order).update(total=0)
    OrderLine.objects.create(
        order_id=held.order, position=1, kind="ticket", screening_id=screening, place=1, code="PLEIN",
        label_fr="x", label_en="x", gross=0, vat_bp=550, vat=0,
    )  # fmt: skip
    actions.cancel_screening(screening, reason="strike")
    with connection.cursor() as cursor:
        cursor.execute("SELECT begin_payment(%s)", [held.order])
    superuser.execute(
        "INSERT INTO payments_payment (id, subject, means, state, amount, captured, currency, provider_ref,"
        " provider_intent, url, request, created_at, ended_at, correlation_id)"
        " VALUES (gen_random_uuid(), %s, 'free', 'succeeded', 0, 0, 'EUR', '', '', '', '{}', clock(), clock(), '')",
        [held.order],
    )
    actions.settle(held.order)
    assert (state_of(held.order), Claim.objects.filter(order_id=held.order).count()) == ("cancelled", 0)


def test_a_cancelled_screening_is_not_paid_for(chain: Chain, bank: Any) -> None:
    screening = chain.screening(in_minutes=300)
    held = take(screening, 1)
    actions.cancel_screening(screening, reason="strike")
    with pytest.raises(NotOnSale):
        flows.open_checkout(held.order, email="camille@example.org")
    assert (state_of(held.order), Payment.objects.count()) == ("cancelled", 0)


def test_PAY_24_an_order_under_review_is_given_back_by_a_clerk(chain: Chain, bank: Any) -> None:
    screening = chain.screening(in_minutes=300)
    order, session = at_the_bank(screening, 1)
    Order.objects.filter(id=order).update(total=951)
    bank.order(pay=session)
    assert flows.settle_now(order) == "review"
    assert actions.return_money(order, reason="wrong amount") == 950
    assert actions.return_money(order, reason="wrong amount") == 0
    assert (state_of(order), Claim.objects.count(), Ticket.objects.count()) == ("refunded", 0, 0)
    assert (Refund.objects.count(), mails(order, "refunded")) == (1, 1)
    assert take(screening, 1)


def test_PAY_15_a_refund_that_failed_is_asked_for_again_once(chain: Chain, bank: Any, travel: Any) -> None:
    """The news of the failure is lost as well: the rescue asks, a clerk asks again, and the money goes back."""
    order = paid(bank, chain.screening(in_minutes=3000), 1)
    bank.order(refund_mode="pending")
    actions.refund_tickets(order, reason="clerk")
    first = Refund.objects.get()
    assert payments.send_refund(first.id) == "pending"
    bank.order(fail_refund=Refund.objects.get().provider_ref, refund_mode="succeeded")
    assert payments.ask_pending_refunds(older_than=timedelta(hours=1)) == 0
    travel(hours=2)
    assert payments.ask_pending_refunds(older_than=timedelta(hours=1)) == 1
    assert Refund.objects.get().state == "failed"
    assert [actions.refund_again(order, reason="new card") for _ in range(2)] == [950, 0]
    second = Refund.objects.exclude(id=first.id).get()
    assert payments.send_refund(second.id) == "done"
    assert (second.amount, state_of(order)) == (950, "refunded")


def test_SEAT_09_holds_nobody_paid_are_written_down_as_expired(chain: Chain, bank: Any, travel: Any) -> None:
    screening = chain.screening(in_minutes=6000)
    left, lost = take(screening, 1, 2).order, take(screening, 3).order
    travel(minutes=9)
    paying, _ = at_the_bank(screening, 3)  # the seat of the second was taken over
    assert actions.sweep_holds() == 0
    travel(hours=25)
    young = take(screening, 4).order
    assert [actions.sweep_holds(limit=1) for _ in range(3)] == [1, 1, 0]
    assert [state_of(order) for order in (left, lost, paying, young)] == [
        "expired",
        "expired",
        "paying",
        "held",
    ]
    assert set(Claim.objects.values_list("order_id", "place")) == {(paying, 3), (young, 4)}
    assert not Order.objects.filter(state="expired", browser__isnull=False).exists()
    assert order_view(left).state == "expired"


def test_money_known_of_but_not_settled_is_settled_by_the_rescue(chain: Chain, bank: Any) -> None:
    """Whoever heard of the late success died before settling; no event is left to tell of it."""
    order, session = at_the_bank(chain.screening(in_minutes=300), 1)
    bank.order(expired_then_pays={"session": session, "after_s": 3600})
    assert flows.give_up(order)
    bank.order(pay=session)
    assert payments.ask(Payment.objects.get().id) == "succeeded"
    assert flows.rescue() == 1
    assert state_of(order) == "confirmed"
    assert flows.rescue() == 0


def test_a_film_whose_title_looks_like_an_address_is_sold(chain: Chain, bank: Any, superuser: Any) -> None:
    """The book refuses addresses; a title is none, and no payment may fail over it."""
    superuser.execute("UPDATE catalogue_film SET title = 'Vous avez un m@il.fr'")
    assert state_of(paid(bank, chain.screening(in_minutes=300), 1)) == "confirmed"


def test_polls_of_a_slow_bank_take_one_place_of_the_worker_and_bear_its_death() -> None:
    """Their lock keeps all but one waiting; a queueing lock would refuse the rescue of one cut in the middle."""
    assert (tasks.poll.lock, tasks.poll.queueing_lock) == ("booking.poll", None)


def test_PAY_09_tickets_refunded_in_the_banks_dashboard_are_made_void_by_a_clerk(
    chain: Chain, bank: Any
) -> None:
    """The money is back already: nothing more is asked for it, and it covers no more than it was."""
    order = paid(bank, chain.screening(in_minutes=300), 1, 2, 3)
    payment = Payment.objects.get()
    bank.order(dashboard_refund={"payment_intent": payment.provider_intent, "amount": 1900})
    payments.ask_refunds(payment.id)
    tickets = [ticket.id for ticket in order_view(order).tickets]
    given = []
    for ticket in tickets:
        actions.refund_tickets(order, tickets=[ticket], reason="dashboard")
        given.append(sum(Refund.objects.exclude(reason="provider").values_list("amount", flat=True)))
    assert given == [950, 950, 950]
    assert (state_of(order), Claim.objects.count()) == ("refunded", 0)


def test_PAY_23_nothing_is_sold_for_a_screening_that_is_over(chain: Chain, superuser: Any) -> None:
    """A short film ends before the counter closes: no money is taken, not even to be given back."""
    screening = chain.screening(in_minutes=5)
    held = take(screening, 1)
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE programme_screening SET starts_at = clock() - interval '9 minutes',"
        " film_starts_at = clock() - interval '8 minutes',"
        " ends_at = clock() - interval '1 second', web_closes_at = clock() + interval '1 hour',"
        " counter_closes_at = clock() + interval '1 hour' WHERE id = %s", [screening],
    )  # fmt: skip
    with pytest.raises(NotOnSale):
        actions.sell(screening, places=[2], rates=["PLEIN"])
    with pytest.raises(NotOnSale):
        take(screening, 3)
    assert (state_of(held.order), Payment.objects.count()) == ("held", 0)
