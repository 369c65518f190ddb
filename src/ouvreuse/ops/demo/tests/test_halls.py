"""The demo's halls are rooms one could sit in, and lawful ones."""

from __future__ import annotations

from itertools import combinations
from math import ceil, dist

import pytest

from ouvreuse.ops.demo.halls import CINEMAS, Hall, SeatSpec
from ouvreuse.ops.demo.seating import draw_hall

pytestmark = pytest.mark.unit
HALLS = [hall for cinema in CINEMAS for hall in cinema.halls]
each_hall = pytest.mark.parametrize("hall", HALLS, ids=lambda hall: hall.name)


def _of(hall: Hall, kind: str) -> list[SeatSpec]:
    return [seat for seat in hall.seats if seat.kind == kind]


def _apart(one: SeatSpec, other: SeatSpec) -> float:
    return dist((one.x, one.y), (other.x, other.y))


def _lawful_minimum(seats: int) -> int:
    """Arrêté of 20 April 2017: two up to fifty seats, one more per started fifty beyond (T-12)."""
    return 2 + max(0, ceil((seats - 50) / 50))


def test_the_legal_vectors_hold() -> None:
    vectors = {40: 2, 50: 2, 51: 3, 100: 3, 101: 4, 162: 5, 300: 7, 1000: 21}
    assert {seats: _lawful_minimum(seats) for seats in vectors} == vectors


def test_three_cinemas_fourteen_screens_one_of_free_seating() -> None:
    assert len(CINEMAS) == 3
    assert len(HALLS) == 14
    assert len([hall for hall in HALLS if hall.free_seating]) == 1
    for cinema in CINEMAS:
        assert [hall.number for hall in cinema.halls] == list(range(1, len(cinema.halls) + 1))
        assert cinema.authorisation.startswith("DEMO-")


@each_hall
def test_size_places_and_numbers(hall: Hall) -> None:
    assert 60 <= len(hall.seats) <= 420
    assert [seat.place for seat in hall.seats] == list(range(1, len(hall.seats) + 1))
    assert len({(seat.row, seat.number) for seat in hall.seats}) == len(hall.seats)
    assert not {seat.row for seat in hall.seats} & {"I", "O"}
    assert {seat.kind for seat in hall.seats} <= set("SWTCDE")
    assert min(seat.x for seat in hall.seats) >= 0
    assert min(seat.y for seat in hall.seats) == 0


@each_hall
def test_no_two_seats_overlap(hall: Hall) -> None:
    assert min(_apart(one, other) for one, other in combinations(hall.seats, 2)) >= 0.9


@each_hall
def test_wheelchair_spaces_are_lawful_and_accompanied(hall: Hall) -> None:
    spaces = {seat.place for seat in _of(hall, "W")}
    assert len(spaces) >= _lawful_minimum(len(hall.seats))
    assert {seat.partner for seat in _of(hall, "C")} == spaces
    for seat in _of(hall, "T"):
        assert min(_apart(seat, space) for space in _of(hall, "W")) < 1.5


@each_hall
def test_companions_and_duos_sit_beside_their_partner(hall: Hall) -> None:
    by_place = {seat.place: seat for seat in hall.seats}
    for seat in _of(hall, "C") + _of(hall, "D"):
        assert seat.partner is not None
        assert _apart(seat, by_place[seat.partner]) < 1.6
    for seat in _of(hall, "D"):
        assert seat.partner is not None
        other = by_place[seat.partner]
        assert (other.kind, other.partner) == ("D", seat.place)
        assert _apart(seat, other) < 1.3
    assert all(seat.partner is None for kind in "SWTE" for seat in _of(hall, kind))


def test_odd_to_the_left_even_to_the_right_from_the_middle() -> None:
    hall = draw_hall(1, "x", ("SSS|SSS",), numbering="odd_even")
    assert [seat.number for seat in hall.seats] == ["5", "3", "1", "2", "4", "6"]
