"""Places held back from the web: what counts, what gives back, when they are released (domain R8.4, CAP-01, I2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.cast import Chain
from tests.rig.orders import at_the_bank, take

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import AnswerRefused, ChangeRefused, QuotaUsedUp, SeatTaken
from ouvreuse.booking.models import Claim, Order
from ouvreuse.booking.queries import availability, free_counts, order_view, places_left
from ouvreuse.booking.queries.left import Left
from ouvreuse.booking.queries.notices import notices_of
from ouvreuse.booking.queries.placing import exchange_options
from ouvreuse.booking.tests.factories import WHY, alter, move, paid, screen, sold
from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.quotas import Quotas

pytestmark = pytest.mark.integration
FOUR = {"quotas": {"web": 4}}


def free_take(screening: int, count: int, *, channel: str = "web", key: UUID | None = None) -> actions.Hold:
    """Places of a hall without numbers."""
    key = key or uuid4()
    return actions.hold_seats(
        screening, rates=["PLEIN"] * count, purchase_key=key, browser=key, language="fr", channel=channel
    )


def limit(screening: int, places: int | None, *, release: int = 30, seen: int | None = None) -> bool:
    held = {} if places is None else {"web": places}
    edits = seen or Screening.objects.get(id=screening).edits
    return actions.set_quotas(screening, quotas=Quotas(held, release), seen=edits)


def test_the_web_stops_at_its_number_and_the_counter_goes_on(chain: Chain) -> None:
    screening = chain.screening(**FOUR)
    take(screening, 1, 2, 3)
    with pytest.raises(QuotaUsedUp):
        take(screening, 4, 5)
    take(screening, 5)
    with pytest.raises(QuotaUsedUp):
        take(screening, 6)
    with pytest.raises(QuotaUsedUp):
        take(screening, 1)
    sold(screening, 6, 7, 8)
    assert places_left([screening]) == {screening: Left(33, 0)}
    assert places_left([screening])[screening].elsewhere
    assert (free_counts([screening])[screening], availability(screening).left.here) == (33, 0)
    assert places_left([screening], channel="counter")[screening].here == 33


def test_free_seating_stops_at_it_too(chain: Chain) -> None:
    screening = chain.screening(free=True, **FOUR)
    key = uuid4()
    free_take(screening, 3, key=key)
    with pytest.raises(QuotaUsedUp):
        free_take(screening, 2)
    free_take(screening, 1)
    free_take(screening, 10, channel="counter")
    assert not free_take(screening, 3, key=key).fresh, "a repeated request is the same hold"
    with pytest.raises(QuotaUsedUp):
        free_take(screening, 1)


def test_a_hold_that_ends_and_an_order_that_leaves_give_back(chain: Chain, travel: Any) -> None:
    screening = chain.screening(in_minutes=600, quotas={"web": 3})
    held = take(screening, 1, 2)
    assert places_left([screening])[screening].allowed == 1
    assert actions.give_up(held.order)
    take(screening, 3, 4, 5)
    travel(minutes=9)
    assert places_left([screening])[screening].allowed == 3, "nobody holds them any more"
    order = actions.sell(screening, places=[6, 7, 8], rates=["PLEIN"] * 3, channel="web")
    with pytest.raises(QuotaUsedUp):
        take(screening, 9)
    first = order_view(order).tickets[0].id
    actions.refund_tickets(order, tickets=[first], reason="asked")
    take(screening, 9)
    with pytest.raises(QuotaUsedUp):
        take(screening, 10)


def test_other_seats_of_the_same_hold_count_once(chain: Chain) -> None:
    screening, key, browser = chain.screening(**FOUR), uuid4(), uuid4()

    def choose(*places: int, replacing: bool = False) -> actions.Hold:
        return actions.hold_seats(
            screening, places=places, rates=["PLEIN"] * len(places), purchase_key=key, browser=browser,
            language="fr", replacing=replacing,
        )  # fmt: skip

    choose(1, 2, 3, 4)
    choose(5, 6, 7, 8, replacing=True)
    with pytest.raises(QuotaUsedUp):
        choose(1, 2, 3, 4, 5, replacing=True)
    assert set(Claim.objects.values_list("place", flat=True)) == {5, 6, 7, 8}


def test_what_is_left_is_released_before_the_start(chain: Chain, travel: Any) -> None:
    screening = chain.screening(in_minutes=60, quotas={"web": 0}, quota_release_min=20)
    with pytest.raises(QuotaUsedUp):
        take(screening, 1)
    travel(minutes=41)
    take(screening, 1)
    assert places_left([screening])[screening] == Left(39, None)


def test_money_that_comes_late_buys_no_more_than_the_quota(chain: Chain, bank: Any) -> None:
    screening = chain.screening(in_minutes=600, quotas={"web": 2})
    order, session = at_the_bank(screening, 1, 2)
    bank.order(expired_then_pays={"session": session, "after_s": 3600})
    assert flows.give_up(order)
    take(screening, 5)
    bank.order(pay=session)
    flows.settle_now(order)
    assert Order.objects.get(id=order).state == "refunded", "seats 1 and 2 are free, but not for the web"
    assert not Claim.objects.filter(order_id=order).exists()


def test_money_that_comes_late_takes_its_seats_when_the_web_may(chain: Chain, bank: Any) -> None:
    screening = chain.screening(in_minutes=600, quotas={"web": 3})
    order, session = at_the_bank(screening, 1, 2)
    bank.order(expired_then_pays={"session": session, "after_s": 3600})
    assert flows.give_up(order)
    take(screening, 5)
    bank.order(pay=session)
    flows.settle_now(order)
    assert Order.objects.get(id=order).state == "confirmed"


def test_who_exchanges_online_stays_within_it_and_the_counter_need_not(chain: Chain, bank: Any) -> None:
    screening, other = chain.screening(in_minutes=600), chain.screening(in_minutes=900, quotas={"web": 1})
    order = paid(bank, screening, 1, 2)
    actions.cancel_screening(screening, reason=WHY, refund_at=clock.now() + timedelta(hours=5))
    assert exchange_options(order, screening=screening) == []
    with pytest.raises(AnswerRefused, match="not_offered"):
        actions.exchange_after_change(order, notice=notices_of(order)[0].id, screening=other)
    hold = actions.hold_seats(
        other, places=[4, 5], rates=["PLEIN"] * 2, purchase_key=uuid4(), browser=None, language="fr",
        channel="counter",
    )  # fmt: skip
    actions.exchange_tickets(order, tickets=None, hold=hold.order, reason="asked", means="cash")
    assert list(Claim.objects.filter(order_id=order).values_list("channel", flat=True)) == ["counter"] * 2
    assert places_left([other])[other].allowed == 1, (
        "a web order's seats taken at the counter are the counter's"
    )
    take(other, 6)


def test_a_move_takes_everybody_along_and_keeps_the_number(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600, **FOUR)
    order = actions.sell(screening, places=[1, 2], rates=["PLEIN"] * 2, channel="web")
    hold = actions.hold_seats(
        screening,
        places=[9],
        rates=["PLEIN"],
        purchase_key=uuid4(),
        browser=None,
        language="fr",
        channel="counter",
    )
    first = order_view(order).tickets[0].id
    actions.exchange_tickets(order, tickets=[first], hold=hold.order, reason="asked", means="cash")
    move(screening, screen(chain, rows=2, columns=10))
    assert (Screening.objects.get(id=screening).quotas, places_left([screening])[screening].allowed) == (
        {"web": 4},
        3,
    )
    take(screening, 15, 16, 17)
    with pytest.raises(QuotaUsedUp):
        take(screening, 18)


def test_once_released_a_later_start_holds_nothing_back_again(chain: Chain, travel: Any) -> None:
    screening = chain.screening(in_minutes=60, quotas={"web": 1})
    travel(minutes=35)
    sold(screening, 1)
    take(screening, 2, 3)
    alter(screening, starts_at=Screening.objects.get(id=screening).starts_at + timedelta(hours=2))
    assert Screening.objects.get(id=screening).quotas is None


def test_a_later_start_keeps_what_is_not_released_yet(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600, quotas={"web": 1})
    sold(screening, 1)
    alter(screening, starts_at=Screening.objects.get(id=screening).starts_at + timedelta(hours=2))
    assert Screening.objects.get(id=screening).quotas == {"web": 1}


def test_the_number_changes_on_sale_but_never_under_what_is_taken(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    take(screening, 1, 2, 3)
    with pytest.raises(ChangeRefused, match="quota") as refused:
        limit(screening, 2)
    assert refused.value.facts == {"channel": "web", "taken": 3}
    assert limit(screening, 3)
    with pytest.raises(QuotaUsedUp):
        take(screening, 4)
    assert not limit(screening, 3), "nothing changes"
    with pytest.raises(ChangeRefused, match="meanwhile"):
        limit(screening, 20, seen=1)
    assert limit(screening, None)
    take(screening, 4)
    entry = AuditEntry.objects.filter(verb="set_quotas").order_by("id")[0]
    assert entry.facts["after"] == {"quota_web": 3, "quota_release_min": 30}


def test_a_number_below_what_is_taken_counts_once_it_is_released(chain: Chain) -> None:
    screening = chain.screening(in_minutes=20)
    take(screening, 1, 2, 3)
    assert limit(screening, 1), "half an hour before the start nothing is held back any more"
    take(screening, 4)


def test_cancelled_and_past_screenings_have_none(chain: Chain, travel: Any) -> None:
    cancelled, past = chain.screening(state="cancelled"), chain.screening(in_minutes=400)
    with pytest.raises(ChangeRefused, match="cancelled"):
        limit(cancelled, 3)
    travel(minutes=900)
    with pytest.raises(ChangeRefused, match="past"):
        limit(past, 3)


def test_seats_taken_by_another_are_still_told_so(chain: Chain) -> None:
    screening = chain.screening(**FOUR)
    sold(screening, 1)
    with pytest.raises(SeatTaken):
        take(screening, 1, 2)
