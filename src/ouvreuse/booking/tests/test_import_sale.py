"""When each channel sells and when the public sees a week: said by the file and by the option of the import."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.cast import Chain, Visitor

from ouvreuse.booking.actions import hold_seats, import_week
from ouvreuse.booking.rules.importing import ImportReport
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import LocalTimeRefused, PublicationPast
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import WallTime
from ouvreuse.venues.models import Cinema

pytestmark = pytest.mark.integration
PARIS = ZoneInfo("Europe/Paris")
HEAD = "salle;date;heure;film;référence;ouverture web;fermeture web;ouverture caisse;fermeture caisse"
ENGLISH = "screen;date;time;film;ref;web opens;web closes;counter opens;counter closes"


def start(days: int = 9) -> datetime:
    """20:15 so many days ahead, as the wall of Paris shows it."""
    return (
        (clock.now() + timedelta(days=days))
        .astimezone(PARIS)
        .replace(hour=20, minute=15, second=0, microsecond=0)
    )


def wall(when: datetime) -> str:
    return f"{when:%d/%m/%Y %Hh%M}"


def sheet(*sales: str, head: str = HEAD, at: datetime | None = None) -> bytes:
    """One line a sale, each on its own day."""
    first = at or start()
    lines = (
        f"1;{first + timedelta(days=n):%d/%m/%Y};{first:%Hh%M};Le Gardien;S{n};{sale}"
        for n, sale in enumerate(sales)
    )
    return "\n".join([head, *lines]).encode()


def sale(row: Screening) -> tuple[datetime | None, ...]:
    return row.web_opens_at, row.web_closes_at, row.counter_opens_at, row.counter_closes_at


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in report.faults]


@pytest.mark.parametrize("head", [HEAD, ENGLISH])
def test_each_channel_opens_and_closes_when_the_file_says(chain: Chain, head: str) -> None:
    at = start()
    said = (
        at - timedelta(days=2),
        at - timedelta(minutes=30),
        at - timedelta(days=1),
        at + timedelta(minutes=5),
    )
    told = sheet(";".join(map(wall, said)), ";;;", head=head)
    report = import_week(told)
    assert (report.faults, report.ignored, report.counts["new"]) == ((), (), 2)
    first, second = Screening.objects.order_by("starts_at")
    assert sale(first) == said
    assert sale(second) == (
        second.published_at, second.film_starts_at, None, second.film_starts_at + timedelta(minutes=30)
    )  # fmt: skip
    before = list(Screening.objects.order_by("id").values())
    assert import_week(told).counts["same"] == 2
    assert import_week(sheet(";;;", ";;;", head=head)).counts["same"] == 2, "silence changes nothing"
    assert list(Screening.objects.order_by("id").values()) == before


def test_the_sale_of_a_sold_screening_may_change_and_says_so(chain: Chain, customer: Visitor) -> None:
    import_week(sheet(";;;"))
    row = Screening.objects.get()
    hold_seats(
        row.id, places=[1], rates=["PLEIN"], purchase_key=uuid4(), browser=customer.browser, language="fr"
    )  # fmt: skip
    at = start()
    told = sheet(f";{wall(at)};{wall(at - timedelta(hours=1))};")
    rehearsed, done = import_week(told, dry_run=True), import_week(told)
    for report in (rehearsed, done):
        assert [(line.change, line.fields) for line in report.lines] == [
            ("changed", ("web_closes", "counter_opens"))
        ]
    row.refresh_from_db()
    assert sale(row)[1:3] == (at, at - timedelta(hours=1))
    assert import_week(told).counts["same"] == 1


def test_a_screening_that_moves_takes_its_closings_with_it_but_for_those_the_file_says(chain: Chain) -> None:
    at = start()
    import_week(sheet(f";{wall(at)};{wall(at - timedelta(days=1))};{wall(at)}"))
    later = at + timedelta(minutes=45)
    report = import_week(sheet(f";;;{wall(at)}", at=later))
    assert report.lines[0].fields == ("starts_at",)
    assert sale(Screening.objects.get())[1:] == (later, at - timedelta(days=1), at)


def test_a_sale_that_would_close_before_it_opens_is_refused(chain: Chain) -> None:
    at = start()
    before, after = wall(at - timedelta(hours=2)), wall(at + timedelta(hours=1))
    report = import_week(
        sheet(
            f"{after};;;", f"{after};{before};;", f";;{after};{before}", ";01/01/2020 10h00;;", f";;;{before}"
        )
    )
    assert faults(report) == [
        (2, "ouverture web", "web_sale_order"),
        (3, "ouverture web", "web_sale_order"),
        (4, "ouverture caisse", "counter_sale_order"),
        (5, "fermeture web", "web_sale_order"),
    ]
    assert report.faults[1].facts == {
        "opens": f"{at + timedelta(hours=1):%d/%m/%Y %H:%M}",
        "closes": f"{at - timedelta(hours=2):%d/%m/%Y %H:%M}",
    }
    assert Screening.objects.count() == 0
    import_week(sheet(f"{wall(at - timedelta(days=1))};;;"))
    moved = import_week(sheet(";;;", at=at - timedelta(days=3)))
    assert faults(moved) == [(2, "", "web_sale_order")], "it would start before its sale opens"


def test_times_of_the_sale_that_no_wall_shows_are_refused_as_those_of_a_start(chain: Chain) -> None:
    told = sheet(
        "29/03/2043 02h30;;;", ";;;25/10/2043 02h30", "demain;;;", at=datetime(2043, 11, 5, 20, 15, tzinfo=PARIS)
    )  # fmt: skip
    assert faults(import_week(told)) == [
        (2, "ouverture web", "local_time_missing"),
        (3, "fermeture caisse", "local_time_twice"),
        (4, "ouverture web", "cell_instant"),
    ]


def at_five(days: int) -> tuple[WallTime, datetime]:
    """17:00 so many days ahead: on the wall, and as an instant."""
    local = start(days).replace(hour=17, minute=0)
    return WallTime(local.replace(tzinfo=None)), local.astimezone(UTC)


def test_a_week_is_published_at_an_instant_and_the_web_opens_with_it(chain: Chain) -> None:
    at = start()
    told = sheet(";;;", f"{wall(at - timedelta(days=1))};;;", f"{wall(at - timedelta(days=8))};;;")
    wall_time, instant = at_five(2)
    rehearsed = import_week(told, publish_at=wall_time, dry_run=True)
    assert (rehearsed.counts["new"], Screening.objects.count()) == (3, 0)
    assert import_week(told, publish_at=wall_time).faults == ()
    rows = Screening.objects.order_by("starts_at")
    opening = at - timedelta(days=1)
    assert [(row.state, row.published_at, row.web_opens_at) for row in rows] == [
        ("published", instant, instant), ("published", instant, opening), ("published", instant, instant)
    ]  # fmt: skip
    before = list(rows.values())
    assert import_week(told, publish_at=wall_time).counts["same"] == 3
    assert import_week(told).counts["same"] == 3, "without the option a publication to come stays"
    assert list(rows.values()) == before


def test_a_publication_to_come_is_moved_and_one_that_was_is_not(chain: Chain, travel: object) -> None:
    told = sheet(";;;", f"{wall(start(5))};;;")
    first, _ = at_five(4)
    import_week(told, publish_at=first)
    for days in (6, 2):
        wall_time, instant = at_five(days)
        report = import_week(told, publish_at=wall_time)
        assert [("published" in line.fields, line.change) for line in report.lines] == [(True, "changed")] * 2
        assert import_week(told, publish_at=wall_time).counts["same"] == 2
        found = Screening.objects.order_by("starts_at").values_list("published_at", "web_opens_at")
        assert list(found) == [(instant, instant), (instant, max(instant, start(5).astimezone(UTC)))]
    travel(days=3)  # type: ignore[operator]
    late, _ = at_five(3)
    assert import_week(told, publish_at=late).counts["same"] == 2, "the public has seen it"


def test_a_publication_too_late_past_or_impossible_is_refused(chain: Chain) -> None:
    told = sheet(";;;")
    assert faults(import_week(told, publish_at=at_five(10)[0])) == [(2, "", "web_sale_order")]
    with pytest.raises(PublicationPast):
        import_week(told, publish_at=at_five(-1)[0])
    with pytest.raises(LocalTimeRefused):
        import_week(told, publish_at=WallTime(datetime(2043, 3, 29, 2, 30)))  # noqa: DTZ001
    assert Screening.objects.count() == 0


def test_each_cinema_has_its_own_five_o_clock(chain: Chain) -> None:
    from tests.cast import plan_of

    from ouvreuse.pricing.actions import publish_price_list
    from ouvreuse.pricing.rules import french_defaults
    from ouvreuse.venues import actions as venues
    from ouvreuse.venues.models import SeatMap

    far = Cinema.objects.create(
        operator_id=chain.operator,
        slug="le-piton",
        name="Le Piton",
        town="Saint-Denis",
        zone="Indian/Reunion",
    )
    seats = plan_of(2, 5)
    SeatMap.objects.create(
        screen_id=venues.create_screen(far.id, number=1, name="Salle 1"), version=1, capacity=10, kinds="S" * 10,
        partners=[0] * 10, seats=seats, created_at=clock.now(),
    )  # fmt: skip
    publish_price_list("normal", cinema=far.id, name="Grille", content=french_defaults(0))
    day = f"{start():%d/%m/%Y}"
    told = "cinéma;salle;date;heure;film;ouverture caisse\n" + "".join(
        f"{name};1;{day};20h15;Le Gardien;{wall(start(8))}\n" for name in ("Le Phare", "Le Piton")
    )
    wall_time, instant = at_five(2)
    assert import_week(told.encode(), publish_at=wall_time).faults == ()
    here, there = Screening.objects.order_by("cinema_id")
    assert here.published_at == instant
    assert (here.starts_at - there.starts_at) == (here.published_at - there.published_at)  # type: ignore[operator]
    assert (here.starts_at - there.starts_at) == (here.counter_opens_at - there.counter_opens_at)  # type: ignore[operator]
    assert here.starts_at > there.starts_at
