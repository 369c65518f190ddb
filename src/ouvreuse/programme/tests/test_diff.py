"""What an import would do, decided from facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.programme import words
from ouvreuse.programme.rules import (
    Change,
    Column,
    Existing,
    Outcome,
    SaleTimes,
    Wanted,
    changed_fields,
    diff,
)
from ouvreuse.programme.rules.columns import FILM_ONLY

pytestmark = pytest.mark.unit
FILM_COLUMNS = (
    Column.RUNTIME,
    Column.CLASSIFICATION,
    Column.VISA,
    Column.YEAR,
    Column.DISTRIBUTOR,
    Column.ORIGINAL_TITLE,
    Column.DIRECTOR,
    Column.LANGUAGE,
    *FILM_ONLY,
)
NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)
START = datetime(2026, 11, 20, 19, 15, tzinfo=UTC)


def want(line: int = 2, *, minutes: int = 0, screen: int = 1, **more: object) -> Wanted:
    facts = {"film": "f", "version": "vf", "runtime_min": 115, **more}
    return Wanted(line, 1, screen, START + timedelta(minutes=minutes), **facts)  # type: ignore[arg-type]


def there(id: int = 10, *, minutes: int = 0, screen: int = 1, **more: object) -> Existing:
    start = START + timedelta(minutes=minutes)
    facts: dict[str, object] = {
        "occupied_until": start + timedelta(minutes=150),
        "film": "f",
        "version": "vf",
        "reference": "",
        "price_list_id": 1,
        "pre_show_min": 15,
        "turnaround_min": 20,
        "note_fr": "",
        "note_en": "",
    }
    return Existing(id, 1, screen, start, **{**facts, **more})  # type: ignore[arg-type]


def one(wanted: Wanted, *existing: Existing) -> Outcome:
    return diff([wanted], existing, now=NOW)[0]


def code(outcome: Outcome) -> str | None:
    return outcome.fault.code if outcome.fault else None


def test_new_same_and_changed() -> None:
    assert one(want()).change is Change.NEW
    assert one(want(), there()).change is Change.SAME
    changed = one(want(note_fr="Débat", version="vost"), there())
    assert (changed.change, changed.fields) == (Change.CHANGED, ("version", "note_fr"))
    assert one(want(), there(draft=True)).fields == ("published",)


def test_what_the_file_does_not_say_stays() -> None:
    found = there(note_fr="Débat", price_list_id=3, reference="S-1", pre_show_min=5)
    found = replace(found, occupied_until=found.starts_at + timedelta(minutes=140))
    assert one(want(), found).change is Change.SAME
    assert one(want(pre_show_min=15), found).fields == ("length", "pre_show")


def test_a_reference_follows_a_screening_that_moves() -> None:
    moved = one(want(minutes=30, screen=2, reference="S-1"), there(reference="S-1"))
    assert (moved.change, moved.fields) == (Change.CHANGED, ("screen", "starts_at"))
    other = one(want(reference="S-2"), there(reference="S-1"))
    assert code(other) == "clash_with_screening"


def test_sold_screenings_are_untouched() -> None:
    sold = there(reference="S-1", orders=3)
    for change in ({"minutes": 5}, {"screen": 2}, {"film": "g"}, {"version": "vost"}, {"price_list_id": 9}):
        outcome = one(want(reference="S-1", **change), sold)  # type: ignore[arg-type]
        assert (outcome.change, code(outcome)) == (Change.SOLD, "screening_sold")
        assert outcome.fault is not None
        assert outcome.fault.facts["orders"] == 3
    assert one(want(reference="S-1", note_fr="Débat"), sold).change is Change.CHANGED
    assert one(want(reference="S-1"), sold).change is Change.SAME


def test_a_film_only_line_is_changed_and_refused_where_its_buyers_were_told_otherwise() -> None:
    told = want(film_fields=("distributor", "classification"))
    assert (one(told, there()).change, one(told, there()).fields) == (Change.CHANGED, ())
    assert one(told).change is Change.NEW
    for found in ((), (there(),)):
        outcome = one(replace(told, film_orders=4), *found)
        assert (outcome.change, code(outcome), outcome.orders) == (Change.SOLD, "film_sold", 4)
    assert one(want(film_fields=("distributor",), film_orders=4), there()).change is Change.CHANGED
    assert one(want(film_orders=4), there()).change is Change.SAME


def test_t18_touching_is_no_clash_and_overlapping_is() -> None:
    assert one(want(minutes=150), there()).change is Change.NEW
    clash = one(want(minutes=145), there())
    assert (clash.change, code(clash)) == (Change.CLASH, "clash_with_screening")
    assert one(want(minutes=145, screen=2), there()).change is Change.NEW
    assert one(want(minutes=145), there(cancelled=True)).change is Change.NEW


def test_two_lines_that_overlap_are_both_named() -> None:
    first, second = diff([want(2), want(3, minutes=60)], [], now=NOW)
    assert (code(first), code(second)) == ("clash_with_line", "clash_with_line")
    assert first.fault is not None
    assert first.fault.facts["other"] == 3


def test_screenings_that_swap_places_do_not_clash() -> None:
    here = [there(10, reference="A"), there(11, minutes=200, reference="B")]
    lines = [want(2, minutes=200, reference="A"), want(3, reference="B")]
    assert [item.change for item in diff(lines, here, now=NOW)] == [Change.CHANGED, Change.CHANGED]


def test_same_line_twice_past_starts_and_cancelled_references_are_refused() -> None:
    twice = diff([want(2), want(3)], [], now=NOW)
    assert [code(item) for item in twice] == [None, "row_twice"]
    late = diff([want()], [], now=START)
    assert code(late[0]) == "start_past"
    assert diff([want()], [there()], now=START)[0].change is Change.SAME
    assert (
        code(one(want(reference="S"), there(reference="S", cancelled=True))) == "screening_cancelled_before"
    )


def test_every_change_has_a_name_in_both_languages() -> None:
    all_changed = want(
        minutes=5, screen=2, film="g", version="v", runtime_min=90, reference="R", price_list_id=2,
        pre_show_min=1, turnaround_min=1, note_fr="a", note_en="b", sale=SaleTimes(NOW, NOW, NOW, NOW),
    )  # fmt: skip
    names = changed_fields(all_changed, there(draft=True), now=NOW) + tuple(
        name.value for name in FILM_COLUMNS
    )
    planned = {"quota", "quota_release"}  # said by people, not by sheets
    assert {*names, *planned} == set(words.FIELDS)
    assert words.fields(names) != words.fields(names, language="en")


@st.composite
def plans(draw: st.DrawFn) -> list[Wanted]:
    starts = draw(
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 2), st.integers(1, 200)), max_size=12)
    )
    return [
        want(line, minutes=minutes * 10, screen=screen, runtime_min=runtime)
        for line, (minutes, screen, runtime) in enumerate(starts, start=2)
    ]


@given(wanted=plans())
def test_what_is_accepted_never_overlaps_and_importing_again_changes_nothing(wanted: list[Wanted]) -> None:
    outcomes = diff(wanted, [], now=NOW)
    kept = [item for item in outcomes if item.change is Change.NEW]
    for one_item in kept:
        for other in kept:
            if one_item is not other and one_item.wanted.screen_id == other.wanted.screen_id:
                apart = (
                    one_item.occupied_until <= other.wanted.starts_at
                    or other.occupied_until <= one_item.wanted.starts_at
                )
                assert apart
    planned = [
        replace(
            there(100 + item.wanted.line, screen=item.wanted.screen_id),
            starts_at=item.wanted.starts_at,
            occupied_until=item.occupied_until,
        )
        for item in kept
    ]
    again = diff([item.wanted for item in kept], planned, now=NOW)
    assert all(item.change is Change.SAME for item in again)
