"""From a sale to the door and back: tickets, the book, refunds, admissions."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from tests.cast import Chain

from ouvreuse.accounts.actions import create_user
from ouvreuse.booking import errors
from ouvreuse.booking.actions import Refusal, admit, refund_tickets, sell, settle, undo_admission
from ouvreuse.booking.actions.admission import Admitted
from ouvreuse.booking.queries import order_view, seat_map
from ouvreuse.fiscal.models import AdmissionRight, CancelledRight, Entry, Series
from ouvreuse.fiscal.queries import rights_statement, verify_books
from ouvreuse.payments.actions import open_shift
from ouvreuse.payments.models import Till

pytestmark = pytest.mark.integration


def enter(chain: Chain, code: str, **changes: object) -> Admitted:
    options: dict[str, object] = {"cinemas": frozenset({chain.cinema}), "user": 1, "way": "typed", **changes}
    return admit(code, **options)  # type: ignore[arg-type]


def test_a_cash_sale_issues_numbered_tickets_and_one_entry(chain: Chain) -> None:
    screening = chain.screening(in_minutes=30)
    order = order_view(sell(screening, places=[1, 2, 3], rates=["PLEIN", "PLEIN", "MOINS14"]))
    assert (order.state, order.total, order.payment) == ("confirmed", 950 + 950 + 400, "succeeded")
    assert [(t.series, t.series_number) for t in order.tickets] == [
        ("1/PLEIN", 1),
        ("1/PLEIN", 2),
        ("1/MOINS14", 1),
    ]
    entry = Entry.objects.get()
    payload = json.loads(entry.payload)
    assert payload["totals"] == {"550": {"gross": 2300, "vat": 120}}
    assert payload["payments"][0] | {"payment": ""} == {"means": "cash", "amount": 2300, "payment": ""}
    assert [report.broken for report in verify_books()] == [None]


def test_settling_again_changes_nothing(chain: Chain) -> None:
    order = sell(chain.screening(), places=[1], rates=["PLEIN"])
    for _ in range(3):
        assert settle(order).state == "confirmed"
    assert Entry.objects.count() == 1


def test_the_same_purchase_key_sells_once(chain: Chain) -> None:
    screening, key = chain.screening(), uuid4()
    first = sell(screening, places=[1], rates=["PLEIN"], purchase_key=key)
    assert sell(screening, places=[1], rates=["PLEIN"], purchase_key=key) == first
    assert Entry.objects.count() == 1


def test_refund_voids_frees_and_cancels_but_never_reuses_a_number(chain: Chain) -> None:
    screening = chain.screening()
    order = sell(screening, places=[1, 2, 3], rates=["PLEIN"] * 3)
    middle = order_view(order).tickets[1]
    assert refund_tickets(order, tickets=[middle.id], reason="wrong seat") == 950
    assert order_view(order).state == "confirmed"
    assert seat_map(screening).taken == {1, 3}
    again = order_view(sell(screening, places=[2], rates=["PLEIN"]))
    assert again.tickets[0].series_number == 4
    assert (AdmissionRight.objects.count(), CancelledRight.objects.count()) == (4, 1)
    assert refund_tickets(order, reason="all") == 1900
    assert order_view(order).state == "refunded"
    with pytest.raises(errors.WrongState):
        refund_tickets(order, reason="again")


def sell_before(chain: Chain, count: int) -> None:
    """So many rights of 1/PLEIN, sold for other screenings."""
    screenings = [chain.screening(in_minutes=200 * n) for n in range(2, 6)]
    for start in range(0, count, 10):
        places = [place % 30 + 1 for place in range(start, min(start + 10, count))]
        sell(screenings[start // 30], places=places, rates=["PLEIN"] * len(places))


def test_T_2_the_statement_of_a_screening(chain: Chain) -> None:
    """T-2: series at 120, sell 3, cancel the second, sell 1: first 120, next 124, issued 4, cancelled 1, admissions 3.

    The 119 rights before were really sold: a series has no gap, not even at its beginning.
    """
    sell_before(chain, 119)
    assert Series.objects.get().last_number == 119
    screening = chain.screening()
    assert rights_statement(screening) == []
    order = sell(screening, places=[1, 2, 3], rates=["PLEIN"] * 3)
    tickets = order_view(order).tickets
    assert [ticket.series_number for ticket in tickets] == [120, 121, 122]
    refund_tickets(order, tickets=[tickets[1].id], reason="ill")
    assert order_view(sell(screening, places=[2], rates=["PLEIN"])).tickets[0].series_number == 123
    (told,) = rights_statement(screening)
    assert (told.label, told.first, told.following) == ("1/PLEIN", 120, 124)
    assert (told.issued, told.cancelled, told.admissions) == (4, 1, 3)
    assert CancelledRight.objects.get().right.number == 121
    sell(screening, places=[5], rates=["MOINS14"])
    child, adult = rights_statement(screening)
    assert (child.label, child.first, child.following, child.issued) == ("1/MOINS14", 1, 2, 1)
    assert adult == told


def test_one_ticket_enters_once(chain: Chain) -> None:
    view = order_view(sell(chain.screening(in_minutes=20), places=[1, 2], rates=["PLEIN", "MOINS14"]))
    first = enter(chain, view.tickets[0].payload)
    assert first.refusal is None
    assert first.others == (view.tickets[1].id,)
    assert enter(chain, view.tickets[0].payload).refusal is Refusal.ALREADY
    assert enter(chain, f"{view.code}-2".lower()).refusal is None


def test_an_admission_is_undone_within_half_a_minute(chain: Chain, travel: object) -> None:
    view = order_view(sell(chain.screening(in_minutes=20), places=[1], rates=["PLEIN"]))
    cinemas = frozenset({chain.cinema})
    enter(chain, view.tickets[0].payload)
    assert undo_admission(view.tickets[0].id, cinemas=cinemas, user=1)
    assert enter(chain, view.tickets[0].payload).refusal is None
    travel(seconds=31)  # type: ignore[operator]
    assert not undo_admission(view.tickets[0].id, cinemas=cinemas, user=1)


def test_the_door_says_why_it_stays_shut(chain: Chain, travel: object) -> None:
    screening, later = chain.screening(in_minutes=20), chain.screening(in_minutes=600)
    order = sell(screening, places=[1], rates=["PLEIN"])
    ticket = order_view(order).tickets[0]
    early = order_view(sell(later, places=[1], rates=["PLEIN"])).tickets[0]
    flipped = ticket.payload[:30] + ("A" if ticket.payload[30] != "A" else "B") + ticket.payload[31:]
    assert enter(chain, flipped).refusal is Refusal.FORGED
    assert enter(chain, "OVNONSENSE").refusal is Refusal.UNKNOWN
    assert enter(chain, "ZZZZ-ZZZZ-1").refusal is Refusal.UNKNOWN
    assert enter(chain, ticket.payload, cinemas=frozenset({chain.cinema + 1})).refusal is Refusal.OTHER_CINEMA
    assert enter(chain, early.payload).refusal is Refusal.TOO_EARLY
    wrong_room = enter(chain, ticket.payload, screenings=frozenset({later}))
    assert (wrong_room.refusal, wrong_room.show and wrong_room.show.id) == (
        Refusal.OTHER_SCREENING,
        screening,
    )
    refund_tickets(order, reason="test")
    assert enter(chain, ticket.payload).refusal is Refusal.VOID
    travel(hours=13)  # type: ignore[operator]
    assert enter(chain, early.payload).refusal is Refusal.OVER


def test_nothing_is_sold_of_a_film_that_has_ended(chain: Chain) -> None:
    """A short film may end before the counter closes: no tickets, no money, no order."""
    from datetime import timedelta

    from ouvreuse.booking.models import Order
    from ouvreuse.kernel import clock

    now = clock.now()
    screening = chain.screening(
        in_minutes=-60, ends_at=now - timedelta(minutes=1), counter_closes_at=now + timedelta(minutes=20)
    )
    with pytest.raises(errors.NotOnSale):
        sell(screening, places=[1], rates=["PLEIN"])
    assert not Order.objects.exists()


def test_the_book_keeps_who_sold_and_who_refunded(chain: Chain) -> None:
    """An opaque number, never a name (R3.3, R3.5)."""
    clerk, manager = (
        create_user(f"{name}@example.org", name=name, password="a long password") for name in "ab"
    )
    for person, float_cents in ((clerk, 0), (manager, 5000)):
        till = Till.objects.create(cinema_id=chain.cinema, name=str(person))
        open_shift(till.id, cinema=chain.cinema, user=person, float_cents=float_cents)
    order = sell(chain.screening(), places=[1], rates=["PLEIN"], actor=clerk)
    refund_tickets(order, reason="asked", actor=manager)
    entries = Entry.objects.filter(subject=order).order_by("id")
    assert [json.loads(entry.payload)["operator"] for entry in entries] == [clerk, manager]
