"""Places held back from the web, as a programmer says them: the screen's usual ones, a draft's own."""

from __future__ import annotations

from typing import Any

import pytest

from ouvreuse.backoffice.planning.tests.test_draft import save
from ouvreuse.backoffice.planning.tests.test_proposals import lines, make
from ouvreuse.backoffice.planning.tests.work import Work
from ouvreuse.booking.actions import set_quotas
from ouvreuse.programme.models import PlanStep, Screening
from ouvreuse.programme.rules.quotas import Quotas
from ouvreuse.venues.models import Screen

pytestmark = pytest.mark.integration


def held(draft: int) -> tuple[Any, int]:
    row = Screening.objects.get(id=draft)
    return row.quotas, row.quota_release_min


@pytest.fixture
def usual(paula: Work) -> Work:
    """Screen 1 sells twenty places on the web, screen 2 eight."""
    Screen.objects.filter(id=paula.chain.screen).update(web_quota=20, quota_release_min=45)
    Screen.objects.filter(id=paula.chain.free_screen).update(web_quota=8)
    return paula


def test_a_screening_begins_with_those_of_its_screen(usual: Work) -> None:
    assert usual.post("add/", text="screen 1 sat 20:15 VF Gardien").status_code == 303
    draft = Screening.objects.get()
    assert held(draft.id) == ({"web": 20}, 45)
    page = usual.get().content.decode()
    assert "web: 20 places" in page
    usual.move(draft.id, screen=usual.chain.free_screen)
    assert held(draft.id) == ({"web": 8}, 30), "moved, it has those of the other screen"
    usual.post("undo/")
    assert held(draft.id) == ({"web": 20}, 45)


def test_those_of_a_draft_are_its_own(usual: Work) -> None:
    draft = usual.draft(0)
    assert save(usual, draft, web_quota="12", quota_release="60").status_code == 303
    assert held(draft) == ({"web": 12}, 60)
    usual.move(draft, screen=usual.chain.free_screen)
    assert held(draft) == ({"web": 12}, 60), "set by hand, they stay"
    assert save(usual, draft, web_quota="", quota_release="").status_code == 303
    assert held(draft) == (None, 30)
    usual.post("undo/")
    assert held(draft) == ({"web": 12}, 60)
    step = PlanStep.objects.filter(verb="edit").order_by("id").first()
    assert step is not None
    assert step.items[0]["after"]["quotas"] == {"web": 12}


@pytest.mark.parametrize("wrong", ["-1", "beaucoup", "5001"])
def test_what_is_no_number_of_places_is_refused_and_kept(usual: Work, wrong: str) -> None:
    draft = usual.draft(0)
    answer = save(usual, draft, web_quota=wrong)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert held(draft) == ({"web": 20}, 45)


def test_a_copy_has_those_of_its_original(usual: Work) -> None:
    first = usual.draft(0)
    save(usual, first, web_quota="5", quota_release="15")
    form = {"source": usual.day(0).isoformat(), "span": "day", "films": [usual.chain.film],
            "looked": f"{usual.day(0)} {usual.day(0)}", "days": [usual.day(2).isoformat()]}  # fmt: skip
    make(usual, "copy/", **form, line_of=lines(usual.post("copy/", **form)))
    copied = Screening.objects.exclude(id=first).get()
    assert held(copied.id) == ({"web": 5}, 15)


def test_a_change_since_the_publication_is_named(usual: Work) -> None:
    draft = usual.draft(0)
    chosen = f"{draft}:{Screening.objects.get(id=draft).edits}"
    assert usual.post("publish/", when="now", accept="1", chosen=chosen).status_code == 303
    assert "places on the web" not in usual.get("publication/").content.decode()
    row = Screening.objects.get(id=draft)
    assert set_quotas(draft, quotas=Quotas({"web": 3}, 45), seen=row.edits)
    assert "places on the web" in usual.get("publication/").content.decode()


def test_the_grid_costs_what_it_cost(usual: Work, statements: Any) -> None:
    usual.draft(0)
    usual.get()
    few = statements(usual.get)
    for day in range(1, 6):
        usual.draft(day)
    assert statements(usual.get) == few
