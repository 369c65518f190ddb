"""Holding seats through the one SQL function."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.cast import Chain, Visitor

from ouvreuse.booking import errors
from ouvreuse.booking.actions import Hold, begin_checkout, extend_hold, hold_seats
from ouvreuse.booking.actions.screenings import block_seats
from ouvreuse.booking.queries import order_view, seat_map
from ouvreuse.booking.queries.screenings import screening_facts

pytestmark = pytest.mark.integration


def hold(
    screening: int, *places: int, who: Visitor, key: UUID | None = None, rates: list[str] | None = None
) -> Hold:
    return hold_seats(
        screening, places=places, rates=rates or ["PLEIN"] * len(places), purchase_key=key or uuid4(),
        browser=who.browser, language="fr",
    )  # fmt: skip


def test_seats_are_kept_for_one_and_refused_to_another(
    chain: Chain, customer: Visitor, stranger: Visitor
) -> None:
    screening = chain.screening()
    held = hold(screening, 1, 2, who=customer)
    with pytest.raises(errors.SeatTaken) as refusal:
        hold(screening, 2, 3, who=stranger)
    assert refusal.value.places == (2,)
    assert seat_map(screening, own_orders=[held.order]).mine == {1, 2}
    assert seat_map(screening).taken == {1, 2}, "all or nothing: seat 3 stays free"


def test_a_repeated_post_gets_the_same_hold(chain: Chain, customer: Visitor) -> None:
    screening, key = chain.screening(), uuid4()
    first = hold(screening, 4, 5, who=customer, key=key)
    again = hold(screening, 4, 5, who=customer, key=key)
    assert (again.order, again.held_until, again.fresh) == (first.order, first.held_until, False)


def test_an_expired_hold_is_taken_over_in_the_same_statement(
    chain: Chain, customer: Visitor, stranger: Visitor, travel: object
) -> None:
    screening = chain.screening()
    hold(screening, 7, who=customer)
    travel(minutes=8, seconds=1)  # type: ignore[operator]
    assert hold(screening, 7, who=stranger).fresh


@pytest.mark.parametrize(
    ("places", "rates", "refusal"),
    [
        ((), [], errors.BadChoice),
        ((1, 1), ["PLEIN", "PLEIN"], errors.BadChoice),
        ((41,), ["PLEIN"], errors.BadChoice),
        (tuple(range(1, 12)), ["PLEIN"] * 11, errors.TooManySeats),
        (tuple(range(1, 52)), ["PLEIN"] * 51, errors.BadChoice),
        ((34,), ["PLEIN"], errors.SeatsBelongTogether),
        ((37,), ["PLEIN"], errors.SeatsBelongTogether),
    ],
)
def test_bad_choices_are_refused(
    chain: Chain,
    customer: Visitor,
    places: tuple[int, ...],
    rates: list[str],
    refusal: type[errors.BookingError],
) -> None:
    screening = chain.screening()
    with pytest.raises(refusal):
        hold(screening, *places, who=customer, rates=rates)
    assert not seat_map(screening).taken


def test_wheelchair_space_brings_its_companions_and_a_duo_is_whole(chain: Chain, customer: Visitor) -> None:
    assert hold(chain.screening(), 31, 32, 33, 34, 37, 38, who=customer).fresh


def test_companions_of_another_space_stay_with_theirs(chain: Chain, customer: Visitor) -> None:
    screening = chain.screening()
    with pytest.raises(errors.SeatsBelongTogether):
        hold(screening, 33, 36, who=customer)
    assert hold(screening, 39, 36, who=customer).fresh


def test_the_house_may_keep_half_a_duo_and_a_companions_seat(chain: Chain) -> None:
    screening = chain.screening()
    block_seats(screening, places=[34, 37])
    assert seat_map(screening).taken == {34, 37}


def test_a_seat_in_payment_counts_against_the_cap(chain: Chain, customer: Visitor) -> None:
    """SEAT-08: whoever only ever goes to the bank empties no hall."""
    screening = chain.screening()
    for first in (1, 11):
        held = hold(screening, *range(first, first + 10), who=customer)
        begin_checkout(held.order, email="a@example.org")
    with pytest.raises(errors.TooManySeats) as refusal:
        hold(screening, 21, who=customer)
    assert refusal.value.reason == "browser"


def test_one_network_has_a_wide_cap_of_its_own(chain: Chain, superuser: psycopg.Connection) -> None:
    """Four hundred places, whatever cookies the browsers throw away."""
    screening = chain.screening()
    held = hold_seats(
        screening, places=[1, 2], rates=["PLEIN"] * 2, purchase_key=uuid4(), browser=uuid4(), language="fr",
        address="net",
    )  # fmt: skip
    with_many = "UPDATE booking_order SET places = %s WHERE id = %s"
    for places, refused in ((398, False), (399, True)):
        superuser.execute(with_many, [places, held.order])
        with nullcontext() if not refused else pytest.raises(errors.TooManySeats, match="address"):
            hold_seats(
                screening, places=[5 + places % 2 * 2, 6 + places % 2 * 2], rates=["PLEIN"] * 2, purchase_key=uuid4(),
                browser=uuid4(), language="fr", address="net",
            )  # fmt: skip
        superuser.execute("DELETE FROM booking_claim WHERE order_id <> %s", [held.order])
        superuser.execute("DELETE FROM booking_order WHERE id <> %s", [held.order])
    superuser.execute(with_many, [2, held.order])


def test_free_seating_is_numbers_whatever_chairs_the_hall_has(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    """A hall with spaces, companions' and duo seats sells every place without numbers, the spaces last."""
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE venues_seatmap SET kinds = %s, partners = %s WHERE id = %s",
        ["WCSDD" + "S" * 25, [0, 1, 0, 5, 4] + [0] * 25, chain.free_seat_map],
    )
    superuser.execute("SET session_replication_role = origin")
    screening = chain.screening(free=True)
    given: list[set[int]] = []
    for _ in range(30):
        held = hold_seats(screening, rates=["PLEIN"], purchase_key=uuid4(), browser=uuid4(), language="fr")
        given.append(set(seat_map(screening, own_orders=[held.order]).mine))
    assert given == [{place} for place in [*range(3, 31), 1, 2]]
    assert {seat.kind for show in order_view(held.order).shows for seat in show.seats} == {"S"}


def test_ten_extensions_and_no_eleventh(chain: Chain, customer: Visitor, travel: object) -> None:
    held = hold(chain.screening(in_minutes=600), 1, who=customer)
    until = held.held_until
    for seen in range(10):
        travel(minutes=5)  # type: ignore[operator]
        longer = extend_hold(held.order, seen=seen).held_until
        assert longer > until
        until = longer
    travel(minutes=5)  # type: ignore[operator]
    with pytest.raises(errors.WrongState):
        extend_hold(held.order, seen=10)


def test_no_extension_past_the_end_of_the_sale(chain: Chain, customer: Visitor, travel: object) -> None:
    screening = chain.screening(in_minutes=0)  # the web sells until 15 minutes after the start
    held = hold(screening, 1, who=customer)
    closes = screening_facts([screening])[screening].web_closes_at
    travel(minutes=7, seconds=50)  # type: ignore[operator]
    assert extend_hold(held.order, seen=0).held_until == closes
    travel(minutes=7)  # type: ignore[operator]
    with pytest.raises(errors.WrongState):
        extend_hold(held.order, seen=1)


def test_free_seating_gives_places_until_none_is_left(chain: Chain, customer: Visitor) -> None:
    screening = chain.screening(free=True)
    for _ in range(3):
        visitor = Visitor()
        hold_seats(
            screening, rates=["PLEIN"] * 10, purchase_key=uuid4(), browser=visitor.browser, language="fr"
        )
    with pytest.raises(errors.SeatTaken):
        hold_seats(screening, rates=["PLEIN"], purchase_key=uuid4(), browser=customer.browser, language="fr")


def test_one_order_holds_seats_of_two_screenings(chain: Chain, customer: Visitor) -> None:
    key = uuid4()
    first = hold(chain.screening(), 1, who=customer, key=key)
    second = hold(chain.screening(in_minutes=600), 1, 2, who=customer, key=key)
    assert (second.order, second.held_until) == (first.order, first.held_until)


def test_the_key_of_another_browser_opens_nothing(chain: Chain, customer: Visitor, stranger: Visitor) -> None:
    screening, key = chain.screening(), uuid4()
    hold(screening, 1, who=customer, key=key)
    with pytest.raises(errors.KeyReused):
        hold(screening, 1, who=stranger, key=key)


def test_unknown_past_and_cancelled_screenings(chain: Chain, customer: Visitor) -> None:
    with pytest.raises(errors.ScreeningUnknown):
        hold(999_999, 1, who=customer)
    with pytest.raises(errors.NotOnSale):
        hold(chain.screening(in_minutes=-20), 1, who=customer)
    with pytest.raises(errors.NotOnSale):
        hold(chain.screening(in_minutes=900, state="cancelled"), 1, who=customer)


def test_a_code_drawn_twice_is_drawn_again(
    chain: Chain, customer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes have 40 bits: in a million orders two are alike; nobody may notice."""
    from ouvreuse.kernel import ids

    drawn = iter(["AAAAAAAA", "AAAAAAAA", "BBBBBBBB"])
    monkeypatch.setattr(ids, "new_code", lambda: next(drawn))
    first = hold(chain.screening(), 1, who=customer)
    second = hold(chain.screening(in_minutes=600), 1, who=customer)
    assert (first.code, second.code) == ("AAAAAAAA", "BBBBBBBB")
