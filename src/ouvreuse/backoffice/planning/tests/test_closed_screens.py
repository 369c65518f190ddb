"""A closed screen is planned by nobody, whichever the way; and it does not close on what stands there."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from tests.races import Race

from ouvreuse.backoffice.planning.tests.test_draft import save
from ouvreuse.backoffice.planning.tests.test_proposals import lines
from ouvreuse.backoffice.planning.tests.test_sheet import csv, shown
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.booking.errors import ChangeRefused
from ouvreuse.booking.queries.changes import move_plan
from ouvreuse.booking.queries.placing import rooms_for
from ouvreuse.kernel import clock
from ouvreuse.programme import actions
from ouvreuse.programme.errors import ScreenClosed, ScreenNeeded
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Screen
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration


@pytest.fixture
def closed(paula: Work) -> Work:
    """Screen 2 is closed."""
    actions.close_screen(paula.chain.free_screen)
    return paula


def test_a_typed_line_and_a_drag_are_refused_with_the_reason(closed: Work) -> None:
    answer = closed.post("add/", text="screen 2 sat 20:15 VF Gardien")
    assert (answer.status_code, "The screen is closed" in answer.content.decode()) == (422, True)
    draft = closed.draft(0)
    answer = closed.move(draft, screen=closed.chain.free_screen)
    assert (answer.status_code, answer.json()["words"]) == (
        422,
        "The screen is closed: nothing more is planned there.",
    )
    assert Screening.objects.get().screen_id == closed.chain.screen
    answer = save(closed, draft, screen=str(closed.chain.free_screen))
    assert (answer.status_code, "The screen is closed" in answer.content.decode()) == (422, True)


def test_copies_and_series_leave_it_out_with_words(paula: Work) -> None:
    paula.draft(0, screen=paula.chain.free_screen)
    Screen.objects.filter(id=paula.chain.free_screen).update(closed_at=clock.now())
    form = {"source": paula.day(0).isoformat(), "span": "day", "films": [paula.chain.film],
            "looked": f"{paula.day(0)} {paula.day(0)}", "days": [paula.day(2).isoformat()]}  # fmt: skip
    page = paula.post("copy/", **form)
    assert (lines(page), "the screen is closed" in page.content.decode()) == ([], True)
    series = {"line": "screen 2 14:00 VF Le Gardien", "weekdays": ["1"], "first": paula.day(0).isoformat(),
              "last": paula.day(20).isoformat()}  # fmt: skip
    page = paula.post("series/", **series)
    assert (lines(page), "the screen is closed" in page.content.decode()) == ([], True)
    assert "The screen is closed" in paula.get().content.decode(), "what stands there from before is named"


def test_a_sheet_names_its_lines(closed: Work) -> None:
    page = shown(closed, csv(closed, "2;{0};14h00;Le Gardien;VF;", "1;{1};14h00;Le Gardien;VF;"))
    assert "screen “Salle 2” is closed" in page
    assert "Take 1 good line" in page


def test_what_starts_before_it_closes_may_be_planned(paula: Work) -> None:
    Screen.objects.filter(id=paula.chain.free_screen).update(closed_at=paula.at(2, "00:00"))
    before = paula.draft(1, screen=paula.chain.free_screen)
    with pytest.raises(ScreenClosed):
        paula.draft(2, screen=paula.chain.free_screen)
    assert paula.move(before, time="18:00", day=paula.day(1).isoformat()).status_code == 200
    assert paula.move(before, time="18:00", day=paula.day(3).isoformat()).status_code == 422


def test_the_database_says_no_too(closed: Work, superuser: psycopg.Connection) -> None:
    draft = closed.draft(0)
    with pytest.raises(psycopg.Error, match="is closed") as refused:
        superuser.execute(
            "UPDATE programme_screening SET screen_id = %s, seat_map_id = %s WHERE id = %s",
            [closed.chain.free_screen, closed.chain.free_seat_map, draft],
        )
    assert refused.value.sqlstate == "OV907"


def test_planning_against_closing_one_of_them_gives_way(paula: Work) -> None:
    """Either the screening stands and the screen is open, or the screen is closed and nothing is on it."""

    def turn(runner: int) -> object:
        return actions.close_screen(screen) if runner else paula.draft(0, screen=screen)

    screen = paula.chain.free_screen
    with Race(2) as race:
        for _ in range(10):
            Screening.objects.all().delete()
            Screen.objects.filter(id=screen).update(closed_at=None)
            results = race.run(turn)
            assert [type(each) for each in results if isinstance(each, Exception)] in (
                [ScreenClosed],
                [ScreenNeeded],
            )
            open_ = Screen.objects.get(id=screen).closed_at is None
            assert open_ == Screening.objects.filter(screen=screen).exists()


def test_it_does_not_close_while_screenings_to_come_stand_there(paula: Work) -> None:
    owner = browser(member("odile", cinema=paula.chain.cinema, role="owner"))
    first = paula.draft(0)
    base = "/en/staff/cinema/le-phare/screens/1/"
    owner.post(f"{base}end/", {"do": "close"})
    said = owner.get(base).content.decode()
    assert "The screen cannot close: 1 screening(s) to come stand there" in said
    assert "20:15 Le Gardien" in said
    assert Screen.objects.get(number=1).closed_at is None
    Screening.objects.filter(id=first).delete()
    owner.post(f"{base}end/", {"do": "close"})
    assert Screen.objects.get(number=1).closed_at is not None


def test_nobody_who_has_a_ticket_is_moved_there(closed: Work) -> None:
    screening = closed.chain.screening(in_minutes=600)
    assert [room.id for room in rooms_for(screening)] == []
    with pytest.raises(ChangeRefused, match="closed"):
        move_plan(screening, screen=closed.chain.free_screen)


def test_a_film_that_becomes_longer_is_no_matter_of_the_closing(paula: Work) -> None:
    """What began before the closing is rewritten, its row set aside for a moment."""
    running = paula.chain.screening(in_minutes=-30)
    Screen.objects.filter(id=paula.chain.screen).update(closed_at=clock.now() - timedelta(minutes=10))
    from ouvreuse.booking.actions import retime_film
    from ouvreuse.catalogue.models import Film

    Film.objects.filter(id=paula.chain.film).update(runtime_min=120)
    retime_film(paula.chain.film, actor=None)
    assert Screening.objects.get(id=running).screen_id == paula.chain.screen
