from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.kernel.local_time import (
    AmbiguousTime,
    NonExistentTime,
    occupation,
    to_instant,
    to_local,
)

pytestmark = pytest.mark.unit
PARIS = ZoneInfo("Europe/Paris")
NAIVE = datetime.min  # noqa: DTZ901 - an instant without a zone is what is refused
days = st.dates(date(1990, 1, 3), date(2090, 1, 1))
instants = st.integers(631_152_000, 3_786_912_000).map(
    lambda n: datetime.fromtimestamp(n, UTC)
)  # 1990 to 2090
zones = st.sampled_from(
    ["Europe/Paris", "America/Cayenne", "Pacific/Noumea", "Indian/Reunion", "America/Miquelon"]
)
minutes = st.integers(0, 400).map(lambda n: timedelta(minutes=n))


@pytest.fixture
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_source", None)


@pytest.mark.usefixtures("no_clock")
def test_a_clock_must_be_installed() -> None:
    with pytest.raises(clock.NoClock):
        clock.now()


@pytest.mark.usefixtures("no_clock")
def test_the_clock_answers_in_utc_and_refuses_naive_sources() -> None:
    clock.install(lambda: datetime(2026, 11, 18, 20, 15, tzinfo=PARIS))
    assert clock.now() == datetime(2026, 11, 18, 19, 15, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.install(lambda: NAIVE)
    with pytest.raises(ValueError, match="zone"):
        clock.now()


@pytest.mark.parametrize(
    ("day", "opening", "end", "deadline"),
    [
        (date(2026, 11, 17), date(2026, 11, 11), date(2026, 11, 17), date(2026, 11, 22)),
        (date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 24), date(2026, 11, 29)),
        (date(2026, 12, 31), date(2026, 12, 30), date(2027, 1, 5), date(2027, 1, 10)),
        (date(2027, 1, 1), date(2026, 12, 30), date(2027, 1, 5), date(2027, 1, 10)),
    ],
)
def test_weeks_and_deadlines_of_the_trade(day: date, opening: date, end: date, deadline: date) -> None:
    """T-1."""
    week = CinemaWeek.of_day(day)
    assert (week.opening, week.end, week.declaration_deadline) == (opening, end, deadline)


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2023, 7, 5), "2023-W27"), (date(2024, 7, 2), "2024-W26"), (date(2026, 12, 30), "2026-W53")],
)
def test_numbers_of_the_trade(day: date, number: str) -> None:
    """T-1b."""
    assert CinemaWeek.of_day(day).number == number


@given(days)
def test_a_week_holds_its_days_and_has_one_number(day: date) -> None:
    week = CinemaWeek.of_day(day)
    assert day in week
    assert len(week.days) == 7
    assert {CinemaWeek.of_day(other) for other in week.days} == {week}
    assert week.next.previous == week
    assert week.next.opening == week.end + timedelta(days=1)
    assert CinemaWeek.parse(week.number) == week
    assert week < week.next


@given(instants, zones)
def test_an_instant_belongs_to_the_week_of_its_local_day(instant: datetime, zone: str) -> None:
    week = CinemaWeek.of_instant(instant, ZoneInfo(zone))
    first, last = week.instants(ZoneInfo(zone))
    assert first <= instant < last


def test_wednesday_five_past_midnight_is_the_new_week() -> None:
    late, early = (to_instant(date(2026, 11, d), t, PARIS) for d, t in ((17, time(23, 55)), (18, time(0, 5))))
    assert CinemaWeek.of_instant(early, PARIS) == CinemaWeek.of_instant(late, PARIS).next


@pytest.mark.parametrize("wrong", ["2026-53", "2026-W54", "W53", "", "2025-W53", "٢٠٢٦-W01", "2026-Wxx"])
def test_what_is_not_a_week_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"week|Invalid"):
        CinemaWeek.parse(wrong)


def test_a_week_opens_on_a_wednesday_only() -> None:
    with pytest.raises(ValueError, match="Wednesday"):
        CinemaWeek(date(2026, 11, 19))


def test_a_screening_and_the_next_one() -> None:
    """T-18."""
    slot = {
        "pre_show": timedelta(minutes=15),
        "runtime": timedelta(minutes=115),
        "turnaround": timedelta(minutes=20),
    }
    day = date(2026, 11, 18)

    def at(hour: int, minute: int) -> datetime:
        return to_instant(day, time(hour, minute), PARIS)

    first = occupation(at(20, 15), **slot)
    assert (first.film_at, first.end_at, first.free_at) == (at(20, 30), at(22, 25), at(22, 45))
    assert first.clashes(occupation(at(22, 40), **slot))
    assert not first.clashes(occupation(at(22, 45), **slot))
    assert not occupation(at(22, 45), **slot).clashes(first)


def test_durations_pass_on_the_world_s_time_line() -> None:
    """T-19."""
    start = to_instant(date(2026, 10, 25), time(1, 30), PARIS)
    end = occupation(
        start, pre_show=timedelta(0), runtime=timedelta(minutes=150), turnaround=timedelta(0)
    ).end_at
    assert to_local(end, PARIS).time() == time(3, 0)


def test_a_time_that_does_not_exist_says_what_surrounds_it() -> None:
    """T-19."""
    with pytest.raises(NonExistentTime) as refusal:
        to_instant(date(2026, 3, 29), time(2, 30), PARIS)
    assert refusal.value.before.time() == time(1, 59)
    assert refusal.value.after.time() == time(3, 0)
    assert refusal.value.zone == "Europe/Paris"


def test_a_time_that_comes_twice_gives_both() -> None:
    with pytest.raises(AmbiguousTime) as refusal:
        to_instant(date(2026, 10, 25), time(2, 30), PARIS)
    assert refusal.value.after.astimezone(UTC) - refusal.value.before.astimezone(UTC) == timedelta(hours=1)
    assert str(refusal.value.before.utcoffset()) == "2:00:00"


@given(instants, zones)
def test_local_time_and_back(instant: datetime, zone: str) -> None:
    local = to_local(instant, ZoneInfo(zone))
    assert instant in _instants_called(local, ZoneInfo(zone))


def _instants_called(local: datetime, zone: ZoneInfo) -> list[datetime]:
    try:
        return [to_instant(local.date(), local.time(), zone)]
    except AmbiguousTime as twice:
        return [twice.before.astimezone(UTC), twice.after.astimezone(UTC)]


@given(instants, st.tuples(minutes, minutes, minutes), instants, minutes)
def test_occupations_are_ordered_and_clash_both_ways(
    start: datetime, lengths: tuple[timedelta, timedelta, timedelta], other: datetime, length: timedelta
) -> None:
    pre_show, runtime, turnaround = lengths
    slot = occupation(start, pre_show=pre_show, runtime=runtime, turnaround=turnaround)
    assert slot.start_at <= slot.film_at <= slot.end_at <= slot.free_at
    assert slot.free_at - slot.start_at == pre_show + runtime + turnaround
    second = occupation(other, pre_show=timedelta(0), runtime=length, turnaround=timedelta(0))
    assert slot.clashes(second) == second.clashes(slot)
    assume(slot.free_at > slot.start_at)
    assert slot.clashes(slot)


def test_naive_instants_and_negative_durations_are_refused() -> None:
    nothing = timedelta(0)
    with pytest.raises(ValueError, match="zone"):
        occupation(NAIVE, pre_show=nothing, runtime=nothing, turnaround=nothing)
    with pytest.raises(ValueError, match="zone"):
        to_local(NAIVE, PARIS)
    with pytest.raises(ValueError, match="negative"):
        occupation(
            datetime(2026, 1, 1, tzinfo=UTC), pre_show=-timedelta(1), runtime=nothing, turnaround=nothing
        )
