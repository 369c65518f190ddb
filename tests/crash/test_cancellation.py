"""SHOW-02: the worker is killed in the middle of a cancellation's refunds, wherever; everybody is refunded once."""

from __future__ import annotations

import os
import random

import pytest

from ouvreuse.booking import actions
from tests.crash.conftest import Stage
from tests.crash.test_kill import Killer
from tests.rig.buyer import Buyer
from tests.rig.stack import wait_until

pytestmark = pytest.mark.integration
ORDERS = 5
ANY = 0
DEATHS = tuple(range(1, ORDERS + 1)) if os.environ.get("OUVREUSE_DEEP") == "1" else (ANY,)


@pytest.mark.parametrize("death", DEATHS)
def test_SHOW_02_refunds_go_on_wherever_the_worker_dies(stage: Stage, death: int) -> None:
    """It dies at the n-th refund, tickets void and the bank not called; Σ refunds = Σ paid, one letter each."""
    stack, screening = stage.stack, stage.screening()
    nth = death or random.randint(1, ORDERS)
    addresses = [f"show02.{death}.{number}@example.org" for number in range(ORDERS)]
    for number, email in enumerate(addresses):
        buyer = Buyer(stack.url)
        buyer.choose(screening, 2 * number + 1, 2 * number + 2)
        buyer.come_back(buyer.pay(buyer.go_to_bank(email)))
    given = stack.at_bank("refund")
    with stack.from_here():
        stack.arm("P13", nth=nth)
        killer = Killer(stack, "worker")
        killer.start()
        assert actions.cancel_screening(screening, reason="strike") == ORDERS
    killer.done()
    stack.heal()
    refunds = (
        "SELECT count(*), coalesce(sum(r.amount), 0), count(*) FILTER (WHERE r.state = 'done') FROM payments_refund r"
        " JOIN payments_payment p ON p.id = r.payment_id JOIN booking_orderline l ON l.order_id = p.subject"
        " AND l.position = 1 WHERE l.screening_id = %s"
    )

    def all_done() -> bool:
        stack.do("ops.rescue_stalled_jobs", "booking.rescue")
        return bool(stack.rows(refunds, screening)[0][2] == ORDERS)

    wait_until(f"every refund, killed at the {nth}.", all_done)
    assert stack.rows(refunds, screening) == [(ORDERS, ORDERS * 1900, ORDERS)], nth
    assert stack.at_bank("refund") - given == ORDERS, nth
    answers = (
        "SELECT c.answer, count(*) FROM booking_changedorder c JOIN booking_screeningchange s ON s.id = c.change_id"
        " WHERE s.screening_id = %s GROUP BY 1"
    )
    assert stack.rows(answers, screening) == [("refunded", ORDERS)]
    for email in addresses:
        wait_until("the letter", lambda email=email: stack.mails(email) == 2)
    assert stack.audit() == []
