"""Seats found again: a matching, nobody lost or doubled, families together, spaces for those who need them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ouvreuse.booking.rules.reseating import Chair, Party, reseat

pytestmark = pytest.mark.unit


def hall(rows: int, columns: int, special: dict[int, tuple[str, int]] | None = None) -> list[Chair]:
    found = []
    for index in range(rows * columns):
        row, column = divmod(index, columns)
        kind, partner = (special or {}).get(index + 1, ("S", 0))
        found.append(Chair(index + 1, chr(65 + row), float(column), float(row), kind, partner))
    return found


def sold_out(plan: list[Chair], sizes: list[int]) -> list[Party]:
    """The whole plan sold in parties of these sizes, from the first place on."""
    parties, places = [], list(plan)
    for number, size in enumerate(sizes):
        chosen, places = places[:size], places[size:]
        if chosen:
            parties.append(Party(f"order-{number:03}", tuple(chosen)))
    return parties


unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # rooms are large, the machine may be busy
ROOMS = st.builds(hall, st.integers(1, 7), st.integers(1, 9))
KINDS = st.lists(st.sampled_from("SSSSWTEC"), min_size=63, max_size=63)


@st.composite
def rooms(draw: st.DrawFn) -> list[Chair]:
    plain, kinds = draw(ROOMS), draw(KINDS)
    spaces = [c.place for c, kind in zip(plain, kinds, strict=False) if kind == "W"]
    return [
        Chair(
            c.place,
            c.row,
            c.x,
            c.y,
            kind if kind != "C" or spaces else "S",
            spaces[0] if kind == "C" and spaces else 0,
        )
        for c, kind in zip(plain, kinds, strict=False)
    ]


@unhurried
@given(rooms(), rooms(), st.lists(st.integers(1, 6), min_size=1, max_size=40))
def test_reseating_is_a_matching_and_nobody_is_lost(
    old: list[Chair], new: list[Chair], sizes: list[int]
) -> None:
    parties = sold_out(old, sizes)
    plan = reseat(parties, old=old, new=new)
    everybody = {(party.order, chair.place) for party in parties for chair in party.chairs}
    lost = {(party.order, c.place) for party in parties if party.order in plan.unseated for c in party.chairs}
    assert set(plan.seats) | lost == everybody
    assert not set(plan.seats) & lost
    assert len(set(plan.seats.values())) == len(plan.seats), "one seat, one person"
    assert set(plan.seats.values()) <= {chair.place for chair in new}
    assert reseat(parties, old=old, new=new) == plan


@unhurried
@given(rooms(), rooms(), st.lists(st.integers(1, 6), min_size=1, max_size=40))
def test_a_wheelchair_space_is_for_a_wheelchair_and_a_wheelchair_has_one(
    old: list[Chair], new: list[Chair], sizes: list[int]
) -> None:
    parties = sold_out(old, sizes)
    had, has = {c.place: c.kind for c in old}, {c.place: c.kind for c in new}
    for (_, before), after in reseat(parties, old=old, new=new).seats.items():
        assert (had[before] == "W") == (has[after] == "W")


@unhurried
@given(st.lists(st.integers(1, 6), min_size=1, max_size=60), st.integers(3, 9), st.integers(3, 9))
def test_in_a_plain_room_as_many_are_seated_as_there_is_room_for(
    sizes: list[int], rows: int, columns: int
) -> None:
    old, new = hall(20, 15), hall(rows, columns)
    parties = sold_out(old, sizes)
    plan = reseat(parties, old=old, new=new)
    room, expected = len(new), set()
    for party in parties:
        if len(party.chairs) <= room:
            room -= len(party.chairs)
            expected.add(party.order)
    assert set(plan.unseated) == {party.order for party in parties} - expected


def test_a_sold_out_room_of_300_moves_to_one_of_120() -> None:
    old, new = hall(15, 20), hall(8, 15)
    parties = sold_out(old, [2, 1, 4, 3, 2, 2, 5, 1] * 15)
    plan = reseat(parties, old=old, new=new)
    assert len(plan.seats) == 120
    assert len(plan.seats) + sum(len(p.chairs) for p in parties if p.order in plan.unseated) == 300
    assert parties[0].order not in plan.unseated, "who bought first stays"


def test_the_same_room_twice_leaves_everybody_where_they_were() -> None:
    room = hall(6, 10)
    parties = [Party("a", tuple(room[12:14])), Party("b", tuple(room[34:38]))]
    plan = reseat(parties, old=room, new=room)
    assert all(before == after for (_, before), after in plan.seats.items())
    assert plan.apart == ()


def test_companions_sit_beside_the_wheelchair_and_a_duo_stays_one() -> None:
    special = {1: ("W", 0), 2: ("C", 1), 39: ("D", 40), 40: ("D", 39)}
    old = hall(5, 8, special)
    new = hall(4, 6, {6: ("W", 0), 5: ("C", 6), 9: ("D", 10), 10: ("D", 9)})
    parties = [
        Party("plain", tuple(old[8:12])),
        Party("wheels", (old[0], old[1])),
        Party("duo", (old[38], old[39])),
    ]
    plan = reseat(parties, old=old, new=new)
    assert (plan.seats["wheels", 1], plan.seats["wheels", 2]) == (6, 5)
    assert {plan.seats["duo", 39], plan.seats["duo", 40]} == {9, 10}
    assert plan.unseated == plan.apart == ()


def test_a_party_without_a_block_is_told_apart_and_one_without_room_is_unseated_whole() -> None:
    old, new = hall(2, 10), hall(2, 3)
    parties = [
        Party("first", tuple(old[:4])),
        Party("second", tuple(old[4:7])),
        Party("third", tuple(old[7:9])),
    ]
    plan = reseat(parties, old=old, new=new)
    assert "first" in plan.apart
    assert plan.unseated == ("second",)
    assert {order for order, _ in plan.seats} == {"first", "third"}


def test_who_paid_for_a_part_of_the_room_sits_in_it_and_nobody_else_does() -> None:
    old = [replace(c, zone="CLUB" if c.row == "C" else "") for c in hall(4, 8)]
    new = [replace(c, zone="CLUB" if c.row == "B" else "") for c in hall(3, 6)]
    parties = [
        Party("club", tuple(old[16:19])),
        Party("plain", tuple(old[8:11])),
        Party("back", tuple(old[24:27])),
    ]
    seats = reseat(parties, old=old, new=new).seats
    rows = {
        order: {new[place - 1].row for (who, _), place in seats.items() if who == order}
        for order in ("club", "plain", "back")
    }
    assert rows["club"] == {"B"}
    assert "B" not in rows["plain"] | rows["back"]
