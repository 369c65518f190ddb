"""TKT-02 as a race: a ticket is refunded while it is held before the door. Never both."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import Chain

from ouvreuse.booking import actions
from ouvreuse.booking.actions import refunding
from ouvreuse.booking.errors import AlreadyAdmitted, WrongState
from ouvreuse.booking.models import Ticket
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.whole import wholes

pytestmark = pytest.mark.integration


def refund_meets_door(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, bool]:
    """The usher scans just after the refund has looked at the tickets: (money given back, person let in)."""
    order = actions.sell(chain.screening(in_minutes=20), places=[1], rates=["PLEIN"])
    ticket = order_view(order).tickets[0].id
    looked, scanned = threading.Event(), threading.Event()
    lines_of = refunding.lines_of

    def slow_lines(*args: object) -> object:
        looked.set()
        scanned.wait(0.7)
        return lines_of(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(refunding, "lines_of", slow_lines)
    given_back: list[bool] = []
    clerk = threading.Thread(target=refund, args=(order, given_back))
    clerk.start()
    assert looked.wait(10)
    let_in = actions.admit_many(
        (ticket,), cinemas=frozenset({chain.cinema}), user=1, way="typed"
    )[0].refusal is None  # fmt: skip
    scanned.set()
    clerk.join(20)
    return given_back == [True], let_in


def refund(order: UUID, given_back: list[bool]) -> None:
    try:
        actions.refund_tickets(order, reason="race")
        given_back.append(True)
    except (AlreadyAdmitted, WrongState):
        given_back.append(False)
    finally:
        connection.close()


def test_a_ticket_refunded_at_the_door_lets_nobody_in(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refund_meets_door(chain, monkeypatch) == (True, False)
    ticket = Ticket.objects.get()
    assert (ticket.admitted_at, ticket.voided_at is None) == (None, False)


@pytest.mark.breaks_invariants
def test_twin_without_the_lock_both_happen(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proof that the test above can see the fault."""

    monkeypatch.setattr(refunding, "locked_wholes", wholes)
    assert refund_meets_door(chain, monkeypatch) == (True, True)
