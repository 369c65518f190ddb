"""Copies and series: seen before they are made, and nothing is made twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ouvreuse.backoffice.planning.tests.work import PARIS, Work
from ouvreuse.programme.models import PlanStep, Screening

pytestmark = pytest.mark.integration


def lines(page: Any) -> list[str]:
    return re.findall(r'name="line_of" value="([^"]+)"', page.content.decode())


def starts(work: Work, *, after: int = 0) -> list[str]:
    rows = Screening.objects.filter(id__gt=after).order_by("starts_at")
    return [f"{row.starts_at.astimezone(PARIS):%a %H:%M}" for row in rows]


def make(work: Work, path: str, **fields: Any) -> Any:
    return work.client.post(f"{work.base}{path}?week={work.week.number}&make=1", fields)


def test_the_hold_overs_of_last_week(paula: Work) -> None:
    for day, clock_ in ((-7, "20:15"), (-5, "14:00"), (-1, "20:15")):
        paula.draft(day, clock_)
    banned = paula.draft(-3, "20:15", version=paula.chain.banned_version)
    taken = paula.draft(2, "15:00")
    form = {"source": paula.day(-7).isoformat(), "span": "week", "films": [paula.chain.film],
            "looked": f"{paula.day(-7)} {paula.day(-1)}",
            "days": [paula.day(n).isoformat() for n in range(7)]}  # fmt: skip
    page = paula.post("copy/", **form)
    assert page.status_code == 200
    text = page.content.decode()
    assert "La Lame" in text, "a film of last week that may be chosen"
    assert text.count("the screen is taken") == 1
    chosen = lines(page)
    assert len(chosen) == 2
    assert Screening.objects.count() == 5, "a look makes nothing"
    assert make(paula, "copy/", **form, line_of=chosen).status_code == 303
    assert starts(paula, after=taken) == ["Wed 20:15", "Tue 20:15"]
    assert Screening.objects.filter(film=paula.chain.banned_film).count() == 1, banned
    again = paula.post("copy/", **form)
    assert again.content.decode().count("already planned") == 2
    paula.post("undo/")
    assert Screening.objects.count() == 5
    assert PlanStep.objects.get(verb="copy").undone_at is not None


def test_one_day_onto_others(paula: Work) -> None:
    first = paula.draft(0, "20:15")
    form = {"source": paula.day(0).isoformat(), "span": "day", "films": [999], "looked": "another day: all are meant",
            "days": [paula.day(n).isoformat() for n in (0, 2, 3)]}  # fmt: skip
    seen = paula.post("copy/", **form)
    made = paula.form(seen, offers="looked")
    assert len(made["line_of"]) == 2
    make(paula, "copy/", **made)
    assert starts(paula, after=first) == ["Fri 20:15", "Sat 20:15"]


def test_every_tuesday_and_thursday_but_for_one(paula: Work) -> None:
    form = {"line": "screen 2 14:00 VF Le Gardien", "weekdays": ["1", "3"], "first": paula.day(0).isoformat(),
            "last": paula.day(20).isoformat(), "but": f"{paula.day(8):%d/%m}", "labels": ["young"]}  # fmt: skip
    page = paula.post("series/", **form)
    chosen = lines(page)
    assert len(chosen) == 5
    make(paula, "series/", **form, line_of=chosen[:4])
    rows = Screening.objects.order_by("starts_at")
    assert [row.starts_at for row in rows] == [paula.at(n, "14:00") for n in (1, 6, 13, 15)]
    assert {(row.screen_id, tuple(row.labels)) for row in rows} == {(paula.chain.free_screen, ("young",))}


def test_the_nights_when_clocks_change_are_left_out_with_words(paula: Work) -> None:
    form = {
        "line": "screen 1 2h30 VF Le Gardien",
        "weekdays": ["5"],
        "first": "2027-03-20",
        "last": "2027-04-03",
    }
    page = paula.post("series/", **form)
    assert len(lines(page)) == 2
    assert (
        "02:30 does not exist on 28/03/2027: that night the clocks go from 01:59 to 03:00"
        in page.content.decode()
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"line": "screen 1 14h Rien"}, "No film is called"),
        ({"line": "14h Le Gardien"}, "the screen is missing"),
        ({"line": "screen 1 1h4 Le Gardien"}, "half typed"),
        ({"weekdays": []}, "This field is required"),
        ({"last": "2020-01-01"}, "before the first"),
        ({"but": "32/12"}, "date not understood"),
        ({"first": "2027-01-01", "last": "2029-01-01"}, "a year at most"),
    ],
)
def test_a_wrong_rule_is_said(paula: Work, changes: dict[str, Any], words: str) -> None:
    form = {"line": "screen 2 14h Le Gardien", "weekdays": ["1"], "first": paula.day(0).isoformat(),
            "last": paula.day(6).isoformat()}  # fmt: skip
    page = paula.post("series/", **{**form, **changes})
    assert page.status_code == 422
    assert words.lower() in page.content.decode().lower()


def test_what_was_taken_meanwhile_is_not_made(paula: Work) -> None:
    form = {"line": "screen 1 20h15 VF Le Gardien", "weekdays": ["2"], "first": paula.day(0).isoformat(),
            "last": paula.day(1).isoformat()}  # fmt: skip
    chosen = lines(paula.post("series/", **form))
    paula.draft(0, "20:00")
    late = make(paula, "series/", **form, line_of=chosen)
    assert late.status_code == 422
    assert "Nothing is chosen." in late.content.decode()
    assert Screening.objects.count() == 1
    assert paula.get("series/").status_code == paula.get("copy/").status_code == 200
