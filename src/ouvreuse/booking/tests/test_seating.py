"""SHOW-01, SEAT-13: another plan never costs a buyer a seat; seats of the house and broken ones are off sale."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import psycopg
import psycopg.sql
import pytest
from django.db import connection
from tests.cast import Chain, Visitor

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions
from ouvreuse.booking.actions import change_seat_map, hand_back, keep_seats_off
from ouvreuse.booking.errors import BookingError, SeatsWouldVanish, SeatTaken
from ouvreuse.booking.queries import order_view, seat_map
from ouvreuse.booking.queries.kept import blocked_shows, coming_shows
from ouvreuse.kernel import clock
from ouvreuse.programme.actions import cancel_draft, take_seat_map
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import block_places, end_block, publish_seat_map
from ouvreuse.venues.models import SeatMap
from ouvreuse.venues.rules import Plan, plan_of

pytestmark = pytest.mark.integration


def plan_now(chain: Chain) -> Plan:
    return plan_of(SeatMap.objects.get(id=chain.seat_map).seats)


def without(chain: Chain, *names: str) -> int:
    """A new version without these seats."""
    kept = [seat for seat in plan_now(chain).seats if f"{seat.row}{seat.number}" not in names]
    return publish_seat_map(chain.screen, kept)


def with_kind(chain: Chain, name: str, kind: str) -> int:
    seats = [
        {**seat.to_json(), "kind": kind} if f"{seat.row}{seat.number}" == name else seat.to_json()
        for seat in plan_now(chain).seats
    ]
    return publish_seat_map(chain.screen, seats)


def hold(screening: int, visitor: Visitor, *places: int) -> object:
    return actions.hold_seats(
        screening, places=list(places), rates=["PLEIN"] * len(places), purchase_key=uuid4(),
        browser=visitor.browser, language="fr",
    )  # fmt: skip


def test_a_screening_takes_a_plan_that_keeps_every_taken_seat(chain: Chain, customer: Visitor) -> None:
    screening = chain.screening()
    order = actions.sell(screening, places=[2, 40], rates=["PLEIN"] * 2)
    newer = without(chain, "A1")
    assert change_seat_map(screening, seat_map=newer) is True
    assert change_seat_map(screening, seat_map=newer) is False
    row = Screening.objects.get(id=screening)
    assert (row.seat_map_id, row.capacity) == (newer, 39)
    assert seat_map(screening).taken == {2, 40}, "E8 is still place 40 in a hall of 39"
    assert [seat.number for seat in order_view(order).shows[0].seats] == ["2", "8"]
    with pytest.raises(BookingError):
        hold(screening, customer, 1)
    hold(screening, customer, 39)
    entry = AuditEntry.objects.get(verb="change_seat_map")
    assert entry.facts == {"before": {"seat_map": chain.seat_map}, "after": {"seat_map": newer}}


def test_a_taken_seat_that_would_vanish_or_change_its_kind_is_named(chain: Chain, customer: Visitor) -> None:
    screening = chain.screening()
    hold(screening, customer, 1)
    for newer in (without(chain, "A1", "A2"), with_kind(chain, "A1", "E")):
        with pytest.raises(SeatsWouldVanish) as refused:
            change_seat_map(screening, seat_map=newer)
        assert (refused.value.places, refused.value.seats) == ((1,), "A1")
    assert Screening.objects.get(id=screening).seat_map_id == chain.seat_map


def test_an_expired_hold_stands_in_nobodys_way(chain: Chain, customer: Visitor, travel: object) -> None:
    screening = chain.screening()
    hold(screening, customer, 1)
    travel(minutes=9)  # type: ignore[operator]
    assert change_seat_map(screening, seat_map=without(chain, "A1"))


def test_another_screens_plan_is_refused(chain: Chain) -> None:
    screening = chain.screening()
    with pytest.raises(SeatsWouldVanish) as refused:
        change_seat_map(screening, seat_map=chain.free_seat_map)
    assert refused.value.reason == "elsewhere"


@pytest.mark.parametrize("role", ["app", "owner", "superuser"])
def test_no_role_makes_a_sold_seat_vanish(chain: Chain, superuser: psycopg.Connection, role: str) -> None:
    """The database says no, whoever writes and whatever it claims to be."""
    screening = chain.screening()
    actions.sell(screening, places=[1], rates=["PLEIN"])
    newer = without(chain, "A1")
    roles = {"app": "ouvreuse_app", "owner": "ouvreuse_owner", "superuser": ""}
    known = {row[0] for row in superuser.execute("SELECT rolname FROM pg_roles").fetchall()}
    superuser.execute("RESET ROLE")
    if roles[role]:
        assert roles[role] in known, sorted(known)
        superuser.execute(psycopg.sql.SQL("SET ROLE {}").format(psycopg.sql.Identifier(roles[role])))
    superuser.execute("SET ouvreuse.booking_verb = 'on'")
    try:
        with pytest.raises(psycopg.Error) as refused:
            superuser.execute(
                "UPDATE programme_screening SET seat_map_id = %s, capacity = 39 WHERE id = %s",
                [newer, screening],
            )
        assert refused.value.sqlstate == "OV906"
        assert refused.value.diag.message_detail == "1"
    finally:
        superuser.execute("RESET ROLE")
        superuser.execute("RESET ouvreuse.booking_verb")
    assert Screening.objects.get(id=screening).seat_map_id == chain.seat_map


def test_a_place_number_means_one_seat_for_ever(chain: Chain, superuser: psycopg.Connection) -> None:
    newer = SeatMap.objects.get(id=without(chain, "A1"))
    assert newer.kinds.startswith("-S")
    back = SeatMap.objects.get(id=publish_seat_map(chain.screen, plan_now(chain)))
    assert back.kinds == SeatMap.objects.get(id=chain.seat_map).kinds, "A1 comes back under its own number"
    with pytest.raises(psycopg.Error) as refused:
        superuser.execute(
            "INSERT INTO venues_seatmap (screen_id, version, capacity, kinds, partners, seats, zones, note, created_at)"
            " SELECT screen_id, 99, capacity, kinds, partners,"
            " jsonb_set(seats, '{0,number}', '\"77\"'), zones, note, created_at FROM venues_seatmap WHERE id = %s",
            [chain.seat_map],
        )
    assert refused.value.sqlstate == "OV907"


def test_late_money_does_not_buy_a_seat_that_is_gone(chain: Chain, customer: Visitor, travel: object) -> None:
    screening = chain.screening()
    held = hold(screening, customer, 1)
    order = held.order  # type: ignore[attr-defined]
    actions.begin_checkout(order, email="camille@example.org", name="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_order(%s, 'expired', 'late')", [order])
    change_seat_map(screening, seat_map=without(chain, "A1"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT reacquire(%s)", [order])
        assert cursor.fetchone() == (False,)
    assert order_view(order).shows[0].seats[0].row == "A", "it is still told which seat it was"


def test_drafts_take_a_plan_by_the_programme(chain: Chain) -> None:
    draft = chain.screening(in_minutes=600, state="draft", published_at=None)
    sold = chain.screening(in_minutes=1200)
    newer = without(chain, "A1")
    assert take_seat_map([draft, sold], seat_map=newer) == 1
    assert Screening.objects.get(id=draft).seat_map_id == newer
    assert Screening.objects.get(id=sold).seat_map_id == chain.seat_map
    assert [each.version for each in coming_shows(chain.screen)] == [2, 1]


def block(chain: Chain, *places: int, **changes: object) -> int:
    facts: dict[str, object] = {
        "kind": "broken",
        "starts_at": clock.now(),
        "ends_at": None,
        "reason": "spring",
    }
    return block_places(chain.screen, places=places, by="Paul", actor=None, **facts | changes)  # type: ignore[arg-type]


def test_seats_of_a_block_are_off_sale_until_it_ends(chain: Chain, customer: Visitor) -> None:
    screening, soon = (
        chain.screening(),
        chain.screening(in_minutes=900, published_at=clock.now() + timedelta(days=1)),
    )
    draft = chain.screening(in_minutes=1800, state="draft", published_at=None)
    made = block(chain, 1, 2)
    done = keep_seats_off()
    assert (done.kept, done.taken) == (2, 0), "published, and about to be: never an instant on sale"
    assert keep_seats_off() == type(done)(0, 0, 0)
    assert seat_map(screening).taken == seat_map(soon).taken == {1, 2}
    assert not seat_map(draft).taken
    with pytest.raises(SeatTaken):
        hold(screening, customer, 2)
    assert [show.state for show in blocked_shows(made)] == ["kept", "kept", "draft"]
    assert end_block(made, actor=None)
    assert not end_block(made, actor=None)
    assert keep_seats_off().released == 2
    assert not seat_map(screening).taken


def test_who_bought_before_keeps_the_seat_and_is_listed(chain: Chain) -> None:
    screening = chain.screening()
    order = actions.sell(screening, places=[1], rates=["PLEIN"])
    made = block(chain, 1, 2)
    assert keep_seats_off().kept == 1
    (show,) = blocked_shows(made)
    assert (show.state, show.kept, [(place, found) for place, _, found in show.sold]) == (
        "partly", 1, [(1, str(order))],
    )  # fmt: skip
    actions.refund_tickets(order, tickets=[order_view(order).tickets[0].id], reason="test")
    assert keep_seats_off().kept == 1, "once given back, the broken seat is not sold again"
    assert seat_map(screening).taken == {1, 2}


def test_the_counter_may_have_them_for_one_screening(chain: Chain) -> None:
    screening, other = chain.screening(), chain.screening(in_minutes=900)
    made = block(chain, 1, kind="house")
    keep_seats_off()
    assert hand_back(made, screening=screening) == 1
    assert keep_seats_off().kept == 0
    assert (seat_map(screening).taken, seat_map(other).taken) == (set(), {1})
    assert hand_back(made, screening=screening) == 0
    with pytest.raises(BookingError):
        hand_back(made, screening=10**6)


def test_a_block_has_its_dates(chain: Chain) -> None:
    before, inside, after = (chain.screening(in_minutes=minutes) for minutes in (60, 600, 1200))
    now = clock.now()
    block(chain, 5, starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=15))
    keep_seats_off()
    assert [seat_map(each).taken for each in (before, inside, after)] == [set(), {5}, set()]


def test_a_plan_without_the_broken_seat_is_taken(chain: Chain) -> None:
    screening = chain.screening()
    block(chain, 1, 2)
    keep_seats_off()
    assert change_seat_map(screening, seat_map=without(chain, "A1"))
    assert seat_map(screening).taken == {2}


def test_a_screening_deleted_before_its_publication_takes_its_kept_seats_along(chain: Chain) -> None:
    screening = chain.screening(published_at=clock.now() + timedelta(days=1))
    block(chain, 1)
    assert keep_seats_off().kept == 1
    cancel_draft(screening)
    assert not Screening.objects.filter(id=screening).exists()


def test_an_ended_screening_lets_its_kept_seats_go(chain: Chain, travel: object) -> None:
    chain.screening(in_minutes=30)
    block(chain, 1)
    keep_seats_off()
    travel(hours=5)  # type: ignore[operator]
    assert keep_seats_off().released == 1
