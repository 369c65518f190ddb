"""Tickets given up for others of the same order: rights, money and codes follow; a second time does nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.cast import Chain
from tests.rig.orders import mails

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import (
    AlreadyAdmitted,
    AnswerRefused,
    DifferenceDue,
    HoldExpired,
)
from ouvreuse.booking.models import ScreeningChange
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.notices import notices_of, progress
from ouvreuse.booking.queries.placing import exchange_options
from ouvreuse.booking.tests.factories import WHY, alter, enter, paid, sold
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration


def test_SHOW_02_until_the_refunds_buyers_may_exchange_instead(chain: Chain, bank: Any, travel: Any) -> None:
    screening, other = chain.screening(in_minutes=600), chain.screening(in_minutes=900)
    first, second = paid(bank, screening, 1, 2), paid(bank, screening, 3)
    actions.cancel_screening(screening, reason=WHY, refund_at=clock.now() + timedelta(hours=5))
    assert (mails(first, "changed"), mails(first, "refunded")) == (1, 0)
    with pytest.raises(AnswerRefused, match="cancelled"):
        actions.keep_after_change(first, notice=notices_of(first)[0].id)
    options = exchange_options(first, screening=screening)
    assert [(option.show.id, option.back) for option in options] == [(other, 0)]
    notice = notices_of(first)[0].id
    assert actions.exchange_after_change(first, notice=notice, screening=other) is not None
    assert actions.exchange_after_change(first, notice=notice, screening=other) is None, (
        "the second click does nothing"
    )
    view = order_view(first)
    assert {t.screening for t in view.tickets} == {other}
    assert (view.state, view.total, view.refunded) == ("confirmed", 1900, 0)
    assert flows.rescue() == 0, "the refunds wait for their hour"
    travel(minutes=301)
    flows.rescue()
    flows.refund_cancelled(second, screening=screening)
    flows.refund_cancelled(first, screening=screening)
    found = progress(ScreeningChange.objects.get().id, screening=screening)
    assert (found.exchanged, found.refunded, found.open) == (1, 1, 0)
    assert found.tallies


def test_an_exchange_for_less_gives_the_difference_back_once(chain: Chain, bank: Any) -> None:
    screening, other = chain.screening(in_minutes=600), chain.screening(in_minutes=900)
    order = paid(bank, screening, 1, 2)
    old = order_view(order)
    hold = actions.hold_seats(
        other,
        places=[4],
        rates=["MOINS14"],
        purchase_key=uuid4(),
        browser=None,
        language="fr",
        channel="counter",
    )
    done = actions.exchange_tickets(
        order, tickets=[old.tickets[0].id], hold=hold.order, reason="student card"
    )
    view = order_view(order)
    assert done.given_back == view.refunded == old.total - view.total > 0
    flows.settle_now(order)
    flows.settle_now(order)
    assert order_view(order).refunded == done.given_back, "the bank’s word later gives nothing more"
    actions.refund_tickets(order, reason="clerk")
    assert order_view(order).refunded == old.total


def test_an_exchange_for_more_is_paid_first(chain: Chain) -> None:
    screening, other = chain.screening(in_minutes=600), chain.screening(in_minutes=900)
    order = sold(screening, 1, rates=["MOINS14"])
    before = order_view(order)
    hold = actions.hold_seats(
        other,
        places=[4],
        rates=["PLEIN"],
        purchase_key=uuid4(),
        browser=None,
        language="fr",
        channel="counter",
    )
    with pytest.raises(DifferenceDue) as due:
        actions.exchange_tickets(order, tickets=None, hold=hold.order, reason="later")
    done = actions.exchange_tickets(order, tickets=None, hold=hold.order, reason="later", means="cash")
    assert done.paid == due.value.facts["due"] == order_view(order).total - before.total
    with pytest.raises(HoldExpired):
        actions.exchange_tickets(order, tickets=None, hold=hold.order, reason="twice", means="cash")


def test_a_used_ticket_is_neither_exchanged_nor_refunded_by_its_buyer(chain: Chain) -> None:
    screening = chain.screening(in_minutes=30)
    order = sold(screening, 1, 2)
    alter(screening, pre_show_min=20)
    enter(chain, order_view(order).tickets[0].payload)
    with pytest.raises(AlreadyAdmitted):
        actions.refund_after_change(order, notice=notices_of(order)[0].id)
