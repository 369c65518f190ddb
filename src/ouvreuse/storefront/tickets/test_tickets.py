"""Tickets found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.cast import Chain

from ouvreuse.booking import flows

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


def test_lost_tickets_answer_the_same_for_anybody(paid: str, visit: Client) -> None:
    answers = []
    for email in ("camille@example.org", "personne@example.org"):
        answer = visit.post("/fr/billets-perdus/", {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1] == (303, "/fr/billets-perdus/?done=sent")
    assert "Si des billets" in text(visit.get("/fr/billets-perdus/?done=sent"))
    assert visit.post("/fr/billets-perdus/", {"email": "x"}).status_code == 422


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
