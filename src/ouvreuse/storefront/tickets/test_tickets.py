"""Tickets found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.booking import flows
from ouvreuse.notifications.models import Message
from ouvreuse.storefront.checkout.test_checkout import hold, identity, pay, text

pytestmark = pytest.mark.integration


@pytest.fixture
def paid(chain: Chain, visit: Client, bank: Any) -> str:
    """The address of a paid order of two seats."""
    address = hold(visit, chain.screening(in_minutes=45), 3, 4)
    pay(visit, address, bank)
    flows.refresh(identity(address))
    return address


def test_sent_again_but_not_at_once_again(paid: str, visit: Client) -> None:
    assert visit.post(f"{paid}renvoyer/")["Location"] == f"{paid}?done=sent"
    assert "repartent vers camille@example.org" in text(visit.get(f"{paid}?done=sent"))
    again = visit.post(f"{paid}renvoyer/")
    assert again.status_code == 429
    assert "Réessayez dans une minute" in text(again)
    assert Message.objects.filter(template="booking/mail/tickets").count() == 2


def test_a_mistyped_address_is_corrected(paid: str, visit: Client) -> None:
    wrong = visit.post(f"{paid}adresse/", {"email": "camille@"})
    assert wrong.status_code == 422
    assert "pas une adresse e-mail" in text(wrong)
    assert (
        visit.post(f"{paid}adresse/", {"email": "camille.roux@example.org"})["Location"]
        == f"{paid}?done=address"
    )
    assert "camille.roux@example.org" in text(visit.get(paid))
    told = Message.objects.get(template="booking/mail/address_changed")
    assert told.address == "camille@example.org"


def test_lost_tickets_answer_the_same_for_anybody(paid: str, visit: Client) -> None:
    answers = []
    for email in ("camille@example.org", "personne@example.org"):
        answer = visit.post("/fr/billets-perdus/", {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1] == (303, "/fr/billets-perdus/?done=sent")
    assert "Si des billets" in text(visit.get("/fr/billets-perdus/?done=sent"))
    assert visit.post("/fr/billets-perdus/", {"email": "x"}).status_code == 422


def test_a_used_ticket_says_so_and_keeps_its_address(paid: str, visit: Client, chain: Chain) -> None:
    from ouvreuse.booking import actions
    from ouvreuse.booking.queries import order_view

    view = order_view(identity(paid))
    code = view.tickets[0].payload
    assert actions.admit(code, cinemas=frozenset({chain.cinema}), user=None, way="typed").refusal is None
    html = text(visit.get(paid))
    assert "Utilisé à" in html
    assert visit.post(f"{paid}adresse/", {"email": "autre@example.org"}).status_code == 409


def test_before_payment_there_is_no_ticket(chain: Chain, visit: Client) -> None:
    address = hold(visit, chain.screening(), 3)
    assert visit.get(f"{address}billets.pdf")["Location"] == address
    assert visit.post(f"{address}renvoyer/")["Location"] == address
