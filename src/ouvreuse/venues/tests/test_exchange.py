"""Plans as files, and what a seat is from one plan to the next."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ouvreuse.ui.tables import safe_cell
from ouvreuse.venues.errors import BadBlock, BadFile, BadPlan, VenueError
from ouvreuse.venues.rules import (
    Plan,
    Seat,
    changes,
    document_from_file,
    document_from_json,
    document_of,
    keep_places,
    letters_of,
    places_named,
    plan_from_letters,
    plan_of,
)
from ouvreuse.venues.rules.exchange import COLUMNS, csv_rows
from ouvreuse.venues.words import say

pytestmark = pytest.mark.unit

PATIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
NAMES = st.text(alphabet="ABCZ19=+-@é'", min_size=1, max_size=3).filter(lambda name: name[0] != "'")
ZONES = ({"code": "CLUB", "name_fr": "Club", "name_en": "Club", "supplement": "CLUB"},)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan: names of every sort, curves, holes in the numbers, spaces with companions, duos, a zone."""
    names = draw(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8, unique=True))
    places = sorted(draw(st.sets(st.integers(1, 60), min_size=len(names), max_size=len(names))))
    seats = []
    for index, (place, (row, number)) in enumerate(zip(places, names, strict=True)):
        shift = draw(st.sampled_from([0.0, 0.25, -0.35, 12.5]))
        kind = draw(st.sampled_from("SWTE"))
        zone = draw(st.sampled_from(["", "CLUB"]))
        seats.append(Seat(place, row, number, index * 1.5 - 4, shift, kind, 0, zone))
    spaces = [seat for seat in seats if seat.kind == "W"]
    if spaces and seats[-1] is not spaces[0]:
        last = seats[-1]
        seats[-1] = Seat(last.place, last.row, last.number, last.x, last.y, "C", spaces[0].place, last.zone)
    return plan_of(seats, zones=ZONES)


def as_csv(plan: Plan, *, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([COLUMNS, *([safe_cell(cell) for cell in row] for row in csv_rows(plan))])
    return out.getvalue().encode("utf-8-sig")


@PATIENT
@given(plans(), st.sampled_from(",;\t"))
def test_csv_goes_out_and_comes_in_again(plan: Plan, delimiter: str) -> None:
    found = document_from_file(as_csv(plan, delimiter=delimiter), name="plan.csv", zones=plan.zones)
    assert found.plan() == plan


@PATIENT
@given(plans())
def test_json_goes_out_and_comes_in_again(plan: Plan) -> None:
    assert document_from_file(document_of(plan).text().encode(), name="x").plan() == plan
    assert document_from_json(json.dumps(document_of(plan).to_json())).plan() == plan


@given(st.text(alphabet="SSSWTE..\n", max_size=120))
def test_letters_go_out_and_come_in_again(drawing: str) -> None:
    try:
        plan = plan_from_letters(drawing)
    except BadPlan:
        return
    again = plan_from_letters(letters_of(plan))
    left = min(seat.x for seat in plan.seats)
    top = min(seat.y for seat in plan.seats)
    assert [(s.row, s.number, s.x, s.y, s.kind) for s in again.seats] == [
        (s.row, s.number, s.x - left, s.y - top, s.kind) for s in plan.seats
    ]


@PATIENT
@given(plans())
def test_letters_of_any_plan_have_all_its_seats(plan: Plan) -> None:
    drawn = letters_of(plan)
    assert sorted(drawn.replace(".", "").replace("\n", "")) == sorted(plan.kinds.replace("-", ""))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_plan_or_a_refusal_in_words(data: bytes) -> None:
    for name in ("plan.csv", "plan"):
        if refused := refusal(data, name):
            assert isinstance(refused, BadFile | BadPlan)
            assert say(refused, language="fr") != say(refused, language="en")


def refusal(data: bytes, name: str) -> VenueError | None:
    try:
        document_from_file(data, name=name).plan()
    except VenueError as refused:
        return refused
    return None


@PATIENT
@given(plans(), plans())
def test_a_seat_keeps_its_number_and_a_new_one_has_a_new_one(first: Plan, second: Plan) -> None:
    known = {seat.name: seat.place for seat in first.seats}
    after = keep_places(second, known=known)
    used = set(known.values())
    for seat in after.seats:
        assert known.get(seat.name, seat.place) == seat.place
        assert seat.name in known or seat.place not in used
    assert len(after.kinds) == len(after.partners) == after.seats[-1].place
    by_place = {seat.place: seat for seat in after.seats}
    before = {seat.place: seat for seat in second.seats}
    for seat in second.seats:
        if seat.partner:
            moved = next(each for each in after.seats if each.name == seat.name)
            assert by_place[moved.partner].name == before[seat.partner].name


def test_the_difference_is_told_as_people_see_it() -> None:
    old = plan_from_letters("SSSS\nSSWC")
    new = plan_of(
        [
            *(seat for seat in old.seats if seat.name not in {("A", "1"), ("A", "2"), ("A", "3")}),
            Seat(1, "A", "10", 0, 0),
            Seat(3, "A", "3", 2, 0, "E"),
            Seat(90, "Z", "1", 9, 9),
        ]
    )
    found = changes(old.seats, new.seats)
    assert [seat.name for seat in found.added] == [("Z", "1")]
    assert [seat.name for seat in found.gone] == [("A", "2")]
    assert [(one.number, two.number) for one, two in found.renamed] == [("1", "10")]
    assert [two.name for _, two in found.rekinded] == [("A", "3")]
    assert (found.moved, bool(found), bool(changes(old.seats, old.seats))) == (0, True, False)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A1", [1]),
        ("a1-a3 B2", [1, 2, 3, 6]),
        ("A3–1", [1, 2, 3]),
        ("B", [5, 6, 7, 8]),
        ("", []),
        ("A1;A1", [1]),
    ],
)
def test_seats_as_people_name_them(text: str, places: list[int]) -> None:
    assert places_named(text, plan_from_letters("SSSS\nSSSS").seats) == places


@pytest.mark.parametrize("text", ["A9", "A1-B2", "I", "A1-", "-"])
def test_a_word_that_names_no_seat_is_said(text: str) -> None:
    with pytest.raises(BadBlock):
        places_named(text, plan_from_letters("SSSS\nSSSS").seats)
