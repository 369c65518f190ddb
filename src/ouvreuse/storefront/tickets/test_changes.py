"""A changed screening on the order's own page: told, and answered by one click; a second click does nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.booking import actions, flows
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.changes import Alteration, altered_plan
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration


def text(answer: Any) -> str:
    return str(answer.content.decode())


def bought(chain: Chain, purchase: Any, *, in_minutes: int = 600) -> tuple[str, int]:
    screening = chain.screening(in_minutes=in_minutes)
    address = purchase.hold(screening, 3, 4)
    purchase.pay(address)
    flows.refresh(purchase.identity(address))
    return address, screening


def shift(screening: int) -> None:
    alteration = Alteration(pre_show_min=25)
    seen = altered_plan(screening, alteration=alteration).seen
    actions.alter_screening(screening, alteration=alteration, reason="Panne de <projecteur>", seen=seen)


def notice_in(page: str) -> str:
    return page.split('name="notice" value="')[1].split('"', maxsplit=1)[0]


def test_SHOW_04_the_page_says_what_changed_and_one_may_keep(
    chain: Chain, purchase: Any, visit: Client
) -> None:
    address, screening = bought(chain, purchase)
    assert "Votre séance a changé" not in text(visit.get(address))
    shift(screening)
    page = text(visit.get(address))
    assert "Votre séance a changé" in page
    assert "Panne de &lt;projecteur&gt;" in page
    form = {"notice": notice_in(page), "answer": "keep"}
    for _ in range(2):
        assert visit.post(f"{address}repondre/", form)["Location"] == f"{address}?done=kept"
    page = text(visit.get(address))
    assert "Vous gardez vos billets" in page
    assert 'value="keep"' not in page
    assert 'value="refund"' in page, "one may still change one’s mind"


def test_SHOW_04_refunded_by_one_click_however_often(chain: Chain, purchase: Any, visit: Client) -> None:
    address, screening = bought(chain, purchase)
    shift(screening)
    form = {"notice": notice_in(text(visit.get(address))), "answer": "refund"}
    for _ in range(2):
        assert visit.post(f"{address}repondre/", form)["Location"] == f"{address}?done=refunded"
    view = order_view(purchase.identity(address))
    assert (view.state, view.refunded) == ("refunded", 1900)
    english = address.replace("/fr/commande/", "/en/order/")
    assert visit.get(f"{english}answer/")["Location"] == english, "only what a form sends acts"


def test_a_cancelled_screening_is_exchanged_by_one_click(chain: Chain, purchase: Any, visit: Client) -> None:
    other = chain.screening(in_minutes=900)
    address, screening = bought(chain, purchase)
    actions.cancel_screening(screening, reason="grève", refund_at=clock.now() + timedelta(hours=5))
    page = text(visit.get(address))
    assert "Cette séance est annulée" in page
    assert f'name="screening" value="{other}"' in page
    form = {"notice": notice_in(page), "answer": "exchange", "screening": str(other)}
    for _ in range(2):
        assert visit.post(f"{address}repondre/", form)["Location"] == f"{address}?done=exchanged"
    view = order_view(purchase.identity(address))
    assert {t.screening for t in view.tickets} == {other}
    page = text(visit.get(address))
    assert page.count('class="card ticket"') == 2


@pytest.mark.parametrize(
    "form",
    [
        {}, {"answer": "keep"}, {"answer": "refund", "notice": "x" * 40}, {"answer": "sing", "notice": "1"},
        {"answer": "exchange", "notice": "999999999999", "screening": "-1"},
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_in_words(
    chain: Chain, purchase: Any, visit: Client, form: dict[str, str]
) -> None:
    address, screening = bought(chain, purchase)
    shift(screening)
    answer = visit.post(f"{address}repondre/", form)
    assert answer.status_code == 409
    assert 'role="alert"' in text(answer)
    assert visit.post("/fr/commande/nonsense/repondre/", form).status_code == 404


def test_an_exchange_that_is_not_offered_is_refused(chain: Chain, purchase: Any, visit: Client) -> None:
    address, screening = bought(chain, purchase)
    banned = chain.screening(in_minutes=900, banned=True)
    shift(screening)
    form = {"notice": notice_in(text(visit.get(address))), "answer": "exchange", "screening": str(banned)}
    assert visit.post(f"{address}repondre/", form).status_code == 409
    assert {t.screening for t in order_view(purchase.identity(address)).tickets} == {screening}
