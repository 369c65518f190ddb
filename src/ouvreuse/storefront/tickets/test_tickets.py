"""Tickets found again."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client, RequestFactory
from tests.cast import Chain

from ouvreuse.booking import flows
from ouvreuse.booking.actions.mailing import send_lost_tickets
from ouvreuse.storefront.visitor import network_of

pytestmark = pytest.mark.integration


def text(answer: Any) -> str:
    return str(answer.content.decode())


def mails(template: str) -> list[str]:
    """Whom mails of this kind were queued for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address FROM notifications_message WHERE template = %s", [f"booking/mail/{template}"]
        )
        return [address for (address,) in cursor.fetchall()]


@pytest.fixture
def paid(chain: Chain, purchase: Any) -> str:
    """The address of a paid order of two seats."""
    address = purchase.hold(chain.screening(in_minutes=45), 3, 4)
    purchase.pay(address)
    flows.refresh(purchase.identity(address))
    return address


def test_the_card_says_what_a_particular_seat_is(chain: Chain, purchase: Any, visit: Client) -> None:
    address = purchase.hold(chain.screening(), 39)
    purchase.pay(address)
    flows.refresh(purchase.identity(address))
    assert "emplacement fauteuil roulant, sans siège" in text(visit.get(address))
    english = address.replace("/fr/commande/", "/en/order/")
    assert "wheelchair space, without a chair" in text(visit.get(english))


def test_sent_again_but_not_at_once_again(paid: str, visit: Client) -> None:
    assert visit.post(f"{paid}renvoyer/")["Location"] == f"{paid}?done=sent"
    assert "repartent vers camille@example.org" in text(visit.get(f"{paid}?done=sent"))
    again = visit.post(f"{paid}renvoyer/")
    assert again.status_code == 429
    assert "Réessayez dans une minute" in text(again)
    assert mails("tickets") == ["camille@example.org"] * 2


def test_a_mistyped_address_is_corrected(paid: str, visit: Client) -> None:
    wrong = visit.post(f"{paid}adresse/", {"email": "camille@"})
    assert wrong.status_code == 422
    assert "pas une adresse e-mail" in text(wrong)
    assert (
        visit.post(f"{paid}adresse/", {"email": "camille.roux@example.org"})["Location"]
        == f"{paid}?done=address"
    )
    assert "camille.roux@example.org" in text(visit.get(paid))
    assert mails("address_changed") == ["camille@example.org"]


LOST = "/fr/billets-perdus/"


def jobs() -> list[str]:
    """The addresses that wait for their lost tickets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'email' FROM procrastinate_jobs WHERE task_name = 'booking.mail_lost_tickets' ORDER BY id"
        )
        return [email for (email,) in cursor.fetchall()]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement sent to the database, by whatever way."""
    sent: list[str] = []
    really = psycopg.Cursor.execute

    def execute(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(query.decode() if isinstance(query, bytes) else str(query))
        return really(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    return sent


def asked(visit: Client, email: str, **more: Any) -> tuple[int, str, str]:
    answer = visit.post(LOST, {"email": email}, **more)
    return answer.status_code, answer.get("Location", ""), text(answer)


def test_lost_tickets_answer_the_same_for_anybody(paid: str, visit: Client, statements: list[str]) -> None:
    """The same answer, the same statements and one job each: nobody learns who bought."""
    asked(visit, "first@example.org")  # what a process reads once is read
    told, work = [], []
    for email in ("camille@example.org", "personne@example.org"):
        statements.clear()
        told.append(asked(visit, email))
        work.append(list(statements))
    assert told[0] == told[1] == (303, f"{LOST}?done=sent", "")
    assert work[0] == work[1]
    assert any("procrastinate" in each for each in work[0])
    assert jobs() == ["first@example.org", "camille@example.org", "personne@example.org"]
    assert "Si des billets" in text(visit.get(f"{LOST}?done=sent"))
    assert visit.post(LOST, {"email": "x"}).status_code == 422


def test_lost_tickets_are_mailed_once_in_a_quarter_of_an_hour(
    paid: str, visit: Client, travel: Any, statements: list[str]
) -> None:
    """However often somebody asks, and however the address is spelled; the silence is the same for anybody."""
    same = (303, f"{LOST}?done=sent", "")
    for email in ("camille@example.org", "personne@example.org"):
        assert asked(visit, email) == same
    assert send_lost_tickets("camille@example.org") == 1
    travel(minutes=14)
    silent = []
    for email in ("CAMILLE@Example.org", "personne@example.org"):
        statements.clear()
        assert asked(visit, email) == same
        silent.append(list(statements))
    assert silent[0] == silent[1]
    assert jobs() == ["camille@example.org", "personne@example.org"]
    assert mails("tickets") == ["camille@example.org"] * 2
    travel(minutes=2)
    assert asked(visit, "camille@example.org") == same
    assert jobs().count("camille@example.org") == 2


def test_a_network_asks_for_thirty_addresses_and_no_more(visit: Client, travel: Any) -> None:
    home, away = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.7"}
    for number in range(30):
        assert asked(visit, f"somebody{number}@example.org", **home)[0] == 303
    status, _, page = asked(visit, "camille@example.org", REMOTE_ADDR="198.51.100.200")
    assert (status, len(jobs())) == (429, 30)
    assert "viennent de votre réseau" in page
    assert 'value="camille@example.org"' in page
    english = visit.post("/en/lost-tickets/", {"email": "camille@example.org"}, **home)
    assert (english.status_code, "from your network" in text(english)) == (429, True)
    assert asked(visit, "camille@example.org", **away)[0] == 303
    travel(minutes=16)
    assert asked(visit, "vera@example.org", **home)[0] == 303
    assert len(jobs()) == 32


def test_who_asked_and_for_whom_is_written_nowhere(visit: Client) -> None:
    asked(visit, "camille@example.org", REMOTE_ADDR="198.51.100.7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, times FROM notifications_quota")
        kept = cursor.fetchall()
    network = network_of(RequestFactory().get("/", CLIENT_ADDRESS="198.51.100.7"))
    assert [(len(key), times) for key, times in kept] == [(64, 1), (64, 1)]
    assert not any("camille" in key or network in key for key, _ in kept)


def test_a_used_ticket_says_so_and_keeps_its_address(
    paid: str, visit: Client, chain: Chain, purchase: Any
) -> None:
    from ouvreuse.booking import actions
    from ouvreuse.booking.queries import order_view

    view = order_view(purchase.identity(paid))
    code = view.tickets[0].payload
    assert actions.admit(code, cinemas=frozenset({chain.cinema}), user=None, way="typed").refusal is None
    html = text(visit.get(paid))
    assert "Utilisé à" in html
    assert visit.post(f"{paid}adresse/", {"email": "autre@example.org"}).status_code == 409


def test_before_payment_there_is_no_ticket(chain: Chain, visit: Client, purchase: Any) -> None:
    address = purchase.hold(chain.screening(), 3)
    assert visit.get(f"{address}billets.pdf")["Location"] == address
    assert visit.post(f"{address}renvoyer/")["Location"] == address
