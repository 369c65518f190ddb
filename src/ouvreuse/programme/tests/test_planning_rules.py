"""Clashes, keys, series and typed lines, as rules alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouvreuse.programme.rules import KnownScreen, screening_times
from ouvreuse.programme.rules.clashes import Habits, Hours, Rule, Slot, Weight, clashes
from ouvreuse.programme.rules.keys import Key, KeyState, key_state
from ouvreuse.programme.rules.series import Series, exceptions
from ouvreuse.programme.rules.since import since
from ouvreuse.programme.rules.typed import Misunderstood, Showable, choose, understand

pytestmark = pytest.mark.unit
PARIS = ZoneInfo("Europe/Paris")
HABITS = Habits(PARIS)
WEEK = [date(2026, 11, 25) + timedelta(days=n) for n in range(7)]


def slot(id: int, local: datetime, *, screen: int = 1, runtime: int = 115, **more: object) -> Slot:
    times = screening_times(local.replace(tzinfo=PARIS).astimezone(UTC), runtime_min=runtime)
    facts = {"film": 1, "version": 1, **more}
    return Slot(id, screen, starts_at=times.starts_at, film_starts_at=times.film_starts_at, ends_at=times.ends_at,
                occupied_until=times.occupied_until, **facts)  # type: ignore[arg-type] # fmt: skip


def rules_of(*slots: Slot, habits: Habits = HABITS, keys: tuple[Key, ...] = ()) -> dict[int, set[Rule]]:
    return {
        id: {each.rule for each in found} for id, found in clashes(slots, habits=habits, keys=keys).items()
    }


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return wall(f"2026-11-{day} {hour:02}:{minute:02}")


def wall(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_t18_next_start_refused_at_22_40_and_accepted_at_22_45() -> None:
    first = slot(1, at(20, 15))
    assert rules_of(first, slot(2, at(22, 40))) == {1: {Rule.OVERLAP}, 2: {Rule.OVERLAP}}
    assert rules_of(first, slot(2, at(22, 45))) == {}
    assert rules_of(first, slot(2, at(20, 30), screen=2)) == {}


def test_t19_durations_pass_on_instants() -> None:
    night = slot(1, wall("2026-10-25 01:30"), runtime=115)
    assert night.occupied_until.astimezone(PARIS).strftime("%H:%M") == "03:00"
    assert rules_of(night, slot(2, wall("2026-10-25 03:00"))) == {}
    assert rules_of(night, slot(2, wall("2026-10-25 02:55").replace(fold=1)))[1] == {Rule.OVERLAP}


def test_t20_the_key_of_a_late_tuesday() -> None:
    key = Key(
        1,
        1,
        datetime.fromisoformat("2026-11-18T09:00+01:00"),
        datetime.fromisoformat("2026-11-24T23:59+01:00"),
    )
    late = slot(1, at(21, 45, day=24), runtime=130)
    assert late.ends_at.astimezone(PARIS).strftime("%H:%M") == "00:10"
    assert key_state([key], starts_at=late.starts_at, ends_at=late.ends_at) is KeyState.RED
    assert rules_of(late, keys=(key,)) == {1: {Rule.KEY_RED}}
    assert rules_of(slot(1, at(14, 0, day=24)), keys=(key,)) == {}
    assert rules_of(slot(1, at(20, 0, day=24), runtime=90), keys=(key,)) == {}
    assert rules_of(slot(1, at(20, 30, day=24), runtime=90), keys=(key,)) == {1: {Rule.KEY_AMBER}}
    assert rules_of(slot(1, at(20, 15, day=18), runtime=90), keys=(key,)) == {1: {Rule.KEY_AMBER}}, (
        "no time to test"
    )
    assert rules_of(slot(1, at(14, 0, day=20), screen=2), keys=(key,)) == {1: {Rule.KEY_RED}}
    assert rules_of(slot(1, at(14, 0, day=20), version=2), keys=(key,)) == {}, "nothing is known of its keys"


def test_each_rule_alone() -> None:
    opening = Hours((time(13, 30),) * 6 + (None,), (time(1),) * 6 + (None,))
    open_ = Habits(PARIS, hours=opening)
    assert rules_of(slot(1, at(13, 30)), slot(2, at(22, 40)), habits=open_) == {}
    assert rules_of(slot(1, at(11)), habits=open_) == {1: {Rule.CLOSED}}
    assert rules_of(slot(1, at(23, 30)), habits=open_) == {1: {Rule.CLOSED}}, "it ends after one"
    assert rules_of(slot(1, at(15, day=29)), habits=open_) == {1: {Rule.CLOSED}}, "closed on Sunday"
    assert rules_of(slot(1, at(14), turnaround_min=10)) == {1: {Rule.TURNAROUND}}
    assert rules_of(slot(1, at(14), age=16, labels=("young",))) == {1: {Rule.AGE}}
    assert rules_of(slot(1, at(14), age=12, kind="school")) == {1: {Rule.AGE}}
    assert rules_of(slot(1, at(14), age=18)) == {}
    assert rules_of(slot(1, at(14), format="3D", formats=("2D", "IMAX"))) == {1: {Rule.FORMAT}}
    assert rules_of(slot(1, at(14), format="3D", formats=("3D",))) == {}
    assert rules_of(slot(1, at(14), runtime_known=False, visa=False)) == {1: {Rule.RUNTIME, Rule.VISA}}


def test_starts_too_near_and_one_film_twice_are_notes() -> None:
    found = clashes([slot(1, at(14)), slot(2, at(14, 4), screen=2, film=2)], habits=HABITS)
    assert {each.weight for reasons in found.values() for each in reasons} == {Weight.NOTE}
    assert rules_of(slot(1, at(14)), slot(2, at(14, 5), screen=2)) == {}
    both = rules_of(slot(1, at(14)), slot(2, at(14), screen=2), habits=Habits(PARIS, stagger_min=0))
    assert both == {1: {Rule.SAME_FILM}, 2: {Rule.SAME_FILM}}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 288), st.integers(60, 200), st.integers(1, 3)), max_size=14))
def test_an_overlap_is_told_of_exactly_the_screenings_that_overlap(drawn: list[tuple[int, int, int]]) -> None:
    start = wall("2026-11-25 04:00")
    slots = [slot(n, start + timedelta(minutes=5 * step), screen=screen, runtime=runtime)
             for n, (step, runtime, screen) in enumerate(drawn)]  # fmt: skip
    told = {id for id, rules in rules_of(*slots).items() if Rule.OVERLAP in rules}
    truly = {
        one.id
        for one in slots
        for two in slots
        if one.id != two.id
        and one.screen == two.screen
        and one.starts_at < two.occupied_until
        and two.starts_at < one.occupied_until
    }
    assert told <= truly
    assert bool(told) == bool(truly)
    assert all(
        told & {a.id for a in slots if a.screen == screen}
        for screen in {s.screen for s in slots if s.id in truly}
    )


def test_a_series_and_its_exceptions() -> None:
    series = Series(frozenset({1, 3}), time(14), date(2026, 12, 1), date(2026, 12, 31),
                    exceptions("24/12, 31.12.2026", years={2026}))  # fmt: skip
    assert [day.day for day in series.days()] == [1, 3, 8, 10, 15, 17, 22, 29]
    endless = Series(frozenset(range(7)), time(14), date(2026, 1, 1), date(2199, 1, 1))
    assert len(list(endless.days())) == 367


KNOWN = [
    Showable(1, 1, "Le Gardien", "VF"), Showable(2, 1, "Le Gardien", "VOSTFR"),
    Showable(3, 1, "Le Gardien", "VF", "3D"), Showable(4, 2, "Le Gardien du phare", "VF"),
]  # fmt: skip
SCREENS = [
    KnownScreen(7, 1, 1, "Grand Large", (), has_map=True), KnownScreen(8, 1, 2, "Les Remparts", (), has_map=True)
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "version", "screen", "day", "clock"),
    [
        ("salle 2 mar 20h15 VF Le Gardien", 1, 8, 1, "20:15"),
        ("Grand Large 25/11 14h VO le gardien", 2, 7, 25, "14:00"),
        ("Le Gardien VF 3D, les remparts, 9 pm", 3, 8, None, "21:00"),
        ("20:15 gardien du phare", 4, None, None, "20:15"),
    ],
)
def test_a_line_is_understood_in_any_order(
    text: str, version: int, screen: int | None, day: int | None, clock: str
) -> None:
    typed = understand(text, days=WEEK, screens=SCREENS)
    assert choose(typed, KNOWN).version == version
    assert (typed.screen, typed.day and typed.day.day, f"{typed.at:%H:%M}") == (screen, day, clock)


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused_with_a_code(text: str) -> None:
    with suppress(Misunderstood):
        choose(understand(text, days=WEEK, screens=SCREENS), KNOWN)


def test_what_a_week_has_become() -> None:
    facts = {"starts_at": "1", "screen_id": 1, "state": "published"}
    found = since({1: facts, 2: facts, 3: facts}, {1: facts, 2: {**facts, "screen_id": 2}, 4: facts})
    assert {(each.id, each.fields, each.before is None, each.after is None) for each in found} == {
        (2, ("screen_id",), False, False), (3, (), False, True), (4, (), True, False),
    }  # fmt: skip
