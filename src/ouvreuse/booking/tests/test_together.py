"""The best seats left: together, well placed, nobody left alone beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.booking.rules.together import Chair, best_seats

pytestmark = pytest.mark.unit


def hall(rows: int, columns: int, *, aisle: int = 0) -> list[Chair]:
    """A plain hall; after ``aisle`` seats of each row there is a gap of two."""
    return [
        Chair(
            row * columns + column + 1,
            chr(65 + row),
            float(column + (2 if aisle and column >= aisle else 0)),
            float(row),
        )
        for row in range(rows)
        for column in range(columns)
    ]


def test_two_sit_side_by_side_in_the_middle_behind_the_centre() -> None:
    chairs = hall(10, 10)
    first, second = best_seats(chairs, taken=set(), count=2)
    assert second == first + 1
    row, column = divmod(first - 1, 10)
    assert (row, column) == (6, 4)


def test_no_seat_is_left_alone_when_it_can_be_helped() -> None:
    chosen = best_seats(hall(1, 6), taken={6}, count=3)
    assert chosen in ((1, 2, 3), (3, 4, 5)), "two stay together, not one here and one there"


def test_nobody_is_put_across_an_aisle() -> None:
    assert best_seats(hall(1, 6, aisle=3), taken=set(), count=3) in ((1, 2, 3), (4, 5, 6))


def test_rows_may_curve() -> None:
    """Seats of a curved row do not stand at the same depth: neighbours are those beside, not those as deep."""
    chairs = [
        Chair(row * 9 + n + 1, chr(65 + row), float(n), row * 1.1 + ((n - 4) ** 2) * 0.07)
        for row in range(5)
        for n in range(9)
    ]
    first, second, third = best_seats(chairs, taken=set(), count=3)
    assert (second, third) == (first + 1, first + 2)


def test_a_group_too_large_for_a_row_stays_near() -> None:
    chosen = best_seats(hall(6, 5), taken=set(), count=10)
    rows = sorted({(place - 1) // 5 for place in chosen})
    assert len(chosen) == 10
    assert rows[1] - rows[0] == 1


def test_wheelchair_spaces_and_half_a_duo_are_never_proposed() -> None:
    chairs = [
        Chair(1, "A", 0, 0, "W"),
        Chair(2, "A", 1, 0, "C", 1),
        Chair(3, "A", 2, 0, "D", 4),
        Chair(4, "A", 3, 0, "D", 3),
    ]
    assert best_seats(chairs, taken=set(), count=1) == ()
    assert best_seats(chairs, taken=set(), count=2) == (3, 4)
    assert best_seats([], taken=set(), count=1) == ()


@given(st.integers(1, 5), st.integers(1, 8), st.integers(1, 12), st.sets(st.integers(1, 40), max_size=30))
def test_what_is_proposed_is_free_and_as_many_as_asked(
    rows: int, columns: int, count: int, taken: set[int]
) -> None:
    chairs = hall(rows, columns)
    free = {chair.place for chair in chairs} - taken
    chosen = best_seats(chairs, taken=taken, count=count)
    assert set(chosen) <= free
    assert len(chosen) == (count if count <= len(free) else 0)
