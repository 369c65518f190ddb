"""Search over everything: what is found, what it costs, and what nobody finds who may not see it."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.backoffice.dashboards.test_dashboards import text_of
from ouvreuse.backoffice.search.asked import asked
from ouvreuse.booking.actions import sell
from ouvreuse.booking.models import Order
from ouvreuse.kernel import ids
from ouvreuse.programme.models import Screening
from ouvreuse.venues.actions import create_cinema
from ouvreuse.venues.tests.factories import browser, member

PAGE = "/fr/staff/search/"
SATURDAY = date(2026, 11, 28)


def found(client: Client, words: str, page: str = PAGE) -> str:
    answer = client.get(page, {"q": words})
    assert answer.status_code == 200
    html = answer.content.decode()
    return text_of(html[html.index("<main") : html.index("</main>")])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("typed", "words", "day", "at"),
    [
        ("lundi 20h le Gardien", ("le", "gardien"), date(2026, 11, 30), time(20)),
        ("Saturday 20:15", (), SATURDAY, time(20, 15)),
        ("demain 14 h 05", (), date(2026, 11, 29), time(14, 5)),
        ("ce soir", (), SATURDAY, None),
        ("le 25/12 à 18h", ("le", "a"), date(2026, 12, 25), time(18)),
        ("2/1", (), date(2027, 1, 2), None),
        ("2026-12-01 Œuvre", ("oeuvre",), date(2026, 12, 1), None),
        ("1.12.26", (), date(2026, 12, 1), None),
        ("31/02", ("31", "02"), None, None),
        ("8 1/2", ("8",), date(2027, 2, 1), None),
        ("25h", ("25h",), None, None),
        ("K7PQ-9M2X", ("k7pq", "9m2x"), None, None),
        ("", (), None, None),
    ],
)
def test_days_and_times_are_read_among_the_words(
    typed: str, words: tuple[str, ...], day: date | None, at: time | None
) -> None:
    said = asked(typed, today=SATURDAY)
    assert (said.words, said.day, said.at) == (words, day, at)


@pytest.mark.integration
def test_the_owner_finds_orders_films_screenings_people_screens_prices_and_parts(chain: Chain) -> None:
    owner = browser(member("odile", cinema=chain.cinema, role="owner"))
    screening = chain.screening(in_minutes=180)
    order = Order.objects.get(id=sell(screening, places=[1], rates=["PLEIN"], email="nadia@example.org"))
    code = ids.show_code(order.code)
    for typed in (code, code.lower(), order.code, "Nadia@example.org"):
        assert code in found(owner, typed), typed
    for words in ("gardien", "GARDIEN", "le gardien", "DEMO-0001"):
        assert "Le Gardien" in found(owner, words)
    start = Screening.objects.get(id=screening).starts_at.astimezone(ZoneInfo("Europe/Paris"))
    evening = start - timedelta(days=1) if start.hour < 5 else start
    typed = f"{evening:%d/%m} {start.hour}h gardien"
    assert f"{start:%H:%M}, Le Gardien" in found(owner, typed), typed
    assert f"{start:%H:%M}, Le Gardien" in found(owner, f"{evening:%d/%m/%Y} {start:%H:%M}")
    assert "Aucun" not in found(owner, "gardien")
    assert "Odile" in found(owner, "odile")
    assert "Salle 1" in found(owner, "salle 1")
    assert "Grille normale" in found(owner, "grille")
    assert "Chiffres" in found(owner, "chiff")
    assert "Figures" in found(owner, "fig", "/en/staff/search/")


@pytest.mark.integration
def test_BO_01_nobody_finds_what_is_not_theirs(chain: Chain) -> None:
    order = Order.objects.get(
        id=sell(chain.screening(), places=[1], rates=["PLEIN"], email="nadia@example.org")
    )
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    stranger = browser(member("sven", cinema=rival, role="owner"))
    usher = browser(member("ursule", cinema=chain.cinema))
    member("paul", cinema=chain.cinema, role="programmer")
    for client in (stranger, usher):
        for words in (order.code, "nadia@example.org", "salle 1", "grille", "paul", "paul@example.org"):
            assert "Rien ne répond" in found(client, words), words
    assert "gardien" not in found(usher, "gardien").replace("« gardien »", "").lower()
    hits = found(stranger, "gardien")  # the catalogue is the chain's, its screenings are not
    assert "Salle 1" not in hits
    programmer = browser(member("pia", cinema=chain.cinema, role="programmer"))
    assert "Rien ne répond" in found(programmer, order.code)
    both = member("both", cinema=rival, role="owner")
    from ouvreuse.venues.actions import grant_role

    grant_role(both.id, cinema=chain.cinema, role="usher")
    assert "Rien ne répond" in found(browser(both), order.code)


@pytest.mark.integration
def test_bad_words_are_answered_calmly(chain: Chain) -> None:
    owner = browser(member("odile", cinema=chain.cinema, role="owner"))
    for words in (
        "",
        " ",
        "a",
        "%",
        "%%",
        "' OR 1=1 --",
        "<script>",
        "\x00\x00\x00",
        "é" * 5000,
        "(((",
        "\\\\",
    ):
        assert owner.get(PAGE, {"q": words}).status_code == 200, words
    assert "<script>" not in owner.get(PAGE, {"q": "<script>"}).content.decode().replace("<script type", "")


@pytest.mark.integration
def test_a_search_costs_the_same_for_three_rows_and_for_many(chain: Chain) -> None:
    owner = browser(member("odile", cinema=chain.cinema, role="owner"))

    def cost(words: str) -> int:
        with CaptureQueriesContext(connection) as told:
            found(owner, words)
        return len(told)

    typed = ("gardien", "20h gardien", "nadia@example.org")
    owner.get(PAGE)
    chain.screening(in_minutes=60)
    few = [cost(words) for words in typed]
    for hour in range(4, 60, 3):
        sell(chain.screening(in_minutes=hour * 60), places=[1], rates=["PLEIN"], email="nadia@example.org")
    assert [cost(words) for words in typed] == few
    assert max(few) <= 12


@pytest.mark.integration
def test_the_box_is_on_every_page_of_the_frame_and_works_without_script(chain: Chain) -> None:
    client = browser(member("ursule", cinema=chain.cinema))
    html = client.get("/fr/staff/").content.decode()
    assert 'action="/fr/staff/search/"' in html
    assert 'aria-keyshortcuts="Control+K"' in html
    assert "<dialog" in html
