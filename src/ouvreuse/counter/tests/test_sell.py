"""The counter sells: séance, rates, seats, cash and terminal, the ticket; one POST, however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry, User
from ouvreuse.booking.models import Order, Print, Ticket
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.counter import order_of_key
from ouvreuse.counter.tests.printer import Printer, printing
from ouvreuse.kernel import clock
from ouvreuse.notifications.models import Message
from ouvreuse.payments import actions as payments
from ouvreuse.payments.models import Movement, Payment, Refund, Till
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/fr/counter/le-phare/"


@pytest.fixture
def clerk(chain: Chain) -> User:
    return member("bruno", cinema=chain.cinema, role="box_office")


@pytest.fixture
def till(clerk: User) -> Client:
    """The clerk's browser."""
    return browser(clerk)


@pytest.fixture
def open_till(chain: Chain, clerk: User) -> Till:
    payments.open_shift(None, cinema=chain.cinema, user=clerk.id, float_cents=10_000)
    return Till.objects.get()


@pytest.fixture
def printer(open_till: Till) -> Iterator[Printer]:
    with printing() as made:
        Till.objects.update(printer_host="127.0.0.1", printer_port=made.port)
        yield made


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def post(till: Client, screening: int, **form: Any) -> Any:
    return till.post(f"{HERE}{screening}/", {"key": str(uuid4()), "means": "cash", **form})


def order_at(response: Any) -> Order:
    assert response.status_code == 303, text(response)
    return Order.objects.get(code=response["Location"].rstrip("/").rsplit("/", 1)[1])


def test_the_next_screenings_come_first_with_the_seats_left(
    chain: Chain, till: Client, open_till: Till
) -> None:
    late = chain.screening(in_minutes=30)
    chain.screening(in_minutes=30, free=True, banned=True)
    page = till.get(HERE)
    assert page.status_code == 200
    assert re.search(rf'href="{HERE}{late}/"\s+data-key="\d"', page.content.decode())
    assert "40 restantes" in text(page)
    assert "-16" in text(page)
    assert till.get(f"{HERE}free/?id={late}&id=x&id=99999").json() == {str(late): 40}


def test_the_list_costs_the_same_whatever_is_on(chain: Chain, till: Client, open_till: Till) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert till.get(HERE).status_code == 200
        return len(seen)

    chain.screening(in_minutes=30)
    till.get(HERE)
    few = cost()
    chain.screening(in_minutes=190)
    chain.screening(in_minutes=30, free=True)
    assert cost() == few <= 10


def test_one_post_sells_the_best_seats_for_cash(chain: Chain, till: Client, open_till: Till) -> None:
    screening = chain.screening(in_minutes=30)
    order = order_at(post(till, screening, PLEIN="2", given="50"))
    view = order_view(order.id)
    assert (view.state, view.channel, view.total) == ("confirmed", "counter", 1900)
    seats = sorted((ticket.row, int(ticket.seat)) for ticket in view.tickets)
    assert seats[0][0] == seats[1][0]
    assert seats[1][1] == seats[0][1] + 1, "side by side"
    done = text(till.get(f"{HERE}sold/{order.code}/"))
    assert "Monnaie à rendre 31,00" in done
    assert "1/PLEIN n° 1" in done
    assert [(m.kind, m.amount) for m in Movement.objects.order_by("id")] == [
        ("float", 10_000),
        ("sale", 1900),
    ]


def test_the_same_form_sent_twice_sells_once(chain: Chain, till: Client, open_till: Till) -> None:
    screening, key = chain.screening(in_minutes=30), str(uuid4())
    first, again = (post(till, screening, key=key, PLEIN="1") for _ in range(2))
    assert order_at(first) == order_at(again)
    assert Ticket.objects.count() == 1
    assert Movement.objects.filter(kind="sale").count() == 1


def test_free_seating_and_chosen_seats(chain: Chain, till: Client, open_till: Till) -> None:
    free = order_at(post(till, chain.screening(in_minutes=30, free=True), PLEIN="3"))
    assert free.places == 3
    screening = chain.screening(in_minutes=190)
    chosen = order_at(post(till, screening, PLEIN="2", place=["1", "2"]))
    assert [ticket.place for ticket in order_view(chosen.id).tickets] == [1, 2]
    taken = post(till, screening, PLEIN="1", place="1")
    assert taken.status_code == 409
    assert "Quelqu’un vient de prendre" in text(taken)
    assert post(till, screening, PLEIN="2", place="5").status_code == 422


def test_a_class_of_28_is_28_numbered_rights(chain: Chain, till: Client, open_till: Till) -> None:
    """R1.1: one right a person; the companions of a group are free, and counted too (T-25)."""
    screening = chain.screening(in_minutes=30)
    order = order_at(post(till, screening, SCOL="26", ACCOMP="2", name="École Prévert, CM2"))
    view = order_view(order.id)
    assert (len(view.tickets), view.total, view.name) == (28, 26 * 250, "École Prévert, CM2")
    assert sorted(t.series_number for t in view.tickets if t.rate_code == "SCOL") == list(range(1, 27))
    few = post(till, chain.screening(in_minutes=200), SCOL="3")
    assert few.status_code == 422
    assert "Nombre de places refusé" in text(few)


def test_a_school_s_screening_is_sold_and_let_in_by_staff_only(
    chain: Chain, till: Client, open_till: Till
) -> None:
    never = clock.now() + timedelta(days=400)
    screening = chain.screening(in_minutes=30, kind="school", web_opens_at=never, web_closes_at=never)
    assert "scolaire" in text(till.get(HERE))
    order = order_at(post(till, screening, SCOL="26", ACCOMP="2"))
    assert len(order_view(order.id).tickets) == 28
    assert "Le Gardien" in text(till.get("/fr/door/le-phare/"))
    assert browser().get(f"/fr/seance/{screening}/").status_code == 404
    assert "Le Gardien" not in text(browser().get("/fr/"))


def test_no_cash_without_an_open_till(chain: Chain, till: Client) -> None:
    screening = chain.screening(in_minutes=30)
    page = till.get(f"{HERE}{screening}/")
    assert "Ouvrir une caisse" in text(page)
    assert 'value="cash"' not in page.content.decode()
    refused = post(till, screening, PLEIN="1")
    assert refused.status_code == 409
    assert "Ouvrez d’abord votre caisse" in text(refused)
    assert not Order.objects.exists()


def test_the_shown_total_is_the_one_taken(chain: Chain, till: Client, open_till: Till) -> None:
    screening = chain.screening(in_minutes=30)
    other = post(till, screening, PLEIN="1", due="900")
    assert (other.status_code, "Le total n’est plus" in text(other)) == (409, True)
    less = post(till, screening, PLEIN="1", given="5")
    assert (less.status_code, "donné moins" in text(less)) == (422, True)
    assert not Order.objects.exists()
    told = till.get(f"{HERE}{screening}/quote/?PLEIN=2").json()
    assert (told["total"], len(told["seats"])) == (1900, 2)
    order_at(post(till, screening, PLEIN="2", due="1900"))


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"PLEIN": "0"},
        {"PLEIN": "51"},
        {"PLEIN": "-1"},
        {"PLEIN": "one"},
        {"NOTHING": "1"},
        {"PLEIN": "1", "place": "x"},
        {"PLEIN": "1", "given": "many"},
        {"PLEIN": "1", "due": "9,50"},
        {"PLEIN": "1", "means": "card"},
        {"PLEIN": "1", "means": "free"},
        {"PLEIN": "1", "email": "no address"},
        {"PLEIN": "1", "key": "x"},
    ],
)
def test_a_wrong_form_is_told_and_keeps_what_was_typed(
    chain: Chain, till: Client, open_till: Till, form: dict[str, str]
) -> None:
    screening = chain.screening(in_minutes=30)
    answer = post(till, screening, name="Dupont", **form)
    assert answer.status_code in (400, 409, 422)
    assert "Dupont" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_terminal_keeps_the_seats_until_it_answers(chain: Chain, till: Client, open_till: Till) -> None:
    screening = chain.screening(in_minutes=30)
    order = order_at(post(till, screening, PLEIN="2", place=["1", "2"], means="terminal"))
    asked = till.get(f"{HERE}sold/{order.code}/")
    assert "Tapez cette somme" in text(asked)
    assert "19,00" in text(asked)
    assert post(till, screening, PLEIN="1", place="1").status_code == 409
    taken = till.post(f"{HERE}sold/{order.code}/terminal/", {"said": "taken"})
    assert order_at(taken) == order
    assert "Vendu" in text(till.get(f"{HERE}sold/{order.code}/"))
    order.refresh_from_db()
    assert order.state == "confirmed"
    till.post(f"{HERE}sold/{order.code}/terminal/", {"said": "declined"})
    order.refresh_from_db()
    assert order.state == "confirmed", "said twice, nothing changes"
    assert list(Movement.objects.filter(kind="sale").values_list("means", "amount")) == [("terminal", 1900)]


def test_a_terminal_that_declines_frees_the_seats(chain: Chain, till: Client, open_till: Till) -> None:
    screening = chain.screening(in_minutes=30)
    order = order_at(post(till, screening, PLEIN="1", place="1", means="terminal"))
    till.post(f"{HERE}sold/{order.code}/terminal/", {"said": "declined"})
    page = text(till.get(f"{HERE}sold/{order.code}/"))
    assert "Rien n’a été vendu" in page
    assert "Le terminal a finalement encaissé" in page
    order_at(post(till, screening, PLEIN="1", place="1"))
    till.post(f"{HERE}sold/{order.code}/terminal/", {"said": "taken"})
    order.refresh_from_db()
    assert order.state == "refunded", "the seat was sold meanwhile: the money goes back"
    assert Refund.objects.get().state == "pending"


def test_a_terminal_nobody_answered_for_lets_go_by_itself(
    chain: Chain, till: Client, open_till: Till, travel: Any
) -> None:
    from ouvreuse.booking import flows

    order = order_at(post(till, chain.screening(in_minutes=90), PLEIN="1", means="terminal"))
    flows.poll()
    order.refresh_from_db()
    assert order.state == "paying"
    travel(minutes=14)
    flows.poll()
    order.refresh_from_db()
    assert order.state == "expired"
    till.post(f"{HERE}sold/{order.code}/terminal/", {"said": "taken"})
    order.refresh_from_db()
    assert order.state == "confirmed", "the same seat was still free"


def test_what_is_sold_is_printed_and_the_drawer_opens(chain: Chain, till: Client, printer: Printer) -> None:
    key = str(uuid4())
    screening = chain.screening(in_minutes=30)
    order = order_at(post(till, screening, key=key, PLEIN="2"))
    post(till, screening, key=key, PLEIN="2")
    assert len(printer.received) == 1, "sent twice, printed once"
    paper = printer.paper
    assert paper.startswith(b"\x1b@\x1bt\x10\x1bp\x00\x19\xfa")
    assert paper.count(b"\x1dVB") == 2
    assert paper.count("Le Gardien".encode("cp1252")) == 2
    for ticket in order_view(order.id).tickets:
        assert ticket.payload.encode() in paper
        assert f"{ticket.series_number:06d}".encode() in paper
    assert b"DUPLICATA" not in paper
    assert "Imprimé." in text(till.get(f"{HERE}sold/{order.code}/"))


def test_a_reprint_is_a_duplicate_and_in_the_trail(
    chain: Chain, till: Client, printer: Printer, clerk: User
) -> None:
    order = order_at(post(till, chain.screening(in_minutes=30), PLEIN="1"))
    till.post(f"{HERE}sold/{order.code}/print/")
    assert b"DUPLICATA" in printer.received[1]
    entry = AuditEntry.objects.get(verb="reprint")
    assert (entry.actor_id, entry.subject) == (clerk.id, f"order:{order.id}")
    sheet = till.post(f"{HERE}sold/{order.code}/sheet/")
    assert sheet.content.startswith(b"%PDF")
    assert Print.objects.filter(way="sheet").get().duplicates


@pytest.mark.parametrize("trouble", ["off", "deaf"])
def test_a_printer_in_trouble_never_loses_the_sale(
    chain: Chain, till: Client, printer: Printer, trouble: str
) -> None:
    printer.deaf = trouble == "deaf"
    if trouble == "off":
        Till.objects.update(printer_port=9199 if printer.port != 9199 else 9198)
    order = order_at(post(till, chain.screening(in_minutes=30), PLEIN="1"))
    assert order.state == "confirmed"
    page = text(till.get(f"{HERE}sold/{order.code}/"))
    if trouble == "off":
        assert "Vendu, mais pas imprimé." in page
        Till.objects.update(printer_port=printer.port)
        till.post(f"{HERE}sold/{order.code}/print/")
        assert b"DUPLICATA" not in printer.paper, "nothing had come out"
        assert "Imprimé." in text(till.get(f"{HERE}sold/{order.code}/"))


def test_the_tickets_are_mailed_when_asked(chain: Chain, till: Client, open_till: Till) -> None:
    mailed = order_at(post(till, chain.screening(in_minutes=30), PLEIN="1", email="camille@example.org"))
    assert Message.objects.get().recipient == str(mailed.id)
    bare = order_at(post(till, chain.screening(in_minutes=200), PLEIN="1"))
    assert till.post(f"{HERE}sold/{bare.code}/mail/", {"email": "nobody"}).status_code == 422
    order_at(till.post(f"{HERE}sold/{bare.code}/mail/", {"email": "vera@example.org"}))
    assert Message.objects.filter(address="vera@example.org").count() == 1


def test_age_and_proofs_are_said(chain: Chain, till: Client, open_till: Till, tuesday: None) -> None:
    screening = chain.screening(in_minutes=30, banned=True)
    page = text(till.get(f"{HERE}{screening}/"))
    assert "16" in page
    assert "Moins de 14 ans Film interdit" in page, "the rate that is not offered says why"
    order = order_at(post(till, screening, REDUIT="1"))
    done = text(till.get(f"{HERE}sold/{order.code}/"))
    assert "Interdit aux moins de 16 ans" in done
    assert "Justificatif à présenter" in done


def test_a_free_right_needs_no_till(chain: Chain, till: Client) -> None:
    order = order_at(post(till, chain.screening(in_minutes=30), EXO="1"))
    assert (order.state, order.total) == ("confirmed", 0)
    assert Payment.objects.get().means == "free"


def test_another_cinema_s_screening_is_not_found(chain: Chain, till: Client) -> None:
    assert till.get(f"{HERE}999999/").status_code == 404
    assert till.get("/fr/counter/elsewhere/").status_code == 404
    assert till.get(f"{HERE}sold/AAAAAAAA/").status_code == 404


def test_the_key_finds_the_order_again(chain: Chain, till: Client, open_till: Till) -> None:
    key = uuid4()
    order = order_at(post(till, chain.screening(in_minutes=30), key=str(key), PLEIN="1"))
    assert order_of_key(key) == order.id


def test_SEAT_11_no_other_code_makes_a_ticket(chain: Chain, till: Client, open_till: Till) -> None:
    """The application's role may not insert one, whatever it has been told."""
    order_at(post(till, chain.screening(in_minutes=30), PLEIN="1"))
    with pytest.raises(Exception, match="permission denied") as refused, connection.cursor() as cursor:
        cursor.execute("INSERT INTO booking_ticket SELECT * FROM booking_ticket")
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
