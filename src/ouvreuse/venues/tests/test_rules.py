"""Seat maps: what can be drawn, what cannot, and what the law asks."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.venues.errors import BadPlan
from ouvreuse.venues.rules import (
    ACTIONS,
    ACTIONS_OF,
    KINDS,
    READS,
    ROLES,
    Plan,
    Seat,
    legal_wheelchair_minimum,
    may_grant,
    plan_from_letters,
    plan_of,
    roles_that_may,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("seats", "spaces"),
    [(40, 2), (50, 2), (51, 3), (100, 3), (101, 4), (162, 5), (300, 7), (1000, 21)],
)
def test_wheelchair_spaces_the_law_asks_for(seats: int, spaces: int) -> None:
    """T-12."""
    assert legal_wheelchair_minimum(seats) == spaces


def test_a_hall_without_seats_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        legal_wheelchair_minimum(0)


def test_letters_draw_rows_aisles_and_partners() -> None:
    plan = plan_from_letters("SSS..SSS\n\nWC.DD.CE\n")
    assert plan.kinds == "SSSSSSWCDDCE"
    assert [(s.row, s.number) for s in plan.seats[:7]] == [
        *(("A", str(n)) for n in range(1, 7)),
        ("B", "1"),
    ]
    assert [(s.x, s.y) for s in plan.seats[3:7]] == [(5, 0), (6, 0), (7, 0), (0, 2)]
    assert plan.partners == [0, 0, 0, 0, 0, 0, 0, 7, 10, 9, 7, 0]


def test_a_companion_belongs_to_the_nearest_space() -> None:
    assert plan_from_letters("WC....CW").partners == [0, 1, 4, 0]
    assert plan_from_letters("WCW").partners == [0, 1, 0]


def test_rows_are_never_called_i_or_o_and_go_on_after_z() -> None:
    rows = [seat.row for seat in plan_from_letters("\n".join("S" * 26)).seats]
    assert "I" not in rows
    assert "O" not in rows
    assert rows[23:] == ["Z", "AA", "BB"]


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("SSX", "letter"),
        ("SDS", "partner"),
        ("D.D", "partner"),
        ("DDD", "partner"),
        ("SCS", "partner"),
        ("CCWCC", "partner"),
    ],
)
def test_drawings_that_cannot_be(drawing: str, reason: str) -> None:
    with pytest.raises(BadPlan) as refused:
        plan_from_letters(drawing)
    assert refused.value.reason == reason


GOOD = plan_from_letters("SSWC\nDDSE")


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        (1, {"place": 2}, "place"),
        (1, {"place": 0}, "place"),
        (8, {"place": 30_001}, "place"),
        (1, {"kind": "Z"}, "kind"),
        (1, {"kind": "SS"}, "kind"),
        (1, {"kind": ""}, "kind"),
        (1, {"row": " "}, "nameless"),
        (1, {"number": ""}, "nameless"),
        (1, {"number": "2"}, "twice"),
        (1, {"x": 1.0}, "overlap"),
        (1, {"partner": 2}, "partner"),
        (4, {"partner": 1}, "partner"),
        (4, {"partner": 0}, "partner"),
        (4, {"partner": 99}, "partner"),
        (5, {"partner": 5}, "partner"),
        (5, {"partner": 7}, "partner"),
        (6, {"partner": 0}, "partner"),
    ],
)
def test_every_rule_of_a_plan_is_checked(place: int, change: dict[str, object], reason: str) -> None:
    seats = [dataclasses.replace(s, **change) if s.place == place else s for s in GOOD.seats]  # type: ignore[arg-type]
    with pytest.raises(BadPlan) as refused:
        plan_of(seats)
    assert refused.value.reason == reason


def test_what_the_table_keeps_makes_the_same_plan() -> None:
    assert plan_of([seat.to_json() for seat in reversed(GOOD.seats)]) == GOOD
    with pytest.raises(BadPlan):
        plan_of([{"place": "one"}])


def test_a_plan_says_how_many_spaces_are_missing() -> None:
    assert plan_from_letters("SSWC").missing_wheelchair_spaces == 1
    assert plan_from_letters("SWWC").missing_wheelchair_spaces == 0


@given(st.text(alphabet=KINDS + ". \n", max_size=200))
def test_any_drawing_is_a_whole_plan_or_a_refusal(drawing: str) -> None:
    try:
        plan = plan_from_letters(drawing)
    except BadPlan:
        return
    assert isinstance(plan, Plan)
    assert plan.kinds == "".join(letter for letter in drawing if letter in KINDS)
    assert len(plan.partners) == plan.capacity
    assert plan_of(plan.seats) == plan
    assert {type(seat) for seat in plan.seats} == {Seat}


@pytest.mark.unit
def test_an_inspector_reads_everything_and_changes_nothing() -> None:
    assert ACTIONS_OF["inspector"] == READS
    assert all(action.startswith("see_") for action in READS)
    assert all(action in READS for action in ACTIONS if action.startswith("see_"))


@pytest.mark.unit
def test_nobody_grants_more_than_they_hold() -> None:
    assert all(may_grant(role, held=frozenset({"owner"})) for role in ROLES)
    assert not any(
        may_grant(role, held=frozenset({other})) for role in ROLES for other in ROLES if other != "owner"
    )
    assert not may_grant("usher", held=frozenset())


@pytest.mark.unit
def test_an_action_that_is_none_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        roles_that_may("fly")
