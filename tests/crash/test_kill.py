"""CRASH-01: kill -9 of web, worker and PostgreSQL at points of a purchase driven over HTTP; then AUDIT."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from ouvreuse.booking import flows
from ouvreuse.payments.errors import ProviderBusy
from tests.crash.conftest import Stage
from tests.rig.buyer import Buyer
from tests.rig.orders import no_call_free
from tests.rig.stack import Stack, wait_until

pytestmark = pytest.mark.integration
POINTS = ("P1", "P3", "P7", "P9", "P11")
VICTIMS = ("web", "worker", "postgres")


@dataclass
class Case:
    """A point, who dies there, and who passes it: the bank's ``event``, the buyer's ``return``, the ``poller``."""

    point: str
    victim: str

    @property
    def settles(self) -> str:
        if self.point in ("P9", "P11"):
            if self.victim == "worker":
                return "poller"
            return "event" if (self.point, self.victim) in (("P9", "web"), ("P11", "postgres")) else "return"
        return "whoever is first"


class Killer(threading.Thread):
    """Waits until the point is reached, kills the victim there, starts it again, lets the others go on."""

    def __init__(self, stack: Stack, victim: str) -> None:
        super().__init__(daemon=True)
        self.stack, self.victim, self.problem = stack, victim, None

    def run(self) -> None:
        try:
            wait_until("the point", self.stack.reached)
            self.stack.kill(self.victim)
            if self.victim == "worker":  # whoever stopped at the point may go on without it
                self.stack.let_go()
            self.stack.start(self.victim)
        except BaseException as problem:
            self.problem = problem
        finally:
            self.stack.let_go()

    def done(self) -> None:
        """Raises what went wrong; the point must have been reached."""
        self.join(120)
        assert not self.is_alive()
        if self.problem is not None:
            raise self.problem


def buy(stack: Stack, case: Case, screening: int, email: str) -> Buyer:
    """The purchase, with the death in the middle of it."""
    buyer = Buyer(stack.url)
    stack.hold_events(held=case.settles in ("return", "poller"))
    stack.arm(case.point)
    killer = Killer(stack, case.victim)
    killer.start()
    buyer.choose(screening, 1, 2)
    back = buyer.pay(buyer.go_to_bank(email))
    if case.settles == "poller":
        stack.travel(minutes=1)
        stack.ask_for("booking.poll")
    if case.settles in ("poller", "event"):
        killer.done()
    else:
        buyer.come_back(back)
        killer.done()
    stack.hold_events(held=False)
    return buyer


def facts(stack: Stack, screening: int) -> list[tuple[object, ...]]:
    """The orders of a screening: state, cents, valid tickets, payments that took money, letters, entries sold."""
    return stack.rows(
        "SELECT o.state, o.total,"
        " (SELECT count(*) FROM booking_ticket t WHERE t.order_id = o.id AND t.voided_at IS NULL),"
        " (SELECT sum(p.captured) FROM payments_payment p WHERE p.subject = o.id),"
        " (SELECT count(*) FROM notifications_message m WHERE m.recipient = o.id::text"
        "   AND m.template = 'booking/mail/tickets'),"
        " (SELECT count(*) FROM fiscal_entry e WHERE e.subject = o.id AND e.kind = 'sale')"
        " FROM booking_order o WHERE o.id IN (SELECT order_id FROM booking_claim WHERE screening_id = %s)"
        " OR o.id IN (SELECT order_id FROM booking_orderline WHERE screening_id = %s)",
        screening, screening,
    )  # fmt: skip


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("point", POINTS)
def test_CRASH_01_a_purchase_survives(stage: Stage, point: str, victim: str) -> None:
    """One order, one charge, its tickets, one letter that arrives; every invariant holds."""
    stack, case, screening = stage.stack, Case(point, victim), stage.screening()
    email = f"{point}.{victim}@example.org".lower()
    charged = stack.at_bank("charge")
    buyer = buy(stack, case, screening, email)
    stack.heal()
    assert 'class="tickets"' in buyer.come_back(buyer.order)
    assert facts(stack, screening) == [("confirmed", 1900, 2, 1900, 1, 1)]
    assert stack.at_bank("charge") - charged == 1
    wait_until("the letter", lambda: stack.mails(email))
    unsent = "SELECT id, state, error FROM notifications_message WHERE state <> 'sent'"
    wait_until("letters marked as sent", lambda: not stack.rows(unsent), seconds=30)
    assert stack.audit() == []


def leave_the_page_to_the_worker(stack: Stack, screening: int, *, email: str) -> None:
    """The seats held go into payment where no call is free: their page at the bank is the worker's to open."""
    held = "SELECT DISTINCT order_id FROM booking_claim WHERE screening_id = %s"
    [(order,)] = stack.rows(held, screening)
    with stack.from_here(), no_call_free(), pytest.raises(ProviderBusy):
        flows.open_checkout(order, email=email)


def test_CRASH_01_a_page_claimed_by_a_worker_that_dies_is_opened_by_the_next(stage: Stage) -> None:
    """P2: claimed and committed, the bank not called. One session, one charge; every invariant holds."""
    stack, screening, email = stage.stack, stage.screening(), "p2.worker@example.org"
    sessions, charged = stack.at_bank("checkout.session"), stack.at_bank("charge")
    buyer = Buyer(stack.url)
    buyer.choose(screening, 1, 2)
    stack.arm("P2")
    killer = Killer(stack, "worker")
    killer.start()
    leave_the_page_to_the_worker(stack, screening, email=email)
    killer.done()
    payment = (
        "SELECT state, asked_at IS NOT NULL, url FROM payments_payment WHERE subject IN"
        " (SELECT order_id FROM booking_claim WHERE screening_id = %s)"
    )
    assert stack.rows(payment, screening) == [("created", True, "")], "claimed, and nobody asked the bank"
    assert stack.at_bank("checkout.session") == sessions
    stack.travel(minutes=1)
    wait_until("the page", lambda: stack.rows(payment, screening)[0][0] == "open")
    _, page, _ = buyer.visit(f"{buyer.order}bank/")
    assert page == stack.rows(payment, screening)[0][2]
    buyer.pay(page)
    assert 'class="tickets"' in buyer.come_back(buyer.order)
    stack.heal()
    assert facts(stack, screening) == [("confirmed", 1900, 2, 1900, 1, 1)]
    assert stack.at_bank("checkout.session") - sessions == stack.at_bank("charge") - charged == 1
    wait_until("the letter", lambda: stack.mails(email))
    assert stack.audit() == []
