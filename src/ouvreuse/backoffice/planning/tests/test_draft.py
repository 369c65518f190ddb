"""The page of a draft: everything a programmer may say of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.programme.models import Screening

pytestmark = pytest.mark.integration


def fields(work: Work, draft: int) -> dict[str, Any]:
    return dict(work.form(work.get(f"draft/{draft}/"), offers="note_fr"))


def save(work: Work, draft: int, **changes: Any) -> Any:
    return work.post(f"draft/{draft}/", **{**fields(work, draft), **changes})


def test_saved_untouched_it_stays_what_it_is(paula: Work) -> None:
    draft = paula.draft(0)
    before = Screening.objects.filter(id=draft).values().get()
    assert save(paula, draft).status_code == 303
    after = Screening.objects.filter(id=draft).values().get()
    assert {**after, "web_opens_at": 0, "edits": 0} == {**before, "web_opens_at": 0, "edits": 0}


def test_all_of_it_is_said_and_undone(paula: Work) -> None:
    draft = paula.draft(0)
    said = {
        "time": "18h05", "screen": paula.chain.free_screen, "turnaround": "25", "labels": ["baby", "guest"],
        "web_opens_at": f"{paula.day(-2):%d/%m/%Y} 10h", "counter_opens_at": f"{paula.day(-1):%d/%m/%Y} 10h",
        "max_per_order": "4", "companion_release": "60", "note_fr": "Bienvenue", "reference": "X-1",
    }  # fmt: skip
    assert save(paula, draft, **said).status_code == 303
    row = Screening.objects.get(id=draft)
    assert (row.starts_at, row.screen_id, row.labels) == (
        paula.at(0, "18:05"),
        paula.chain.free_screen,
        ["baby", "guest"],
    )
    assert (row.web_opens_at, row.counter_opens_at) == (paula.at(-2, "10:00"), paula.at(-1, "10:00"))
    assert row.web_closes_at == row.film_starts_at == paula.at(0, "18:20"), (
        "an empty closing follows the film"
    )
    assert (row.max_per_order, row.companion_release_min, row.external_ref) == (4, 60, "X-1")
    paula.post("undo/")
    row = Screening.objects.get(id=draft)
    assert (row.starts_at, row.labels, row.counter_opens_at) == (paula.at(0), [], None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time": "25h"}, "after midnight"),
        ({"time": "20h7x"}, "time not understood"),
        ({"turnaround": "-5"}, "greater than or equal to 0"),
        ({"web_opens_at": "bientôt"}, "date and time not understood"),
        ({"web_opens_at": "01/01/2190 10h"}, "the web sale must open before it closes"),
        ({"kind": "party"}, "Select a valid choice"),
        ({"day": "2020-01-01"}, "start in the past"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    paula: Work, changes: dict[str, str], words: str
) -> None:
    draft = paula.draft(0)
    page = save(paula, draft, **{"note_fr": "Gardée", **changes})
    assert page.status_code == 422
    assert words.lower() in page.content.decode().lower()
    assert "Gardée" in page.content.decode()
    assert Screening.objects.get(id=draft).note_fr == ""


def test_a_colleague_was_quicker(paula: Work, paul: Work) -> None:
    draft = paula.draft(0)
    mine = fields(paula, draft)
    save(paul, draft, note_fr="De Paul")
    page = paula.post(f"draft/{draft}/", **{**mine, "note_fr": "De Paula"})
    assert page.status_code == 409
    assert "Paul changed it" in page.content.decode()
    again = paula.form(page, offers="note_fr")
    assert again["note_fr"] == ["De Paula"]
    assert paula.post(f"draft/{draft}/", **again).status_code == 303
    assert Screening.objects.get(id=draft).note_fr == "De Paula"


def test_the_dst_nights_have_words(paula: Work) -> None:
    draft = paula.draft(0)
    gap = save(paula, draft, day="2027-03-27", time="2h30")
    assert "02:30 does not exist" in gap.content.decode()
    twice = save(paula, draft, day="2027-10-30", time="2h30")
    assert "02:30 exists twice" in twice.content.decode()
    assert Screening.objects.get(id=draft).starts_at == paula.at(0)


def test_one_on_sale_leads_away_and_one_that_is_not_there_is_not_found(paula: Work) -> None:
    on_sale = paula.chain.screening(in_minutes=60 * 24 * 14)
    assert paula.get(f"draft/{on_sale}/").status_code == 303
    assert paula.get("draft/999999/").status_code == 404


def test_a_move_keeps_what_was_said_of_the_sale(paula: Work) -> None:
    draft = paula.draft(0)
    save(paula, draft, web_closes_at=f"{paula.day(0):%d/%m/%Y} 20h00", max_per_order="4", labels=["baby"])
    paula.move(draft, day=paula.day(0).isoformat(), time="19h15")
    row = Screening.objects.get(id=draft)
    assert row.web_closes_at == paula.at(0, "19:00")
    assert row.film_starts_at - row.starts_at == timedelta(minutes=15)
    assert (row.max_per_order, row.labels) == (4, ["baby"])
