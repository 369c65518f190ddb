"""The dashboard through HTTP: who sees what, what a page costs, where each figure leads."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.booking.actions import refund_tickets, sell
from ouvreuse.insights import actions, queries
from ouvreuse.insights.models import Board
from ouvreuse.venues.actions import create_cinema
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/fr/staff/cinema/le-phare/figures/"
CHAIN = "/fr/staff/figures/"


@pytest.fixture
def owner(chain: Chain) -> Client:
    return browser(member("odile", cinema=chain.cinema, role="owner"))


def text_of(html: str) -> str:
    """What is read, with plain spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return text_of(answer.content.decode())


def test_the_owner_sees_today_at_a_glance(chain: Chain, owner: Client) -> None:
    tonight = chain.screening(in_minutes=20)
    order = sell(tonight, places=[1, 2, 3], rates=["PLEIN", "PLEIN", "MOINS14"])
    sell(tonight, places=[4], rates=["PLEIN"])
    refund_tickets(order, reason="ill")
    page = read(owner, HERE)
    for said in (
        "Encaissements",
        "9,50 €",
        "dont 23,00 € rendus",
        "Guichet",
        "Le Gardien",
        "1 / 40",
        "0 / 1",
    ):
        assert said in page, said
    assert re.search(r"Lu à \d\d:\d\d:\d\d", page)
    assert "2,5 %" in page
    english = read(owner, HERE.replace("/fr/", "/en/"))
    assert "Takings" in english
    assert "€9.50" in english


def test_every_link_of_the_dashboard_opens_and_its_rows_add_up(chain: Chain, owner: Client) -> None:
    screening = chain.screening(in_minutes=20)
    order = sell(screening, places=[1, 2], rates=["PLEIN", "PLEIN"])
    refund_tickets(order, reason="ill")
    sell(screening, places=[3], rates=["PLEIN"])
    html = owner.get(HERE).content.decode()
    links = {link for link in re.findall(r'href="([^"#]+)"', html) if "/figures/" in link}
    assert len(links) > 8
    for link in links:
        assert owner.get(link.replace("&amp;", "&")).status_code == 200, link
    for page in ("entries/", "screenings/", f"screenings/{screening}/", "days/", "films/"):
        file = owner.get(f"{HERE}{page}?export=csv")
        assert file.headers["Content-Type"].startswith("text/csv")
        assert file.headers["Cache-Control"] == "no-store"
    rows = b"".join(owner.get(f"{HERE}entries/?export=csv").streaming_content).decode().splitlines()[1:]  # type: ignore[attr-defined]
    assert sum(float(row.split(",")[-1]) for row in rows) == 9.50
    assert "1 230" not in read(owner, f"{HERE}entries/")


def test_a_day_and_a_time_can_be_chosen_and_nonsense_is_said(chain: Chain, owner: Client) -> None:
    assert "Séances du jour" in read(owner, f"{HERE}?day=2026-01-01")
    assert "data-url" not in owner.get(f"{HERE}?day=2026-01-01").content.decode()
    for wrong in ("?day=yesterday", "?day=0001-01-01", "?day=9999-12-31"):
        assert owner.get(HERE + wrong).status_code == 422, wrong
    for page in ("days/", "films/", "screenings/", "entries/"):
        assert owner.get(f"{HERE}{page}?first=2026-01-01&last=2026-02-01").status_code == 200
        for wrong in ("?first=x", "?first=2026-02-01&last=2026-01-01", "?first=2001-01-01&last=2026-01-01"):
            assert owner.get(f"{HERE}{page}{wrong}").status_code == 422, page + wrong
    assert "Jour comparé" in read(owner, f"{HERE}days/?compare=week")
    assert "Jour comparé" in read(owner, f"{HERE}days/?compare=year&sort=-admissions")
    assert owner.get(f"{HERE}days/?compare=never").status_code == 422
    assert owner.get(f"{HERE}screenings/?film=99999999999999").status_code == 200


def test_the_live_part_is_sent_only_when_something_changed(chain: Chain, owner: Client) -> None:
    screening = chain.screening(in_minutes=20)
    first = owner.get(f"{HERE}live/")
    assert first.status_code == 200
    assert "<html" not in first.content.decode()
    again = owner.get(f"{HERE}live/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", again.headers["As-Of"])
    sell(screening, places=[1], rates=["PLEIN"])
    queries.forget()
    changed = owner.get(f"{HERE}live/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "9,50" in changed.content.decode()


def test_a_page_costs_the_same_for_three_sales_and_for_many(chain: Chain, owner: Client) -> None:
    def cost(path: str) -> int:
        queries.forget()
        with CaptureQueriesContext(connection) as told:
            assert owner.get(path).status_code == 200
        return sum(not each["sql"].startswith(("BEGIN", "COMMIT")) for each in told)

    screening = chain.screening(in_minutes=20)
    sell(screening, places=[1], rates=["PLEIN"])
    owner.get(HERE)
    pages = (
        HERE,
        f"{HERE}live/",
        f"{HERE}entries/",
        f"{HERE}screenings/",
        f"{HERE}films/",
        f"{HERE}days/",
        CHAIN,
    )
    few = {page: cost(page) for page in pages}
    for place in range(2, 31):
        sell(screening, places=[place], rates=["PLEIN"])
    for hour in range(3, 30, 3):
        chain.screening(in_minutes=hour * 60)
    actions.fold()
    sell(screening, places=[31], rates=["PLEIN"])
    assert {page: cost(page) for page in pages} == few
    from bench import budget

    assert few[HERE] <= budget.of("dashboards")["statements_at_most"]
    assert max(few.values()) <= 12
    with CaptureQueriesContext(connection) as told:
        owner.get(f"{HERE}live/")
    assert len(told) <= 6  # what others have just read is shared


def test_BO_01_figures_of_another_cinema_are_not_found_nor_added_up(chain: Chain, owner: Client) -> None:
    sell(chain.screening(in_minutes=20), places=[1], rates=["PLEIN"])
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    stranger = browser(member("sven", cinema=rival, role="owner"))
    for page in ("", "live/", "board/", "days/", "films/", "screenings/", "entries/"):
        assert stranger.get(HERE + page).status_code == 404, page
        assert owner.get(f"/fr/staff/cinema/le-rival/figures/{page}").status_code == 404, page
    assert stranger.get(f"{HERE}screenings/{chain.screenings[0]}/").status_code == 404
    other = f"/fr/staff/cinema/le-rival/figures/screenings/{chain.screenings[0]}/"
    assert stranger.get(other).status_code == 404
    for page in (CHAIN, f"{CHAIN}entries/"):
        assert "9,50" not in read(stranger, page)
        assert "9,50" in read(owner, page)
    both = browser(member("olga", operator=True))
    assert "Le Rival" in read(both, CHAIN)


def test_tiles_are_chosen_and_moved_with_buttons_and_can_be_taken_back(chain: Chain, owner: Client) -> None:
    page = f"{HERE}board/"
    form: dict[str, Any] = {"tile": ["takings", "films", "wrong"], "shown": ["takings", "wrong"]}
    moved = owner.post(page, {**form, "up": "wrong"})
    assert moved.status_code == 303
    assert Board.objects.get().tiles == ["takings", "wrong"]
    assert 'value="wrong" autofocus' in owner.get(moved.headers["Location"]).content.decode()
    saved = owner.post(page, {"tile": ["wrong", "takings"], "shown": ["wrong", "takings"], "save": "1"})
    assert saved.headers["Location"] == HERE
    html = owner.get(HERE).content.decode()
    assert re.findall(r'data-tile="(\w+)"', html) == ["wrong", "takings"]
    assert 'name="tiles" value="takings,wrong"' in html  # the way back
    assert owner.post(page, {"tiles": "takings,wrong", "cinemas": ""}).status_code == 303
    assert Board.objects.get().tiles == ["takings", "wrong"]
    for wrong in ({}, {"tile": ["takings"]}, {"tile": ["nothing"], "shown": ["nothing"]}, {"tiles": "x"}):
        assert owner.post(page, wrong).status_code == 422
    assert owner.post(page, {"reset": "1"}).status_code == 303
    assert not Board.objects.exists()
    assert "Films de la semaine" in read(owner, HERE)


def test_the_boards_of_two_people_and_of_the_chain_are_apart(chain: Chain, owner: Client) -> None:
    create_cinema(chain.operator, name="Le Rival", town="Rouen")
    both = browser(member("olga", operator=True))
    chosen = {"tile": ["cinemas", "takings"], "shown": ["cinemas", "takings"], "cinema": [str(chain.cinema)]}
    assert both.post(f"{CHAIN}board/", {**chosen, "save": "1"}).status_code == 303
    page = read(both, CHAIN)
    assert "Le Phare" in page
    assert "Le Rival" not in re.sub(r"^.*Chiffres de l’ensemble", "", page)
    assert "Films de la semaine" in read(owner, HERE)
    assert "Films de la semaine" in read(both, HERE)


def test_a_programmer_begins_with_what_there_is_to_do(chain: Chain) -> None:
    client = browser(member("paul", cinema=chain.cinema, role="programmer"))
    html = client.get(HERE).content.decode()
    assert re.findall(r'data-tile="(\w+)"', html)[0] == "next"
    assert 'data-tile="takings"' not in html


def test_the_first_page_of_a_cinema_says_how_today_goes_to_who_may_see_it(
    chain: Chain, owner: Client
) -> None:
    sell(chain.screening(in_minutes=20), places=[1], rates=["PLEIN"])
    page = read(owner, "/fr/staff/cinema/le-phare/")
    assert "9,50 €" in page
    assert "ne va pas" in page  # no worker runs in a test
    usher = browser(member("ursule", cinema=chain.cinema))
    assert "9,50 €" not in read(usher, "/fr/staff/cinema/le-phare/")


def test_the_definitions_are_words(chain: Chain, owner: Client) -> None:
    page = read(owner, f"{CHAIN}definitions/")
    assert "un remboursement compte à sa date" in page
    assert "De cinq heures du matin" in page


def test_figures_that_the_database_has_no_time_for_are_said_to_be_late(
    chain: Chain, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ouvreuse.insights.queries import facts

    monkeypatch.setattr(facts, "PATIENCE", "1ms")
    monkeypatch.setattr(facts, "PATIENCE_FOR_LISTS", "1ms")
    monkeypatch.setattr(facts, "BOOKED", "SELECT pg_sleep(1), %s, %s")
    for page in ("", "days/", "films/", "screenings/", "entries/"):
        assert "la vente passe d’abord" in read(owner, HERE + page, 503), page
    assert owner.get(f"{HERE}live/").status_code == 503
