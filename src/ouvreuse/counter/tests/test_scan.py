"""The door: green only for what is committed, every refusal with its reason, three ways in, nobody else's cinema."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.cast import Chain

from ouvreuse.accounts.models import User
from ouvreuse.booking import actions
from ouvreuse.booking.models import Admission, Ticket
from ouvreuse.booking.queries import OrderView, order_view
from ouvreuse.catalogue.models import Film
from ouvreuse.counter.scan.words import REFUSALS
from ouvreuse.kernel import ids
from ouvreuse.venues import actions as venues
from ouvreuse.venues.rules import plan_from_letters
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
DOOR = "/fr/door/le-phare/"
GREEN = 'data-state="good"'


@pytest.fixture
def usher(chain: Chain) -> Client:
    return browser(member("ursule", cinema=chain.cinema))


def sold(
    chain: Chain, *, count: int = 1, in_minutes: int = 20, rate: str = "PLEIN", **options: Any
) -> OrderView:
    screening = chain.screening(in_minutes=in_minutes, **options)
    places = None if options.get("free") else list(range(1, count + 1))
    return order_view(actions.sell(screening, places=places, rates=[rate] * count, email="vera@example.org"))


def ask(client: Client, door: str = DOOR, *, verb: str = "admit", **form: Any) -> dict[str, Any]:
    response = client.post(f"{door}{verb}/", form, HTTP_ACCEPT="application/json")
    told: dict[str, Any] = response.json()
    return {**told, "status": response.status_code}


def typed(order: OrderView, number: int = 1) -> str:
    return f"{ids.show_code(order.code)}-{number}"


def test_a_typed_code_opens_without_script(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    page = usher.post(f"{DOOR}admit/", {"code": typed(order).lower(), "way": "typed"})
    text = page.content.decode()
    assert page.status_code == 200
    assert GREEN in text
    for said in ("Entrez", "✔", "Le Gardien", "Rang A, place 1", "Salle 1", "Plein tarif", typed(order)[:9]):
        assert said in text
    assert Ticket.objects.get().admitted_at is not None


def test_a_scanned_code_is_answered_in_data(chain: Chain, usher: Client) -> None:
    told = ask(usher, code=sold(chain).tickets[0].payload, way="camera")
    assert (told["status"], told["state"], told["say"]) == (200, "good", "Entrez Rang A, place 1")
    assert GREEN in told["html"]
    assert Admission.objects.get().way == "camera"


def test_the_answer_is_in_the_language_of_the_page(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    assert "Come in" in ask(usher, "/en/door/le-phare/", code=typed(order))["say"]
    assert "Already admitted" in ask(usher, "/en/door/le-phare/", code=typed(order))["say"]


def test_proof_and_age_are_said_in_large(tuesday: None, chain: Chain, usher: Client) -> None:
    order = sold(chain, rate="REDUIT", banned=True)
    html = unescape(ask(usher, code=typed(order))["html"])
    checks = re.findall(r'<p class="door-check">(.*?)</p>', html)
    assert "16" in checks[0]
    assert order.tickets[0].proof_fr in checks[1]


def test_the_same_ticket_twice_says_since_when(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    ask(usher, code=typed(order))
    told = ask(usher, code=order.tickets[0].payload)
    assert (told["status"], told["state"]) == (409, "bad")
    assert re.search(r"Ce billet a déjà servi à \d\d:\d\d:\d\d \(il y a \d+ s\)", told["html"])
    assert Admission.objects.count() == 1


def forged(payload: str) -> str:
    return payload[:60] + ("A" if payload[60] != "A" else "B") + payload[61:]


def test_what_is_no_ticket_is_refused(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    for code, status, said in (
        (forged(order.tickets[0].payload), 422, "Pas un de nos billets"),
        ("OV" + "A" * 150, 422, "Pas un de nos billets"),
        ("ZZZZ-ZZZZ-1", 404, "Code inconnu"),
        (typed(order, 9), 404, "Code inconnu"),
        (f"{typed(order)[:9]}-{'9' * 40}", 404, "Code inconnu"),
        (f"{typed(order)[:9]}-٣", 404, "Code inconnu"),
        (f"{typed(order)[:9]}", 404, "Code inconnu"),
        (order.tickets[0].payload.replace("A", "é"), 422, "Pas un de nos billets"),
        ("OV" + "é" * 100, 422, "Pas un de nos billets"),
        ("\x00", 404, "Code inconnu"),
        ("<script>", 404, "Code inconnu"),
        ("x" * 5000, 404, "Code inconnu"),
        ("", 422, "Pas de code"),
        ("   ", 422, "Pas de code"),
    ):
        told = ask(usher, code=code)
        assert (told["status"], told["state"]) == (status, "bad"), code
        assert said in told["html"]
        assert "<script>" not in told["html"]
    assert Admission.objects.count() == 0


def test_a_refunded_ticket_is_void_even_when_it_was_never_used(chain: Chain, usher: Client) -> None:
    """TKT-02: validity comes before use."""
    order = sold(chain)
    actions.refund_tickets(order.id, reason="test")
    told = ask(usher, code=order.tickets[0].payload)
    assert (told["status"], told["state"]) == (409, "bad")
    assert "Billet annulé" in told["html"]


def test_a_cancelled_screening_admits_nobody(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    actions.cancel_screening(chain.screenings[0], reason="panne")
    assert "Séance annulée" in ask(usher, code=typed(order))["html"]


def test_too_early_says_when_and_over_says_since_when(
    chain: Chain, usher: Client, travel: Callable[..., None]
) -> None:
    order = sold(chain, in_minutes=61)
    assert re.search(r"L’entrée ouvre à \d\d:\d\d\.", ask(usher, code=typed(order))["html"])
    travel(minutes=61 + 130)
    assert "s’est terminée" in ask(usher, code=typed(order))["html"]
    assert Admission.objects.count() == 0


def test_one_screens_door_says_which_screening_a_ticket_is_for(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    told = ask(usher, f"{DOOR}screen/2/", code=typed(order))
    assert told["state"] == "bad"
    assert "Autre séance" in told["html"]
    assert re.search(r"Le Gardien, aujourd’hui à \d\d:\d\d, Salle 1|Le Gardien, \w+ \d+ \w+ à", told["html"])
    assert ask(usher, f"{DOOR}screen/1/", code=typed(order))["state"] == "good"


def test_another_cinemas_ticket_tells_nothing_of_itself(chain: Chain) -> None:
    order = sold(chain)
    rival = venues.create_cinema(chain.operator, name="Le Rival", town="Rouen")
    stranger = browser(member("rita", cinema=rival))
    told = ask(stranger, "/fr/door/le-rival/", code=order.tickets[0].payload)
    assert (told["status"], told["state"]) == (404, "bad")
    assert "Autre cinéma" in told["html"]
    for secret in ("Le Gardien", "Rang", order.code, ids.show_code(order.code)):
        assert secret not in told["html"]
    ticket = str(order.tickets[0].id)
    assert ask(stranger, "/fr/door/le-rival/", ticket=ticket)["state"] == "bad"
    ask(browser(member("una", cinema=chain.cinema)), code=typed(order))
    assert ask(stranger, "/fr/door/le-rival/", verb="undo", ticket=ticket)["state"] == "bad"
    assert Ticket.objects.get().admitted_at is not None


@pytest.mark.parametrize("verb", ["", "admit/", "undo/", "search/"])
def test_another_cinemas_door_does_not_exist(chain: Chain, verb: str) -> None:
    rival = venues.create_cinema(chain.operator, name="Le Rival", town="Rouen")
    stranger = browser(member("rita", cinema=rival))
    for door in (DOOR, f"{DOOR}screen/1/", "/fr/door/nowhere/", "/fr/door/le-rival/screen/9/"):
        response = stranger.post(f"{door}{verb}") if verb else stranger.get(door)
        assert response.status_code == 404


def test_one_scan_offers_the_rest_of_the_order(chain: Chain, usher: Client) -> None:
    order = sold(chain, count=4)
    told = ask(usher, code=order.tickets[0].payload, way="camera")
    assert "Faire entrer les 3 autres aussi" in told["html"]
    together = re.findall(
        r'name="ticket" value="([0-9a-f-]+)"', told["html"].split("door-others")[1].split("</form>")[0]
    )
    assert together == [str(ticket.id) for ticket in order.tickets[1:]]
    told = ask(usher, ticket=together, way="list")
    assert told["html"].count(GREEN) == 3
    assert "autres aussi" not in told["html"]
    assert Admission.objects.count() == 4


def test_of_a_group_the_used_ticket_alone_is_refused(chain: Chain, usher: Client) -> None:
    order = sold(chain, count=2)
    ask(usher, code=typed(order, 2))
    told = ask(usher, ticket=[str(ticket.id) for ticket in order.tickets])
    assert told["state"] == "bad"
    assert told["html"].count(GREEN) == 1
    assert "Déjà entré" in told["html"]


def test_an_entry_is_undone_within_thirty_seconds(
    chain: Chain, usher: Client, travel: Callable[..., None]
) -> None:
    order = sold(chain)
    ticket = str(order.tickets[0].id)
    ask(usher, code=typed(order))
    told = ask(usher, verb="undo", ticket=ticket)
    assert (told["status"], told["state"]) == (200, "note")
    assert ask(usher, code=typed(order))["state"] == "good"
    travel(seconds=31)
    told = ask(usher, verb="undo", ticket=ticket)
    assert (told["status"], told["state"]) == (409, "bad")
    assert Admission.objects.count() == 2
    assert ask(usher, verb="undo", ticket="nonsense")["state"] == "bad"


def test_a_dead_phone_is_found_by_mail_or_code(chain: Chain, usher: Client) -> None:
    order = sold(chain, count=2)
    for words in ("VERA@", typed(order)[:9], order.code.lower()):
        page = usher.post(f"{DOOR}search/", {"words": words}).content.decode()
        assert "vera@example.org" in page
        assert page.count('class="door-ticket"') == 2
    page = usher.post(f"{DOOR}search/", {"words": "nobody"}).content.decode()
    assert "vera@example.org" not in page
    assert "ne correspond" in page
    told = ask(usher, ticket=str(order.tickets[1].id), way="list")
    assert told["state"] == "good"
    page = usher.post(f"{DOOR}search/", {"words": "vera"}).content.decode()
    assert "entré à" in page
    assert page.count("Faire entrer<") == 1


@pytest.mark.parametrize(
    "words", ["", "ab", "%%%", "___", "\x00\x00\x00\x00", "\u202evera", "x" * 5000, "' OR 1=1 --"]
)
def test_strange_searches_find_nobody(chain: Chain, usher: Client, words: str) -> None:
    sold(chain)
    page = usher.post(f"{DOOR}search/", {"words": words})
    assert page.status_code == 200
    found = "vera@example.org" in page.content.decode()
    assert found is ("vera" in words)


def test_a_search_never_leaves_the_cinema(chain: Chain) -> None:
    sold(chain)
    rival = venues.create_cinema(chain.operator, name="Le Rival", town="Rouen")
    page = browser(member("rita", cinema=rival)).post("/fr/door/le-rival/search/", {"words": "vera"})
    assert "vera@" not in page.content.decode()


def test_names_do_not_become_pages(chain: Chain, usher: Client) -> None:
    Film.objects.update(title="<img src=x onerror=alert(1)>")
    order = sold(chain)
    assert "<img" not in ask(usher, code=typed(order))["html"]
    assert "<img src=x" not in usher.get(DOOR).content.decode()


def test_a_reload_asks_again_and_no_address_is_green(chain: Chain, usher: Client) -> None:
    order = sold(chain)
    form = {"code": typed(order)}
    assert GREEN in usher.post(f"{DOOR}admit/", form).content.decode()
    assert GREEN not in usher.post(f"{DOOR}admit/", form).content.decode()
    assert GREEN not in usher.get(DOOR).content.decode()
    assert usher.get(f"{DOOR}admit/", form).status_code == 405


def test_the_camera_is_allowed_here_and_nowhere_else(chain: Chain, usher: Client) -> None:
    assert "camera=(self)" in usher.get(DOOR).headers["Permissions-Policy"]
    for path in ("/fr/door/", "/fr/staff/", "/fr/staff/sign-in/"):
        assert "camera=()" in usher.get(path).headers["Permissions-Policy"]


def test_without_script_typing_works_and_the_page_says_so(chain: Chain, usher: Client) -> None:
    page = usher.get(DOOR).content.decode()
    assert "Sans JavaScript" in page
    camera = page.index("data-camera hidden")
    assert camera < page.index('name="code"')
    assert usher.get(DOOR).headers["Cache-Control"] == "no-store"


def test_a_request_without_a_token_changes_nothing(chain: Chain) -> None:
    order = sold(chain)
    usher = browser(member("ursule", cinema=chain.cinema), csrf=True)
    assert usher.post(f"{DOOR}admit/", {"code": typed(order)}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', usher.get(DOOR).content.decode())
    assert token is not None
    form = {"code": typed(order), "csrfmiddlewaretoken": token[1]}
    assert usher.post(f"{DOOR}admit/", form, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert Admission.objects.count() == 0
    assert usher.post(f"{DOOR}admit/", form).status_code == 200


def test_the_choice_of_a_door_shows_what_enters_at_a_constant_cost(chain: Chain, usher: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = usher.get("/fr/door/").content.decode()
        assert "Le Gardien" in page
        return len(seen)

    chain.screening(in_minutes=30)
    one = cost()
    chain.screening(in_minutes=30, free=True)
    chain.screening(in_minutes=300)
    for number in (1, 2):
        cinema = venues.create_cinema(chain.operator, name=f"Le Rival {number}", town="Rouen")
        venues.create_screen(cinema, number=1)
        venues.grant_role(User.objects.get().id, cinema=cinema, role="usher")
    assert cost() == one


def test_a_cinema_of_many_screens_offers_a_door_each(chain: Chain, usher: Client) -> None:
    screen = venues.create_screen(chain.cinema, number=7, name="Salle Agnès Varda")
    venues.publish_seat_map(screen, plan_from_letters("SSSS"))
    page = usher.get("/fr/door/").content.decode()
    assert "Salle Agnès Varda" in page
    assert "/fr/door/le-phare/screen/7/" in page
    assert usher.get("/fr/door/le-phare/screen/7/").status_code == 200


@pytest.mark.unit
def test_every_refusal_has_a_word_and_a_reason_in_both_languages() -> None:
    assert set(REFUSALS) == set(actions.Refusal)
    for title, reason in REFUSALS.values():
        said = {}
        for language in ("fr", "en"):
            with translation.override(language):
                said[language] = (str(title), str(reason))
        assert all(french != english for french, english in zip(said["fr"], said["en"], strict=True))


def test_a_scan_costs_a_fixed_number_of_statements(tuesday: None, chain: Chain, usher: Client) -> None:
    def cost(order: OrderView) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert ask(usher, code=order.tickets[0].payload)["state"] == "good"
        return len(seen)

    small = cost(sold(chain, count=2))
    assert cost(sold(chain, count=8, in_minutes=25, free=True, rate="REDUIT")) == small
