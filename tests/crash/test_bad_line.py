"""NET: 400 ms, 3 % loss and each answer cut once between browser and site; a reload is all the buyer knows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest

from tests.crash.conftest import Stage
from tests.crash.test_kill import facts
from tests.rig.buyer import Buyer
from tests.rig.relay import Line, bad_line
from tests.rig.stack import wait_until

pytestmark = pytest.mark.integration


def times_reached(line: Line, ending: str) -> int:
    """How often the site got a form, as the browser sent it again after an answer it never saw."""
    return sum(
        times for (method, path), times in line.reached.items() if method == "POST" and path.endswith(ending)
    )


def test_a_purchase_over_a_bad_line_is_one_order_and_one_charge(stage: Stage) -> None:
    stack, screening, email = stage.stack, stage.screening(), "bad.line@example.org"
    charged, orders = stack.at_bank("charge"), stack.rows("SELECT count(*) FROM booking_order")[0][0]
    with bad_line(stack.web_port) as line:
        buyer = Buyer(line.url, known_as=stack.url)
        buyer.choose(screening, 3, 4)
        bank = buyer.go_to_bank(email)
        page = buyer.come_back(buyer.pay(bank))
    assert page.count('class="ticket-code"') == 2
    assert min(line.cut.values()) == 1, "every answer was cut once"
    assert times_reached(line, "/hold/") >= 2, "the site saw the same hold twice"
    assert times_reached(line, "/pay/") >= 2, "and the same order to pay"
    assert buyer.retries >= len(line.cut)
    assert stack.rows("SELECT count(*) FROM booking_order")[0][0] - orders == 1
    assert facts(stack, screening) == [("confirmed", 1900, 2, 1900, 1, 1)]
    assert (stack.at_bank("charge") - charged, len(stack.rows(PAGES, email))) == (1, 1)
    wait_until("the letter", lambda: stack.mails(email))
    assert stack.audit() == []


PAGES = """
SELECT p.id FROM payments_payment p JOIN booking_order o ON o.id = p.subject WHERE o.email = %s
"""


class Forgetful(Buyer):
    """A browser whose form carries a new purchase key each time it is sent."""

    def _once(self, address: str, form: Sequence[tuple[str, str]] | None) -> tuple[int, str, str]:
        fresh = form and [(name, uuid4().hex if name == "key" else value) for name, value in form]
        return super()._once(address, fresh)


@pytest.mark.parametrize(("kind", "lowest", "highest"), [(Buyer, 1, 1), (Forgetful, 2, 100)])
def test_it_is_the_purchase_key_that_makes_a_reload_harmless(
    stage: Stage, kind: type[Buyer], lowest: int, highest: int
) -> None:
    """In free seating no seat says no: with its twin, a form that forgets its key, one click holds twice."""
    held = "SELECT count(DISTINCT order_id) FROM booking_claim WHERE screening_id = %s AND until > clock()"
    before = stage.stack.rows(held, stage.free)[0][0]
    with bad_line(stage.stack.web_port) as line:
        kind(line.url, known_as=stage.stack.url).choose(stage.free, 1, 2)
    assert lowest <= stage.stack.rows(held, stage.free)[0][0] - before <= highest
