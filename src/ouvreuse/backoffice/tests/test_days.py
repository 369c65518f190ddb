"""A day nobody can mean is refused or passed over in words, on every page that asks for one."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from tests.cast import Chain

from ouvreuse.backoffice.shell.fields import DayField, day_said
from ouvreuse.venues.tests.factories import browser, member

HERE = "/en/staff/cinema/le-phare/"
ASKED = (
    ("/en/staff/trail/", "since"),
    ("/en/staff/trail/", "until"),
    ("/en/staff/films/contracts/", "week"),
    ("/en/staff/search/", "q"),
    (f"{HERE}orders/", "sold_on"),
    (f"{HERE}prices/simulator/", "on"),
    (f"{HERE}screenings/", "until"),
    (f"{HERE}planning/", "day"),
    (f"{HERE}figures/", "day"),
)
FAR = ("9999-12-31", "0001-01-01")


@pytest.mark.integration
@pytest.mark.parametrize("day", FAR)
def test_no_page_breaks_on_a_day_at_the_end_of_the_calendar(chain: Chain, day: str) -> None:
    owner = browser(member("bea", operator=True))
    for path, name in ASKED:
        assert owner.get(path, {name: day}).status_code in (200, 422), (path, name)


@pytest.mark.integration
@pytest.mark.parametrize("day", FAR)
def test_no_post_breaks_on_such_a_day(chain: Chain, day: str) -> None:
    owner = browser(member("bea", operator=True))
    copy = {"source": day, "span": "day"}
    assert owner.post(f"{HERE}planning/copy/?week=2026-W48", copy).status_code == 422
    dropped = {"day": day, "offset": "600", "version": str(chain.version), "screen": str(chain.screen)}
    assert owner.post(f"{HERE}planning/add/?week=2026-W48", dropped).status_code == 422
    film = {"title": "Le Fleuve", "kind": "film", "released_on": day}
    answer = owner.post("/en/staff/films/new/", film)
    assert "Enter a valid date." in answer.content.decode()


@pytest.mark.integration
def test_a_control_character_is_no_word_of_a_typed_screening(chain: Chain) -> None:
    owner = browser(member("bea", operator=True))
    answer = owner.post(f"{HERE}planning/add/?week=2026-W48", {"text": "\0 20:15 \0"})
    assert answer.status_code == 422


@pytest.mark.integration
def test_before_the_first_cinema_the_chain_has_no_figures(database: None) -> None:
    owner = browser(member("bea", operator=True))
    for page in ("", "days/", "films/", "screenings/", "entries/", "live/", "board/"):
        assert owner.get(f"/en/staff/figures/{page}").status_code == 404, page


@pytest.mark.unit
def test_a_day_is_typed_or_named() -> None:
    field = DayField(required=False)
    assert field.clean("2026-11-28") == day_said("2026-11-28") == date(2026, 11, 28)
    assert field.clean("") is None
    assert day_said("28/11/2026") is None
    for far in FAR:
        assert day_said(far) is None
        with pytest.raises(forms.ValidationError):
            field.clean(far)
