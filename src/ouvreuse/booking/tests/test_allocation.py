"""Any hall can be sold to its last seat, and never past it (SEAT-10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.booking.rules import holding as rule

GROUPS = {"S": 1, "E": 1, "T": 1, "W": 1, "WC": 2, "WCC": 3, "WCCC": 4, "DD": 2}
halls = st.lists(st.sampled_from(sorted(GROUPS)), min_size=1, max_size=30)
numbers = st.randoms(use_true_random=False)


def hall_of(groups: list[str], *, free: bool) -> rule.Hall:
    """A hall drawn group by group: each companion's seat belongs to its space, each half of a duo to the other."""
    partners: list[int] = []
    for group in groups:
        first = len(partners) + 1
        partners += {"D": [first + 1, first], "W": [0, *[first] * (len(group) - 1)]}.get(group[0], [0])
    return rule.Hall(
        kinds="".join(groups), partners=tuple(partners), starts_at=86400, opens_at=0, web_closes_at=86400,
        counter_closes_at=86400, free_seating=free, max_per_order=50,
    )  # fmt: skip


def command(number: int, *, places: tuple[int, ...] | None, count: int) -> rule.Hold:
    """What a browser of its own asks for."""
    return rule.Hold(
        order=number, key=number, browser=number, channel="web", screening=1, places=places,
        rates=("PLEIN",) * count,
    )  # fmt: skip


@given(halls, numbers)
def test_free_seating_sells_exactly_its_capacity(groups: list[str], chance: object) -> None:
    hall = hall_of(groups, free=True)
    world, sold, number = rule.World({1: hall}), 0, 0
    while sold < len(hall.kinds):
        number += 1
        count = min(chance.randint(1, 6), len(hall.kinds) - sold)  # type: ignore[attr-defined]
        rule.hold(world, command(number, places=None, count=count), now=0)
        sold += count
        assert len(world.claims) == sold
    assert {place for _, place in world.claims} == set(range(1, len(hall.kinds) + 1))
    with pytest.raises(rule.Refused, match="full"):
        rule.hold(world, command(number + 1, places=None, count=1), now=0)


@given(halls, numbers)
def test_numbered_seats_sell_to_the_last_with_their_company(groups: list[str], chance: object) -> None:
    hall = hall_of(groups, free=False)
    world, orders, first = rule.World({1: hall}), [], 1
    for group in groups:
        orders.append(tuple(range(first, first + len(group))))
        first += len(group)
    chance.shuffle(orders)  # type: ignore[attr-defined]
    for number, places in enumerate(orders, start=1):
        rule.hold(world, command(number, places=places, count=len(places)), now=0)
    assert {place for _, place in world.claims} == set(range(1, len(hall.kinds) + 1))
    for place in range(1, len(hall.kinds) + 1):
        with pytest.raises(rule.Refused):
            rule.hold(world, command(1000 + place, places=(place,), count=1), now=0)


@given(halls)
def test_what_belongs_together_is_never_sold_apart_before_release(groups: list[str]) -> None:
    hall = hall_of(groups, free=False)
    for place, kind in enumerate(hall.kinds, start=1):
        single = command(place, places=(place,), count=1)
        if kind in "CD":
            with pytest.raises(rule.Refused) as refusal:
                rule.hold(rule.World({1: hall}), single, now=0)
            assert refusal.value.sqlstate == "OV422"
        else:
            assert rule.hold(rule.World({1: hall}), single, now=0)[2]
