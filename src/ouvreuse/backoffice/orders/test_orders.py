"""Any order found, and what can be done with one: sent again, corrected, refunded, exchanged, printed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.accounts.actions import create_user
from ouvreuse.accounts.models import AuditEntry, User
from ouvreuse.booking.actions import block_seats, sell
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import order_view, seat_map
from ouvreuse.kernel.ids import show_code
from ouvreuse.notifications.models import Message
from ouvreuse.payments import actions as payments
from ouvreuse.payments.models import CounterRules, Movement, Payment, Refund
from ouvreuse.venues.actions import create_cinema, grant_role
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/fr/staff/cinema/le-phare/orders/"


@pytest.fixture
def clerk(chain: Chain) -> User:
    return member("bruno", cinema=chain.cinema, role="box_office")


@pytest.fixture
def office(clerk: User) -> Client:
    """The clerk's browser."""
    return browser(clerk)


@pytest.fixture
def open_till(chain: Chain, clerk: User) -> None:
    payments.open_shift(None, cinema=chain.cinema, user=clerk.id, float_cents=50_000)


def sold(chain: Chain, *, count: int = 1, in_minutes: int = 60, rate: str = "PLEIN", **more: Any) -> Order:
    screening = chain.screening(in_minutes=in_minutes)
    facts: dict[str, Any] = {"email": "camille@example.org", "name": "Camille Lefèvre", **more}
    order = sell(screening, places=list(range(1, count + 1)), rates=[rate] * count, **facts)
    return Order.objects.get(id=order)


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def found(office: Client, words: str) -> list[str]:
    page = office.get(HERE, {"q": words})
    assert page.status_code == 200
    return sorted(set(re.findall(r"/orders/([0-9A-Z]{8})/", page.content.decode())))


def test_an_order_is_found_by_all_that_names_it(chain: Chain, office: Client) -> None:
    order = sold(chain, count=2)
    sold(chain, in_minutes=220, email="other@example.org", name="Paul Durand")
    ticket = order_view(order.id).tickets[1]
    for words in (
        order.code,
        show_code(order.code).lower(),
        f"{show_code(order.code)}-2",
        ticket.payload,
        f"{ticket.series} {ticket.series_number}",
        f"{ticket.series.lower()} n° {ticket.series_number}",
        "camille@example.org",
        "lefevre",
        "LEFÈVRE camille",
        "mille",
    ):
        assert found(office, words) == [order.code], words
    for words in ("nobody", "ZZZZ-ZZZZ", "1/PLEIN 999", "%%%", "ca", "OV" + "A" * 60):
        assert found(office, words) == [], words
    assert len(found(office, "")) == 2


def test_filters_narrow_and_another_cinema_is_not_seen(chain: Chain, office: Client) -> None:
    order = sold(chain)
    assert len(found(office, "")) == 1
    assert show_code(order.code) in text(
        office.get(HERE, {"screening": order_view(order.id).tickets[0].screening})
    )
    assert show_code(order.code) not in text(office.get(HERE, {"channel": "web"}))
    assert show_code(order.code) not in text(office.get(HERE, {"sold_on": "2020-01-01"}))
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    stranger = browser(member("sam", cinema=rival, role="owner"))
    assert stranger.get(f"{HERE}{order.code}/").status_code == 404
    assert stranger.get(f"/fr/staff/cinema/le-rival/orders/{order.code}/").status_code == 404
    assert "Lefèvre" not in text(stranger.get("/fr/staff/cinema/le-rival/orders/", {"q": order.code}))


def test_the_list_costs_the_same_for_one_and_for_many(chain: Chain, office: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get(HERE, {"q": "lefevre"}).status_code == 200
        return len(seen)

    sold(chain)
    office.get(HERE)
    few = cost()
    for number in range(2, 6):
        sold(chain, in_minutes=200 * number)
    assert cost() == few <= 10


def test_one_order_tells_everything(chain: Chain, office: Client, clerk: User, open_till: None) -> None:
    order = sold(chain, count=2, actor=clerk.id)
    page = text(office.get(f"{HERE}{order.code}/"))
    for said in (
        "Camille Lefèvre",
        "camille@example.org",
        "Guichet",
        "19,00",
        "1/PLEIN n° 1",
        "espèces",
        "encaissé",
    ):
        assert said in page, said
    assert "Billets → camille@example.org" in page


def test_tickets_are_sent_again_and_to_a_corrected_address(chain: Chain, office: Client, travel: Any) -> None:
    order = sold(chain)
    assert office.post(f"{HERE}{order.code}/resend/").status_code == 303
    assert office.post(f"{HERE}{order.code}/resend/").status_code == 429
    travel(minutes=2)
    assert office.post(f"{HERE}{order.code}/address/", {"email": "nope"}).status_code == 422
    assert office.post(f"{HERE}{order.code}/address/", {"email": "vera@example.org"}).status_code == 303
    order.refresh_from_db()
    assert order.email == "vera@example.org"
    assert Message.objects.filter(template="booking/mail/tickets", address="vera@example.org").exists()
    verbs = AuditEntry.objects.filter(subject=f"order:{order.id}").values_list("verb", flat=True)
    assert set(verbs) == {"resend_tickets", "change_address"}


def test_some_tickets_are_refunded_out_of_the_drawer(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    order = sold(chain, count=2, actor=clerk.id)
    one = order_view(order.id).tickets[0]
    assert office.post(f"{HERE}{order.code}/refund/", {"ticket": str(one.id)}).status_code == 422, "no reason"
    assert office.post(f"{HERE}{order.code}/refund/", {"reason": "ill"}).status_code == 422, "no ticket"
    done = office.post(f"{HERE}{order.code}/refund/", {"ticket": str(one.id), "reason": "ill"})
    assert done.status_code == 303
    assert "Remboursé : 9,50" in text(office.get(f"{HERE}{order.code}/"))
    assert Ticket.objects.filter(voided_at=None).count() == 1
    assert Movement.objects.get(kind="refund").amount == -950


def test_cash_goes_back_from_an_open_drawer_only(chain: Chain, office: Client, clerk: User) -> None:
    order = sold(chain)
    ticket = order_view(order.id).tickets[0]
    refused = office.post(f"{HERE}{order.code}/refund/", {"ticket": str(ticket.id), "reason": "ill"})
    assert (refused.status_code, "Ouvrez d’abord votre caisse" in text(refused)) == (409, True)
    assert Ticket.objects.filter(voided_at=None).count() == 1, "nothing half done"


def test_above_the_limit_an_owner_agrees_with_their_own_password(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    owner = create_user("olga@example.org", name="Olga", password="a long enough password")
    grant_role(owner, cinema=chain.cinema, role="owner")
    CounterRules.objects.create(cinema_id=chain.cinema, refund_alone=1000)
    order = sold(chain, count=2, actor=clerk.id)
    tickets = [str(ticket.id) for ticket in order_view(order.id).tickets]
    form = {"ticket": tickets, "reason": "power cut"}
    refused = office.post(f"{HERE}{order.code}/refund/", form)
    assert (refused.status_code, "un responsable doit donner son accord" in text(refused)) == (422, True)
    wrong = form | {"approver": "olga@example.org", "password": "guessed"}
    assert office.post(f"{HERE}{order.code}/refund/", wrong).status_code == 422
    assert not Refund.objects.exists()
    right = form | {"approver": "olga@example.org", "password": "a long enough password"}
    assert office.post(f"{HERE}{order.code}/refund/", right).status_code == 303
    facts = AuditEntry.objects.get(verb="refund_tickets").facts
    assert (facts["approver"], facts["amount"]) == (owner, 1900)


def test_the_limit_counts_what_went_back_before(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    CounterRules.objects.create(cinema_id=chain.cinema, refund_alone=1000)
    order = sold(chain, count=2, actor=clerk.id)
    first, second = (str(ticket.id) for ticket in order_view(order.id).tickets)
    path = f"{HERE}{order.code}/refund/"
    assert office.post(path, {"ticket": first, "reason": "ill"}).status_code == 303
    assert office.post(path, {"ticket": second, "reason": "ill"}).status_code == 422


def test_money_asked_back_by_nobody_waits_to_be_handed_over(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    from ouvreuse.booking.actions import refund_tickets

    order = sold(chain, actor=clerk.id)
    refund_tickets(order.id, reason="screening cancelled", actor_label="worker")
    refund = Refund.objects.get()
    assert refund.state == "pending"
    assert "restent à rendre au guichet" in text(office.get(f"{HERE}{order.code}/"))
    assert office.post(f"{HERE}{order.code}/hand-over/", {"refund": str(refund.id)}).status_code == 303
    refund.refresh_from_db()
    assert refund.state == "done"
    assert Movement.objects.filter(kind="refund").count() == 1


def test_tickets_are_exchanged_for_another_screening(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    order = sold(chain, count=2, actor=clerk.id)
    other = chain.screening(in_minutes=300)
    path = f"{HERE}{order.code}/exchange/"
    assert office.post(path).status_code == 303, "the ticked tickets lead to the choice"
    assert "Pour quelle séance" in text(office.get(path))
    page = office.get(path, {"to": str(other)})
    assert "Rien à payer." in text(page)
    done = office.post(path, {"to": str(other), "reason": "babysitter"})
    assert done.status_code == 303, text(done)
    view = order_view(order.id)
    assert [t.screening for t in view.tickets if t.valid] == [other, other]
    cheaper = {"to": str(chain.screening(in_minutes=500))}
    cheaper |= {f"rate-{t.id}": "MOINS14" for t in view.tickets if t.valid}
    assert office.post(path, cheaper).status_code == 303
    assert Movement.objects.get(kind="refund").amount == -1100
    view = order_view(order.id)
    dearer = {"to": str(chain.screening(in_minutes=700))}
    dearer |= {f"rate-{t.id}": "PLEIN" for t in view.tickets if t.valid}
    refused = office.post(path, dearer)
    assert (refused.status_code, "À encaisser : 11,00" in text(refused)) == (422, True)
    assert office.post(path, dearer | {"means": "cash"}).status_code == 303
    assert Movement.objects.filter(kind="sale").count() == 2


def dearer_exchange(
    chain: Chain, office: Client, clerk: User, *, in_minutes: int = 700
) -> tuple[Order, int, str]:
    """An order of a child, to be exchanged for a full rate: 5.50 more, asked of the terminal."""
    order = sold(chain, count=1, rate="MOINS14", actor=clerk.id)
    other = chain.screening(in_minutes=in_minutes)
    ticket = Ticket.objects.get(order=order)
    form = {"to": str(other), f"rate-{ticket.id}": "PLEIN", "means": "terminal", "key": str(uuid4())}
    for _again in range(2):
        asked = office.post(f"{HERE}{order.code}/exchange/", form)
        assert asked.status_code == 303, text(asked)
    return order, other, str(Payment.objects.get(subject=order.id, state="open").id)


def test_an_exchange_by_terminal_waits_for_its_word(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    order, other, payment = dearer_exchange(chain, office, clerk)
    said = f"{HERE}{order.code}/exchange/terminal/"
    assert "Tapez 5,50" in text(office.get(f"{HERE}{order.code}/"))
    assert seat_map(other).taken, "the seats are kept meanwhile"
    assert [t.screening for t in order_view(order.id).tickets if t.valid] != [other], (
        "nothing is exchanged yet"
    )
    assert office.post(said, {"payment": payment, "said": "perhaps"}).status_code == 422
    assert office.post(said, {"payment": payment, "said": "declined"}).status_code == 303
    assert not seat_map(other).taken
    assert order_view(order.id).total == order.total
    assert Movement.objects.filter(means="terminal").count() == 0
    assert "finalement encaissé" in text(office.get(f"{HERE}{order.code}/"))
    assert office.post(said, {"payment": payment, "said": "taken"}).status_code == 303, (
        "it did take it, after all"
    )
    assert [t.screening for t in order_view(order.id).tickets if t.valid] == [other]
    assert Movement.objects.get(means="terminal").amount == 550
    again = office.post(said, {"payment": payment, "said": "taken"})
    assert again.status_code == 409
    assert Movement.objects.filter(means="terminal").count() == 1


def test_a_terminal_that_took_too_late_gives_back_and_the_old_tickets_are_good(
    chain: Chain, office: Client, clerk: User, open_till: None
) -> None:
    order, other, payment = dearer_exchange(chain, office, clerk)
    said = f"{HERE}{order.code}/exchange/terminal/"
    assert office.post(said, {"payment": payment, "said": "declined"}).status_code == 303
    block_seats(other, places=range(1, 41))
    late = office.post(said, {"payment": payment, "said": "taken"})
    assert late.status_code == 303
    view = order_view(order.id)
    assert [t.screening for t in view.tickets if t.valid] != [other]
    assert (view.total, view.refunded) == (order.total, 550)
    assert "restent à rendre au guichet" in text(office.get(f"{HERE}{order.code}/"))


def test_the_inspector_sees_and_touches_nothing(chain: Chain) -> None:
    order = sold(chain)
    eye = browser(member("ines", cinema=chain.cinema, role="inspector"))
    page = eye.get(f"{HERE}{order.code}/")
    assert page.status_code == 200
    assert "<button" not in page.content.decode().split("<main")[1].split("</main>")[0]
    assert eye.post(f"{HERE}{order.code}/refund/").status_code == 403


def test_an_export_has_no_formula(chain: Chain, office: Client) -> None:
    sold(chain, name="=HYPERLINK(1)")
    told = b"".join(office.get(HERE, {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in told
