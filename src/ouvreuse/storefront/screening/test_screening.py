"""The séance in two steps and the hold, as a browser meets them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.booking.queries import availability
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', html)
    assert found
    return found[1]


def hold(visit: Client, screening: int, places: list[int], *, language: str = "fr", **more: str):
    path = {"fr": f"/fr/seance/{screening}/garder/", "en": f"/en/screening/{screening}/hold/"}[language]
    return visit.post(path, {"key": str(uuid4()), "PLEIN": str(len(places)), "place": places, **more})


def test_first_step_says_times_ban_and_full_price(chain: Chain, visit: Client) -> None:
    screening = chain.screening(banned=True)
    answer = visit.get(f"/fr/seance/{screening}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "La Lame" in html
    assert "Interdit aux moins de 16 ans" in html
    assert "9,50" in html
    assert "Moins de 14 ans" not in html, "the child rate is not offered under a ban of 16"
    assert not answer.cookies
    assert "public" in answer.headers["Cache-Control"]
    again = visit.get(f"/fr/seance/{screening}/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_both_languages_and_each_others_words(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    assert "How many tickets?" in visit.get(f"/en/screening/{screening}/").content.decode()
    moved = visit.get(f"/en/seance/{screening}/?PLEIN=2")
    assert (moved.status_code, moved["Location"]) == (303, f"/en/screening/{screening}/?PLEIN=2")
    assert f"/en/screening/{screening}/" in visit.get(f"/fr/seance/{screening}/").content.decode()


def test_seats_are_named_controls_in_rows(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    answer = visit.get(f"/fr/seance/{screening}/places/?PLEIN=2")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert html.count('type="checkbox" name="place"') == 40
    assert html.count('<fieldset class="seat-row') == 5
    assert "Rang E, place 1, emplacement fauteuil roulant" in html
    assert visit.cookies["browser"]["httponly"]


def test_hold_leads_to_the_order_and_repeats_as_one(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    key = key_in(visit.get(f"/fr/seance/{screening}/places/?PLEIN=2").content.decode())
    form = {"key": key, "PLEIN": "2", "place": ["3", "4"]}
    first = visit.post(f"/fr/seance/{screening}/garder/", form)
    second = visit.post(f"/fr/seance/{screening}/garder/", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith("/fr/commande/")


def test_without_cookies_a_repeated_form_is_still_one_hold(chain: Chain, database: None) -> None:
    screening, form = chain.screening(), {"key": str(uuid4()), "PLEIN": "1", "place": ["3"]}
    answers = [
        Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"}).post(
            f"/fr/seance/{screening}/garder/", form
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_own_seats_are_shown_as_mine_and_exchanged(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    order = hold(visit, screening, [3, 4])["Location"]
    html = visit.get(f"/fr/seance/{screening}/places/?PLEIN=2").content.decode()
    assert re.search(r'name="place" value="3" data-seat="A3" checked', html)
    assert 'name="replace" value="1"' in html
    moved = visit.post(
        f"/fr/seance/{screening}/garder/",
        {"key": key_in(html), "PLEIN": "2", "place": ["5", "6"], "replace": "1"},
    )
    assert moved["Location"] == order
    assert (
        'value="3" data-seat="A3" checked'
        not in visit.get(f"/fr/seance/{screening}/places/?PLEIN=2").content.decode()
    )


def test_a_clash_answers_409_with_fresh_seats_and_keeps_the_rest(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    other = Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})
    assert hold(other, screening, [3]).status_code == 303
    answer = hold(visit, screening, [3, 4])
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "prendre une de ces places" in html
    assert "A3" in html
    assert re.search(r'name="place" value="3" data-seat="A3" disabled', html)
    assert re.search(r'name="place" value="4" data-seat="A4" checked', html)
    assert hold(other, screening, [4], language="en").status_code == 303, "nothing was half held"


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"PLEIN": "0"}, 400, "Choisissez de 1 à 50 places"),
        ({"PLEIN": "51", "place": [str(p) for p in range(1, 41)]}, 400, "1 à 50"),
        ({"PLEIN": "11", "place": [str(p) for p in range(1, 12)]}, 429, "plus que le nombre de places"),
        ({"PLEIN": "1", "place": ["41"]}, 400, "existe pas dans cette salle"),
        ({"PLEIN": "1", "place": ["x"]}, 400, "existe pas dans cette salle"),
        ({"PLEIN": "2", "place": ["3", "3"]}, 400, "deux fois"),
        ({"PLEIN": "2", "place": ["3"]}, 422, "1 place choisie pour 2 billets"),
        ({"GRATIS": "1", "place": ["3"]}, 400, "pas proposé"),
        ({"PLEIN": "-1", "place": ["3"]}, 400, "1 à 50"),
        ({"PLEIN": "1", "place": ["34"]}, 422, "accompagnant"),
        ({"PLEIN": "1", "place": ["37"]}, 422, "duo"),
        (
            {"PLEIN": "1", "place": ["3"], "key": "stale"},
            400,
            "formulaire est incomplet. Reprenez depuis la page",
        ),
    ],
)
def test_bad_choices_say_why_and_hold_nothing(
    chain: Chain, visit: Client, form: dict[str, object], status: int, words: str
) -> None:
    screening = chain.screening()
    answer = visit.post(f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), **form})
    assert answer.status_code == status
    assert words in answer.content.decode().replace("&#x27;", "’")
    assert availability(screening).free == 40


def test_a_choice_of_51_seats_is_refused(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    places = [str(place) for place in range(1, 52)]
    answer = visit.post(
        f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), "PLEIN": "51", "place": places}
    )
    assert answer.status_code == 400
    assert "1 à 50" in answer.content.decode()


def test_an_incomplete_form_is_told_in_english_too(chain: Chain, visit: Client) -> None:
    answer = hold(visit, chain.screening(), [3], language="en", key="stale")
    assert answer.status_code == 400
    assert "This form is incomplete. Start again from the screening’s page." in answer.content.decode()


def test_the_cap_of_a_browser_says_so_and_keeps_what_it_has(chain: Chain, visit: Client) -> None:
    """21 seats in three orders of one browser: the third is refused, in the page's language."""
    first, second, third = (chain.screening(in_minutes=180 + 200 * n, max_per_order=10) for n in range(3))
    for screening in (first, second):
        visit.get(f"/fr/seance/{screening}/places/?PLEIN=10")
        assert hold(visit, screening, list(range(1, 11))).status_code == 303
    for language, said in (("fr", "gardez déjà beaucoup de places"), ("en", "already keeping many seats")):
        answer = hold(visit, third, [3], language=language)
        assert answer.status_code == 429
        assert said in answer.content.decode()
    assert [availability(screening).free for screening in (first, second, third)] == [30, 30, 40]


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "pas proposé pour cette séance"), ("en", "not offered for this screening")]
)
def test_T_22_the_child_rate_of_a_film_forbidden_under_16_holds_nothing(
    chain: Chain, visit: Client, language: str, said: str
) -> None:
    screening = chain.screening(banned=True)
    answer = hold(visit, screening, [3], language=language, PLEIN="0", MOINS14="1")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM booking_order")
        assert (availability(screening).free, cursor.fetchone()) == (40, (0,))


def test_the_page_of_a_film_that_has_ended_offers_nothing(chain: Chain, visit: Client) -> None:
    """Whatever the closing of the sale says: the page and the hold judge alike."""
    from datetime import timedelta

    now = clock.now()
    screening = chain.screening(
        in_minutes=-60, ends_at=now - timedelta(minutes=1), web_closes_at=now + timedelta(minutes=20)
    )
    assert "select" not in visit.get(f"/fr/seance/{screening}/").content.decode()
    assert visit.get(f"/fr/seance/{screening}/places/?PLEIN=1").status_code == 410
    assert hold(visit, screening, [3]).status_code == 410


def test_a_screening_a_moment_old_is_sold_though_its_neighbours_are_remembered(
    chain: Chain, visit: Client
) -> None:
    assert hold(visit, chain.screening(), [3]).status_code == 303
    assert hold(visit, chain.screening(in_minutes=600), [3]).status_code == 303


def test_a_stale_form_is_told_to_start_again(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    key = str(uuid4())
    other = Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})
    hold(other, screening, [3], key=key)
    visit.get(f"/fr/seance/{screening}/places/?PLEIN=1")
    answer = hold(visit, screening, [5], key=key)
    assert answer.status_code == 409
    assert "pas le vôtre" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"in_minutes": -60}, 410, "terminée"),
        ({"state": "cancelled"}, 410, "annulée"),
        ({"state": "draft"}, 404, "existe pas"),
    ],
)
def test_not_on_sale(
    chain: Chain, visit: Client, changes: dict[str, object], status: int, words: str
) -> None:
    screening = chain.screening(**changes)  # type: ignore[arg-type]
    answer = hold(visit, screening, [3])
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert visit.get(f"/fr/seance/{screening}/places/?PLEIN=1").status_code == status


def test_unknown_screening_in_the_visitors_language(chain: Chain, visit: Client) -> None:
    answer = visit.get("/en/screening/999999/")
    assert answer.status_code == 404
    assert "This screening does not exist" in answer.content.decode()


def test_free_seating_holds_without_seats(chain: Chain, visit: Client) -> None:
    screening = chain.screening(free=True)
    html = visit.get(f"/fr/seance/{screening}/places/?PLEIN=2").content.decode()
    assert 'name="place"' not in html
    answer = visit.post(f"/fr/seance/{screening}/garder/", {"key": key_in(html), "PLEIN": "2"})
    assert answer.status_code == 303


def test_sold_out(chain: Chain, visit: Client) -> None:
    screening = chain.screening(free=True, capacity=1)
    other = Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})
    other.post(f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), "PLEIN": "1"})
    assert "Complet" in visit.get(f"/fr/seance/{screening}/").content.decode()
    answer = visit.post(f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), "PLEIN": "1"})
    assert answer.status_code == 409


def test_foreign_or_absent_origin_holds_nothing(chain: Chain, database: None) -> None:
    screening = chain.screening()
    for headers in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        other = Client(SERVER_NAME="localhost", headers=headers)
        assert hold(other, screening, [3]).status_code == 403


def test_availability_is_tiny_and_conditional(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    hold(visit, screening, [3, 4])
    answer = visit.get(f"/fr/seance/{screening}/places.json")
    assert answer.json() == {"taken": [3, 4], "free": 38}
    same = visit.get(f"/fr/seance/{screening}/places.json", headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    assert visit.get("/fr/seance/999999/places.json").status_code == 404


def test_plan_css_is_for_ever(chain: Chain, visit: Client) -> None:
    answer = visit.get(f"/media/plan/{chain.seat_map}.css")
    assert "immutable" in answer["Cache-Control"]
    assert f".plan-{chain.seat_map} .p9{{--x:0;--y:1}}" in answer.content.decode()
    assert visit.get("/media/plan/999999.css").status_code == 404


@pytest.mark.parametrize("screenings", [1, 3])
def test_statements_of_the_first_step(chain: Chain, visit: Client, screenings: int) -> None:
    ids = [chain.screening(in_minutes=180 + 200 * n) for n in range(screenings)]
    with CaptureQueriesContext(connection) as seen:
        visit.get(f"/fr/seance/{ids[0]}/")
    assert len(seen) <= 8


def test_the_hold_is_one_statement(chain: Chain, visit: Client) -> None:
    screening = chain.screening()
    visit.get(f"/fr/seance/{screening}/")  # the sale is in memory
    with CaptureQueriesContext(connection) as seen:
        assert hold(visit, screening, [3, 4]).status_code == 303
    assert len(seen) == 0, "the hold itself goes past the ORM, nothing else may be asked"


def test_seats_of_a_second_screening_may_join_the_order(chain: Chain, visit: Client) -> None:
    from ouvreuse.booking.queries import order_of, order_view

    first, second = chain.screening(), chain.screening(free=True)
    order = hold(visit, first, [3])["Location"]
    html = visit.get(f"/fr/seance/{second}/places/?MOINS14=1").content.decode()
    found = re.search(r'type="radio" name="key" value="([0-9a-f-]{36})" checked', html)
    assert found
    joined = visit.post(f"/fr/seance/{second}/garder/", {"key": found[1], "MOINS14": "1"})
    assert joined["Location"] == order
    view = order_view(order_of(order.split("/")[3]))
    assert (len(view.shows), view.total) == (2, 1350)
    page = visit.get(order).content.decode()
    assert "Payer 13,50" in page
    assert page.count("Changer les places de") == 2
