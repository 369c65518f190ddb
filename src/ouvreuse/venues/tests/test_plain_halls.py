"""Plain halls from a few numbers, and the numbers of an operator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ouvreuse.venues import rules
from ouvreuse.venues.errors import BadPlan
from ouvreuse.venues.rules import Identity, blocks, default_text, free_hall, rectangle

pytestmark = pytest.mark.unit


@given(some.integers(1, 40), some.integers(4, 40), some.booleans())
def test_a_rectangle_has_its_size_and_the_legal_minimum(rows: int, seats: int, back: bool) -> None:
    """T-12: whatever the size, enough wheelchair spaces, each with a companion beside it."""
    plan = rectangle(rows, seats=seats, at_the_back=back)
    assert plan.capacity == rows * seats
    assert plan.missing_wheelchair_spaces == 0
    spaces = [seat for seat in plan.seats if seat.kind == "W"]
    companions = [seat.partner for seat in plan.seats if seat.kind == "C"]
    assert sorted(companions) == [seat.place for seat in spaces]
    edge = max if back else min
    assert edge(seat.y for seat in plan.seats) in {seat.y for seat in spaces}


def test_spaces_stand_outside_in_the_last_row() -> None:
    plan = rectangle(10, seats=12)
    assert "".join(seat.kind for seat in plan.seats[-12:]) == "WCWCSSSSWCWC"
    assert plan.kinds.count("W") == rules.legal_wheelchair_minimum(120) == 4


def test_more_spaces_are_given_and_fewer_are_not() -> None:
    assert rectangle(5, seats=10, spaces=5).kinds.count("W") == 5
    assert rectangle(5, seats=10, spaces=1).kinds.count("W") == 2


@given(some.integers(4, 1200))
def test_a_free_hall_counts_its_places(capacity: int) -> None:
    plan = free_hall(capacity)
    assert plan.capacity == capacity
    assert plan.missing_wheelchair_spaces == 0


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: rectangle(0, seats=10), "size"),
        (lambda: rectangle(61, seats=10), "size"),
        (lambda: rectangle(1, seats=3), "too_small"),
        (lambda: rectangle(30, seats=1), "too_small"),
        (lambda: free_hall(0), "empty"),
        (lambda: free_hall(3), "too_small"),
    ],
)
def test_a_hall_that_cannot_be_is_refused(make: object, reason: str) -> None:
    with pytest.raises(BadPlan) as refused:
        make()  # type: ignore[operator]
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("siren", "right"),
    [
        ("123456782", True),
        ("732829320", True),
        ("123456789", False),
        ("12345678", False),
        ("12345678A", False),
    ],
)
def test_a_siren_is_checked(siren: str, right: bool) -> None:
    assert rules.siren_is_right(siren) is right


@pytest.mark.parametrize(
    ("number", "siren", "right"),
    [
        ("FR44732829320", "732829320", True),
        ("FR43732829320", "732829320", False),
        ("FR44732829320", "123456782", False),
        ("FRX1732829320", "732829320", True),
        ("BE0123456749", "", True),
        ("12", "", False),
        ("FR", "", False),
    ],
)
def test_a_vat_number_is_checked(number: str, siren: str, right: bool) -> None:
    assert rules.vat_number_is_right(number, siren=siren) is right
    if right and number.startswith("FR4"):
        assert rules.vat_number_of(siren) == number


@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_texts_are_made_of_the_answers(language: str) -> None:
    said = default_text("terms", language=language, identity=Identity("Ciné SARL", "CM2C, Paris", "a@b.fr"))
    assert "Ciné SARL (a@b.fr)" in said
    assert "CM2C, Paris" in said
    assert "{" not in said
    assert "Ciné SARL" in default_text("privacy", language=language, identity=Identity("Ciné SARL", ""))


def test_a_text_is_headings_and_paragraphs() -> None:
    said = blocks("# One\ntext\nmore\n\nsecond <b>\r\n\r\n#Two\n")
    assert [(block.heading, block.text) for block in said] == [
        (True, "One"),
        (False, "text more"),
        (False, "second <b>"),
        (True, "Two"),
    ]
