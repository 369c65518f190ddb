"""Planning on a real database: the exclusion constraint is the judge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import Chain

from ouvreuse.kernel import clock
from ouvreuse.programme import actions, errors, queries
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import SaleTimes

pytestmark = pytest.mark.integration


def tomorrow(hour: int = 19, minute: int = 15) -> datetime:
    return (clock.now() + timedelta(days=2)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def plan(chain: Chain, start: datetime, **more: object) -> actions.Plan:
    facts = {"screen": chain.screen, "version": chain.version, "price_version": chain.price_version, **more}
    return actions.Plan(starts_at=start, **facts)  # type: ignore[arg-type]


def test_t18_planning_and_the_next_start(chain: Chain) -> None:
    start = tomorrow()
    row = Screening.objects.get(id=actions.plan_screening(plan(chain, start)))
    minutes = [
        (moment - start) // timedelta(minutes=1)
        for moment in (row.film_starts_at, row.ends_at, row.occupied_until)
    ]
    assert minutes == [15, 130, 150]
    assert (row.state, row.capacity, row.seat_map_id) == ("draft", 40, chain.seat_map)
    with pytest.raises(errors.ScreenOccupied):
        actions.plan_screening(plan(chain, start + timedelta(minutes=145)))
    actions.plan_screening(plan(chain, start + timedelta(minutes=150)))
    actions.plan_screening(plan(chain, start, screen=chain.free_screen))
    assert Screening.objects.count() == 3


def test_plans_are_all_or_none(chain: Chain) -> None:
    start = tomorrow()
    with pytest.raises(errors.ScreenOccupied):
        actions.plan_screenings([plan(chain, start), plan(chain, start + timedelta(minutes=10))])
    with pytest.raises(errors.ReferenceTaken):
        actions.plan_screenings(
            [
                plan(chain, start, external_ref="A"),
                plan(chain, start + timedelta(hours=5), external_ref="A"),
            ]
        )
    with pytest.raises(errors.ScreeningRefused):
        actions.plan_screenings([plan(chain, start), plan(chain, start, screen=999_999)])
    assert Screening.objects.count() == 0


def test_publication_is_idempotent_and_opens_the_web_sale(chain: Chain) -> None:
    ids = [actions.plan_screening(plan(chain, tomorrow()))]
    assert actions.publish_screenings(ids) == 1
    assert actions.publish_screenings(ids) == 0
    row = Screening.objects.get()
    assert (row.state, row.web_opens_at) == ("published", row.published_at)


def test_a_plan_says_when_channels_sell_and_keeps_saying_it(chain: Chain) -> None:
    start = tomorrow()
    said = SaleTimes(
        start - timedelta(hours=9), start, start - timedelta(hours=1), start + timedelta(minutes=5)
    )
    screening = actions.plan_screening(plan(chain, start, sale=said))
    usual = actions.plan_screening(plan(chain, start + timedelta(hours=4)))
    actions.replan_screenings({screening: plan(chain, start + timedelta(minutes=10))})
    actions.replan_screenings({usual: plan(chain, start + timedelta(hours=4), sale=SaleTimes(None, start))})
    row, other = Screening.objects.order_by("id")
    later = said.closing_later(timedelta(minutes=10))
    assert (row.web_opens_at, row.web_closes_at) == (later.web_opens_at, later.web_closes_at)
    assert (row.counter_opens_at, row.counter_closes_at) == (later.counter_opens_at, later.counter_closes_at)
    assert (other.web_closes_at, other.counter_opens_at) == (start, None)
    for wrong, code in (
        (SaleTimes(start, start), "web_sale_order"),
        (SaleTimes(counter_opens_at=start + timedelta(hours=3)), "counter_sale_order"),
    ):
        with pytest.raises(errors.SaleOutOfOrder) as refused:
            actions.plan_screening(plan(chain, start, screen=chain.free_screen, sale=wrong))
        assert refused.value.code == code
        with pytest.raises(errors.SaleOutOfOrder):
            actions.replan_screenings({screening: plan(chain, start, sale=wrong)})
    assert Screening.objects.count() == 2


def test_a_publication_to_come_moves_and_takes_the_opening_that_waits_for_it(chain: Chain) -> None:
    start = tomorrow()
    first, then, opening = (clock.now() + timedelta(hours=hours) for hours in (5, 2, 8))
    waiting = actions.plan_screening(plan(chain, start))
    told = actions.plan_screening(plan(chain, start, screen=chain.free_screen, sale=SaleTimes(opening)))
    assert actions.publish_screenings([waiting, told], at=first) == 2
    assert actions.publish_screenings([waiting, told]) == 0, "without an instant a publication to come stays"
    assert actions.publish_screenings([waiting, told], at=then) == 2
    assert actions.publish_screenings([waiting, told], at=then) == 0
    rows = Screening.objects.order_by("id").values_list("published_at", "web_opens_at")
    assert list(rows) == [(then, then), (then, opening)]


def test_screenings_swap_places_before_they_are_on_sale(chain: Chain) -> None:
    start = tomorrow()
    later = start + timedelta(hours=3)
    first, second = actions.plan_screenings([plan(chain, start), plan(chain, later)])
    actions.replan_screenings({first: plan(chain, later), second: plan(chain, start)})
    assert Screening.objects.get(id=first).starts_at == later
    assert Screening.objects.get(id=second).starts_at == start
    with pytest.raises(errors.ScreenOccupied):
        actions.replan_screenings({first: plan(chain, start)})
    with pytest.raises(errors.ScreeningUnknown):
        actions.replan_screenings({999_999: plan(chain, start)})


def test_on_sale_only_booking_changes_a_screening(chain: Chain) -> None:
    screening = chain.screening()
    with pytest.raises(errors.ScreeningOnSale):
        actions.replan_screenings({screening: plan(chain, tomorrow())})
    with pytest.raises(errors.ScreeningOnSale):
        actions.cancel_draft(screening)
    with pytest.raises(RuntimeError):
        actions.as_booking_verb()
    draft = actions.plan_screening(plan(chain, tomorrow()))
    actions.cancel_draft(draft)
    with pytest.raises(errors.ScreeningUnknown):
        actions.cancel_draft(draft)
    assert list(Screening.objects.values_list("id", flat=True)) == [screening]


def planned_at(chain: Chain, text: str, screen: int | None = None) -> int:
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return actions.plan_screening(plan(chain, start, screen=screen or chain.screen))


def test_listings_by_day_film_and_days(chain: Chain) -> None:
    year = clock.now().year + 1
    evening = planned_at(chain, f"{year}-06-10T18:00")
    night = planned_at(chain, f"{year}-06-10T22:30")  # 0:30 on the 11th in Paris
    morning = planned_at(chain, f"{year}-06-11T08:00")
    hidden = planned_at(chain, f"{year}-06-10T18:00", chain.free_screen)
    actions.publish_screenings([evening, night, morning])

    listed = queries.screenings_on("le-phare", day=date(year, 6, 10))
    assert [view.id for view in listed] == [evening, night]
    assert [view.after_midnight for view in listed] == [False, True]
    assert listed[1].local_start.isoformat() == f"{year}-06-11T00:30:00+02:00"
    assert [view.id for view in queries.screenings_on(None, day=date(year, 6, 11))] == [morning]
    assert queries.screenings_on("ailleurs", day=date(year, 6, 10)) == []
    assert queries.programme_days("le-phare") == [date(year, 6, 10), date(year, 6, 11)]
    assert [view.id for view in queries.film_screenings("le-gardien")] == [evening, night, morning]
    assert queries.screening_view(evening).film_title == "Le Gardien"
    with pytest.raises(errors.ScreeningUnknown):
        queries.screening_view(hidden)


def test_a_publication_to_come_is_not_yet_seen(chain: Chain) -> None:
    screening = actions.plan_screening(plan(chain, tomorrow()))
    actions.publish_screenings([screening], at=clock.now() + timedelta(hours=1))
    with pytest.raises(errors.ScreeningUnknown):
        queries.screening_view(screening)
    assert queries.programme_days() == []
    actions.cancel_draft(screening)


def test_listings_take_one_statement_however_long(chain: Chain) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for hours in (0, 3):
        start = tomorrow(12, 0) + timedelta(hours=hours)
        actions.publish_screenings([actions.plan_screening(plan(chain, start))])
        with CaptureQueriesContext(connection) as seen:
            queries.screenings_on("le-phare", day=start.date())
        counts.append(len([q for q in seen if "programme_screening" in q["sql"]]))
    assert counts == [1, 1]


def test_listing_day_is_the_same_in_sql_and_in_python(chain: Chain) -> None:
    from ouvreuse.venues.models import Cinema

    year = clock.now().year + 1
    texts = (f"{year}-03-28T22:30", f"{year}-06-11T02:59", f"{year}-06-11T03:00", f"{year}-10-30T15:00")
    screens = (chain.screen, chain.screen, chain.free_screen, chain.screen)
    ids = [planned_at(chain, text, screen) for text, screen in zip(texts, screens, strict=True)]
    ids.append(planned_at(chain, f"{year}-06-10T18:00"))
    actions.publish_screenings(ids)
    for zone in ("Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Kiritimati"):
        Cinema.objects.update(zone=zone)
        views = queries.film_screenings("le-gardien")
        days = sorted({view.listing_day for view in views})
        assert queries.programme_days() == days
        for day in days:
            listed = [view.id for view in queries.screenings_on(None, day=day)]
            assert listed == [view.id for view in views if view.listing_day == day]


def test_a_revision_is_of_the_show_not_of_its_note(chain: Chain) -> None:
    """Late money asks whether it is still the show it was for."""
    made = actions.plan_screening(plan(chain, tomorrow()))

    def revision_after(**more: object) -> int:
        changed = {"start": tomorrow(), **more}
        actions.replan_screenings({made: plan(chain, **changed)})  # type: ignore[arg-type]
        return Screening.objects.get(id=made).revision

    assert revision_after(note_fr="Avec un verre") == 1
    assert revision_after(start=tomorrow(20)) == 2
    assert revision_after(start=tomorrow(20), version=chain.banned_version) == 3
