"""The week's grid: what it shows, what it costs, and each change of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.kernel import clock
from ouvreuse.programme.models import PlanStep, Screening
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration


def row(screening: int) -> Screening:
    return Screening.objects.get(id=screening)


def test_the_week_shows_each_screening_with_its_times_and_state(paula: Work) -> None:
    draft = paula.draft(0, "20:15")
    page = paula.get().content.decode()
    assert f'id="s{draft}"' in page
    for words in ("Le Gardien", "film 20:30, end 22:25, free 22:45", "draft", "h15 m15 l2 k30"):
        assert words in page, words
    listed = paula.get(view="list").content.decode()
    assert "film 20:30, end 22:25, free 22:45" in listed
    assert 'id="day-' in paula.get(view="day", day=paula.day(0).isoformat()).content.decode()
    assert f'id="s{draft}"' not in paula.get(view="day", day=paula.day(1).isoformat()).content.decode()


def test_one_on_sale_shows_what_is_sold_and_cannot_be_picked_up(paula: Work) -> None:
    from ouvreuse.booking.actions import sell

    screening = paula.chain.screening(in_minutes=14 * 24 * 60)
    sell(screening, places=[3, 4], rates=["PLEIN"] * 2, email="camille@example.org")
    page = paula.get().content.decode()
    assert "on sale 2/40" in page
    assert "data-e=" not in page
    answer = paula.move(screening, day=paula.day(0).isoformat(), time="11h")
    assert answer.status_code == 422
    assert "only the ticketing may change it" in answer.json()["words"]


@pytest.mark.parametrize("view", ["week", "list"])
def test_the_page_costs_the_same_for_three_and_five_hundred(
    paula: Work, statements: Callable[..., int], view: str
) -> None:
    paula.draft(0)
    paula.get()
    few = statements(lambda: paula.get(view=view))
    _fill(paula, screens=18, a_day=5)
    many = statements(lambda: paula.get(view=view))
    assert few == many <= 12
    assert Screening.objects.count() > 500


def _fill(paula: Work, *, screens: int, a_day: int) -> None:
    """A week of a multiplex, straight into the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO venues_screen (cinema_id, number, name, free_seating, formats)"
            " SELECT %s, n, 'Salle ' || n, false, '{}' FROM generate_series(3, %s) n",
            [paula.chain.cinema, screens],
        )
        cursor.execute(
            "INSERT INTO venues_seatmap (screen_id, version, capacity, kinds, partners, seats, created_at)"
            " SELECT s.id, 1, m.capacity, m.kinds, m.partners, m.seats, m.created_at"
            " FROM venues_screen s, venues_seatmap m"
            " WHERE m.id = %s AND s.number > 2",
            [paula.chain.seat_map],
        )
        cursor.execute(
            "INSERT INTO programme_screening (cinema_id, screen_id, seat_map_id, film_id, version_id, price_version_id,"
            " state, free_seating, capacity, starts_at, film_starts_at, ends_at, occupied_until, pre_show_min,"
            " turnaround_min, published_at, web_opens_at, web_closes_at, counter_closes_at, companion_release_min,"
            " max_per_order, note_fr, note_en, external_ref, revision)"
            " SELECT %s, s.id, (SELECT id FROM venues_seatmap m WHERE m.screen_id = s.id), %s, %s, %s,"
            " 'published', false, 40, at, at + interval '15 min',"
            " at + interval '130 min', at + interval '150 min', 15, 20, clock(), clock(), at, at, 30, 10, '', '', '', 1"
            " FROM venues_screen s, generate_series(0, 6) d, generate_series(0, %s - 1) n,"
            " LATERAL (SELECT %s::timestamptz + d * interval '1 day' + n * interval '160 min' AS at) x"
            " WHERE s.number > 2",
            [
                paula.chain.cinema, paula.chain.film, paula.chain.version,
                paula.chain.price_version, a_day, paula.at(0, "10:00"),
            ],
        )  # fmt: skip


def test_a_move_changes_the_time_the_screen_and_the_day(paula: Work) -> None:
    draft = paula.draft(0, "20:15")
    answer = paula.move(draft, day=paula.day(1).isoformat(), offset="905", screen=paula.chain.free_screen)
    assert answer.status_code == 200
    assert row(draft).starts_at == paula.at(1, "20:05")
    assert (row(draft).screen_id, row(draft).capacity, row(draft).free_seating) == (
        paula.chain.free_screen,
        30,
        True,
    )
    said = answer.json()
    assert set(said["days"]) == {paula.day(0).isoformat(), paula.day(1).isoformat()}
    assert said["focus"] == draft
    assert paula.move(draft, json=False, day=paula.day(2).isoformat(), time="0h30").status_code == 303
    assert row(draft).starts_at == paula.at(3, "00:30"), (
        "after midnight it is listed under the evening before"
    )
    assert paula.move(draft, turnaround="30", pre_show="10").status_code == 200
    assert row(draft).occupied_until - row(draft).starts_at == timedelta(minutes=10 + 115 + 30)


def test_t18_an_overlap_is_refused_with_the_film_that_is_there(paula: Work) -> None:
    paula.draft(0, "20:15")
    other = paula.draft(1, "20:15")
    refused = paula.move(other, day=paula.day(0).isoformat(), time="22h40")
    assert refused.status_code == 422
    assert "“Le Gardien” is there from 20:15 to 22:45" in refused.json()["words"]
    assert row(other).starts_at == paula.at(1)
    assert paula.move(other, day=paula.day(0).isoformat(), time="22h45").status_code == 200


def test_one_entry_of_the_trail_for_each_change(paula: Work) -> None:
    draft = paula.draft(0, "20:15")
    paula.move(draft, day=paula.day(0).isoformat(), time="18h")
    entry = AuditEntry.objects.get(actor=paula.user)
    assert (entry.verb, entry.subject, entry.actor_id) == ("plan_move", f"screening:{draft}", paula.user.id)
    assert set(entry.facts["before"]) >= {"starts_at"}
    assert entry.facts["before"]["starts_at"] == paula.at(0).isoformat()


def test_bo03_a_colleagues_change_is_shown_and_kept(paula: Work, paul: Work) -> None:
    draft = paula.draft(0, "20:15")
    seen = row(draft).edits
    paul.move(draft, day=paula.day(0).isoformat(), time="20h30", screen=paula.chain.free_screen)
    late = paula.post(
        "move/", json=True, screening=draft, edits=seen, day=paula.day(1).isoformat(), time="14h"
    )
    assert late.status_code == 409
    words = late.json()["words"]
    assert "Paul put it on" in words
    assert "20:30, Salle 2, just now" in words
    assert set(late.json()["days"]) == {paula.day(n).isoformat() for n in range(7)}
    assert row(draft).starts_at == paula.at(0, "20:30")
    page = paula.post("remove/", screening=draft, edits=seen)
    assert page.status_code == 409
    assert "Paul put it on" in page.content.decode()
    paul.post("remove/", screening=draft, edits=row(draft).edits)
    gone = paula.post(
        "move/", json=True, screening=draft, edits=seen, day=paula.day(1).isoformat(), time="14h"
    )
    assert gone.status_code == 409
    assert "Paul removed it" in gone.json()["words"]


def test_a_draft_is_removed_and_comes_back_as_it_was(paula: Work) -> None:
    draft = paula.draft(0, "20:15", note_fr="Avec l'équipe")
    before = Screening.objects.filter(id=draft).values().get()
    assert paula.post("remove/", screening=draft, edits=1).status_code == 303
    assert not Screening.objects.exists()
    assert "Screening removed." in paula.get().content.decode()
    assert paula.post("undo/").status_code == 303
    after = Screening.objects.filter(id=draft).values().get()
    assert {**after, "edits": before["edits"]} == before
    assert paula.post("redo/", json=True).status_code == 200
    assert not Screening.objects.exists()
    assert paula.post("redo/", json=True).status_code == 422


def test_steps_are_taken_back_one_by_one_and_a_new_step_ends_the_way_forward(paula: Work) -> None:
    draft = paula.draft(0, "20:15")
    for clock_ in ("18h", "16h", "14h"):
        paula.move(draft, day=paula.day(0).isoformat(), time=clock_)
    paula.post("undo/", json=True)
    paula.post("undo/", json=True)
    assert row(draft).starts_at == paula.at(0, "18:00")
    paula.post("redo/", json=True)
    assert row(draft).starts_at == paula.at(0, "16:00")
    paula.move(draft, day=paula.day(0).isoformat(), time="11h")
    assert paula.post("redo/", json=True).status_code == 422
    for _ in range(3):
        assert paula.post("undo/", json=True).status_code == 200
    assert row(draft).starts_at == paula.at(0, "20:15")
    assert paula.post("undo/", json=True).status_code == 422
    assert row(draft).web_closes_at == paula.at(0, "20:30")


def test_what_a_colleague_changed_since_is_never_undone_with_it(paula: Work, paul: Work) -> None:
    draft = paula.draft(0, "20:15")
    paula.move(draft, day=paula.day(0).isoformat(), time="18h")
    paul.move(draft, turnaround="40")
    refused = paula.post("undo/", json=True)
    assert refused.status_code == 409
    assert "Paul changed it" in refused.json()["words"]
    assert row(draft).turnaround_min == 40
    assert PlanStep.objects.filter(undone_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("text", "starts", "screen"),
    [
        ("screen 2 tue 20:15 VF Le Gardien", (6, "20:15"), "free_screen"),
        ("20h15 salle 1 gardien jeudi", (1, "20:15"), "screen"),
        ("Salle 2 mer. 14H gardien", (0, "14:00"), "free_screen"),
        ("s1 fri 0h10 LE GARDIEN", (3, "00:10"), "screen"),
    ],
)
def test_a_line_makes_a_screening(paula: Work, text: str, starts: tuple[int, str], screen: str) -> None:
    assert paula.post("add/", text=text).status_code == 303
    made = Screening.objects.get()
    assert (made.starts_at, made.screen_id) == (paula.at(*starts), getattr(paula.chain, screen))
    assert (made.version_id, made.state, made.price_version_id) == (
        paula.chain.version,
        "draft",
        paula.chain.price_version,
    )


def test_how_many_screenings_stand_how_is_counted_in_words(paula: Work) -> None:
    paula.draft(0)
    assert "1 draft<" in paula.get("").content.decode()
    paula.draft(1)
    assert "2 drafts<" in paula.get("").content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("screen 1 tue 20:15", "The film is missing: write its title, or choose it beside."),
        ("screen 1 tue 25h Le Gardien", "“25h”: after midnight, write 0:30; before five in the morning"),
        ("screen 1 tue 20h1 Le Gardien", "“20h1”: the time is half typed, write 20h00 for instance"),
        ("screen 1 tue Le Gardien", "The time is missing"),
        ("tue 20h15 Le Gardien", "The screen is missing"),
        ("screen 9 tue 20h15 Le Gardien", "unknown screen: “screen 9” (screens: Salle 1, Salle 2)"),
        ("screen 1 20h15 Le Gardien", "The day is missing"),
        ("screen 1 tue 20h15 Le Phare", "No film is called “Le Phare”"),
        ("screen 1 tue 20h15 L", "Several films fit: Le Gardien, La Lame"),
        ("screen 1 tue 20h15 VO Le Gardien", "“Le Gardien” has no version VO (VF)"),
        ("screen 1 32/12 20h15 Le Gardien", "“32/12” is no day of this week"),
    ],
)
def test_what_is_half_typed_is_said_and_kept(paula: Work, text: str, words: str) -> None:
    page = paula.post("add/", text=text)
    assert page.status_code == 422
    content = page.content.decode().replace("&#x27;", "'")
    assert words.lower() in content.lower(), words
    assert f'value="{text}"' in content
    assert not Screening.objects.exists()


def test_a_film_dropped_on_the_grid(paula: Work) -> None:
    dropped = {"version": paula.chain.version, "day": paula.day(2).isoformat(), "offset": "600"}
    assert paula.post("add/", json=True, **dropped, screen=paula.chain.screen).status_code == 200
    assert Screening.objects.get().starts_at == paula.at(2, "15:00")
    assert "Le Gardien" in paula.get().content.decode()


@pytest.mark.parametrize("path", ["add/", "move/", "remove/", "undo/", "redo/"])
def test_nonsense_is_a_clean_refusal(paula: Work, path: str) -> None:
    for fields in (
        {},
        {"screening": "x", "edits": "-1", "day": "tomorrow", "offset": "99999999", "screen": "9" * 30},
    ):
        for json in (True, False):
            assert paula.post(path, json=json, **fields).status_code in (409, 422), (path, fields)


def test_the_past_is_not_planned(paula: Work) -> None:
    draft = paula.draft(0)
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    refused = paula.move(draft, day=yesterday, time="20h")
    assert (refused.status_code, refused.json()["words"]) == (422, "The screening would start in the past.")


def test_an_inspector_reads_and_changes_nothing(paula: Work) -> None:
    draft = paula.draft()
    paula.client = browser(member("ines", cinema=paula.chain.cinema, role="inspector"))
    page = paula.get().content.decode()
    assert f'id="s{draft}"' in page
    assert "data-e=" not in page
    assert "planner-add" not in page
    assert paula.post("remove/", screening=draft, edits=1).status_code == 403


def test_nobody_plans_in_a_cinema_that_is_not_theirs(paula: Work) -> None:
    from ouvreuse.venues.actions import create_cinema

    draft = paula.draft()
    rival = create_cinema(paula.chain.operator, name="Le Rival", town="Rouen")
    paula.client = browser(member("rival", cinema=rival, role="programmer"))
    assert paula.post("remove/", screening=draft, edits=1).status_code == 404
    paula.base = paula.base.replace("le-phare", "le-rival")
    assert paula.post("remove/", json=True, screening=draft, edits=1).status_code == 409
    assert row(draft)
