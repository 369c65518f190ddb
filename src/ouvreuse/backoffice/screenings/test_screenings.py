"""Screenings in the back office: the list, the page of one, and each change by its pages alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain, plan_of
from tests.rig.orders import take

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking import actions, flows
from ouvreuse.booking.models import Order, ScreeningChange, Ticket
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.tests.factories import paid
from ouvreuse.kernel import clock
from ouvreuse.payments.models import Payment
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Screen, SeatMap
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/en/staff/cinema/le-phare/screenings/"


def text(answer: Any) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return str(answer.content.decode())


@pytest.fixture
def programmer(chain: Chain) -> Client:
    return browser(member("paula", cinema=chain.cinema, role="programmer"))


def small_screen(chain: Chain, rows: int = 2, columns: int = 4) -> int:
    row = Screen.objects.create(cinema_id=chain.cinema, number=7, name="Salle 7")
    seats = plan_of(rows, columns)
    SeatMap.objects.create(
        screen=row, version=1, capacity=len(seats), kinds="S" * len(seats), partners=[0] * len(seats), seats=seats,
        created_at=clock.now(),
    )  # fmt: skip
    return row.id


def sold(screening: int, *places: int) -> UUID:
    return actions.sell(screening, places=places, rates=["PLEIN"] * len(places), email="camille@example.org")


def value_of(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_list_filters_sorts_and_exports(chain: Chain, programmer: Client) -> None:
    first, later = chain.screening(in_minutes=300), chain.screening(in_minutes=4000, banned=True)
    old = chain.screening(in_minutes=-5000)
    sold(first, 1, 2)
    page = text(programmer.get(HERE))
    assert f"{HERE}{first}/" in page
    assert f"{HERE}{later}/" in page
    assert f"{HERE}{old}/" not in page, "what is long over is not listed by default"
    assert ">2<" in page
    assert f"{HERE}{later}/" not in text(programmer.get(f"{HERE}?film=gardien"))
    day = (clock.now() - timedelta(days=5)).date().isoformat()
    assert f"{HERE}{old}/" in text(programmer.get(f"{HERE}?since={day}"))
    for bad in (
        "?since=soon&until=9999-99-99",
        "?screen=x&state=y&page=-1",
        "?since=0001-01-01",
        "?sort=password",
    ):
        assert programmer.get(f"{HERE}{bad}").status_code == 200
    export = text(programmer.get(f"{HERE}?export=csv"))
    assert "Le Gardien" in export
    assert "La Lame" in export


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_pages_cost_the_same_for_one_and_for_many(chain: Chain, programmer: Client) -> None:
    screening = chain.screening(in_minutes=300)
    sold(screening, 1)
    programmer.get(HERE)
    few, one = statements(programmer, HERE), statements(programmer, f"{HERE}{screening}/")
    for number in range(1, 12):
        other = chain.screening(in_minutes=300 + 200 * number)
        sold(other, 5)
        sold(screening, number + 1)
    assert (statements(programmer, HERE), statements(programmer, f"{HERE}{screening}/")) == (few, one)
    assert few <= 10
    assert one <= 13


def test_the_page_of_one_says_how_it_fills_and_who_bought(chain: Chain, programmer: Client) -> None:
    screening = chain.screening(in_minutes=40)
    order = sold(screening, 1, 2)
    take(screening, 5)
    actions.block_seats(screening, places=[9])
    ticket = order_view(order).tickets[0]
    actions.admit(ticket.payload, cinemas=frozenset({chain.cinema}), user=None, way="typed")
    page = text(programmer.get(f"{HERE}{screening}/"))
    assert "2 of 40 seats sold" in page
    assert "inside : 1, " in page or "inside : 1" in page
    assert "camille@example.org" not in page, "addresses are for those who may see orders"
    owner = browser(member("olga", cinema=chain.cinema, role="owner"))
    seen = owner.get(f"{HERE}{screening}/")
    assert "camille@example.org" in text(seen)
    link = f'href="/en/staff/cinema/le-phare/orders/{order_view(order).code}/"'
    assert link in seen.content.decode(), "who may see orders goes on to each"
    assert link not in programmer.get(f"{HERE}{screening}/").content.decode()
    assert programmer.get(f"{HERE}999999/").status_code == 404


def test_SHOW_01_moved_by_its_pages(chain: Chain, programmer: Client) -> None:
    screening, to = chain.screening(in_minutes=300), small_screen(chain)
    orders = [sold(screening, n, n + 1) for n in range(1, 12, 2)]
    swap = chain.screening(in_minutes=900)
    path = f"{HERE}{screening}/move/"
    assert "Salle 7, 8 seats" in text(programmer.get(path))
    page = text(programmer.get(f"{path}?screen={to}"))
    assert page.count('name="unseated-') == 2
    assert "Another screening is in this screen" not in page
    form = {"screen": to, "seen": value_of("seen", page)}
    assert programmer.post(path, form).status_code == 422, "a reason is needed"
    form |= {"reason": "Projector", f"unseated-{orders[4]}": "0"}
    answer = programmer.post(path, form)
    assert answer.status_code == 422
    assert "Decide for each order" in text(answer)
    form[f"unseated-{orders[5]}"] = str(swap)
    answer = programmer.post(path, form)
    assert answer["Location"] == f"{HERE}{screening}/changes/1/"
    page = text(programmer.get(answer["Location"]))
    assert "Orders with new seats: 4." in page
    assert "Salle 7" in page
    assert Screening.objects.get(id=screening).screen_id == to
    assert order_view(orders[5]).tickets[0].screening == swap
    assert AuditEntry.objects.get(verb="move_screening").actor is not None


def test_a_plan_that_is_no_longer_true_is_shown_anew(chain: Chain, programmer: Client) -> None:
    screening, to = chain.screening(in_minutes=300), small_screen(chain)
    sold(screening, 1)
    path = f"{HERE}{screening}/move/"
    seen = value_of("seen", text(programmer.get(f"{path}?screen={to}")))
    sold(screening, 2)
    answer = programmer.post(path, {"screen": to, "seen": seen, "reason": "Projector"})
    page = text(answer)
    assert answer.status_code == 422
    assert "here is the new preview" in page
    assert value_of("seen", page) != seen
    assert 'value="Projector"' in page, "what was typed stays"
    again = programmer.post(path, {"screen": to, "seen": value_of("seen", page), "reason": "Projector"})
    assert again.status_code == 303


def test_SHOW_04_shifted_by_its_pages(chain: Chain, programmer: Client) -> None:
    screening = chain.screening(in_minutes=3000)
    order = sold(screening, 1)
    path = f"{HERE}{screening}/alter/"
    page = text(programmer.get(path))
    form = {
        "day": value_of("day", page),
        "time": "23:30",
        "version": str(chain.version),
        "pre_show_min": "15",
    }
    page = text(programmer.get(path, form))
    assert "23:30" in page
    answer = programmer.post(path, form | {"seen": value_of("seen", page), "reason": "Late guest"})
    assert answer.status_code == 303
    local = Screening.objects.get(id=screening).starts_at.astimezone(
        order_view(order).shows[0].facts.local_start.tzinfo
    )
    assert f"{local:%H:%M}" == "23:30"
    assert "Late guest" in text(programmer.get(f"{HERE}{screening}/"))


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2027-03-28", "02:30", "does not exist"),
        ("2027-10-31", "02:30", "exists twice"),
        ("2020-01-01", "20:00", "passed already"),
        ("never", "late", "Enter a valid"),
    ],
)
def test_SHOW_03_a_time_that_is_none_is_refused_in_words(
    chain: Chain, programmer: Client, day: str, time: str, words: str
) -> None:
    screening = chain.screening(in_minutes=3000)
    answer = programmer.get(
        f"{HERE}{screening}/alter/",
        {"day": day, "time": time, "version": chain.version, "pre_show_min": 15},
    )
    assert answer.status_code == 422
    assert words in text(answer)
    assert f'value="{day}"' in text(answer), "what was typed stays"


def test_SHOW_05_replaced_by_its_pages_and_younger_people_are_thought_of(
    chain: Chain, programmer: Client
) -> None:
    screening, _other = chain.screening(in_minutes=3000), chain.screening(in_minutes=6000, banned=True)
    sold(screening, 1)
    path = f"{HERE}{screening}/alter/"
    page = text(programmer.get(path))
    assert "La Lame (VF)" in page
    form = {
        "day": value_of("day", page), "time": value_of("time", page), "version": str(chain.banned_version),
        "pre_show_min": "15",
    }  # fmt: skip
    page = text(programmer.get(path, form))
    assert "forbidden to younger people" in page
    assert programmer.post(path, form | {"seen": value_of("seen", page), "reason": "Copy"}).status_code == 303
    assert Screening.objects.get(id=screening).film_id == chain.banned_film


def test_SHOW_02_the_preview_says_whether_the_providers_balance_covers_it(
    chain: Chain, programmer: Client, bank: Any
) -> None:
    screening = chain.screening(in_minutes=3000)
    path = f"{HERE}{screening}/cancel/"
    sold(screening, 1)
    assert "card provider" not in text(programmer.get(path)), "the till's money needs no balance there"
    paid(bank, screening, 2, 3)
    enough = text(programmer.get(path))
    assert "for you: enough" in enough
    cents = Payment.objects.get(means="card").captured
    bank.order(paid_out=cents - 400)
    assert f"holds €4.00 for you: €{cents / 100 - 4:.2f} are missing" in text(programmer.get(path))
    bank.order(faults=[{"call": "balance.retrieve", "do": "cut", "count": 2}])
    silent = text(programmer.get(path))
    assert "is not known" in silent
    form = {"seen": value_of("seen", silent), "reason": "Strike", "delay": "0", "confirmation": "le gardien"}
    assert programmer.post(path, form).status_code == 303, "nobody waits for the provider's answer"


def test_SHOW_02_cancelled_only_when_it_is_typed_and_followed_to_the_end(
    chain: Chain, programmer: Client
) -> None:
    screening = chain.screening(in_minutes=3000)
    orders = [sold(screening, 1, 2), sold(screening, 5)]
    path = f"{HERE}{screening}/cancel/"
    page = text(programmer.get(path))
    assert "€28.50" in page
    form = {"seen": value_of("seen", page), "reason": "Strike", "delay": "0", "confirmation": "yes"}
    answer = programmer.post(path, form)
    assert answer.status_code == 422
    assert "type the film’s title" in text(answer)
    assert Screening.objects.get(id=screening).state == "published"
    answer = programmer.post(path, form | {"confirmation": " le GARDIEN"})
    assert answer.status_code == 303
    page = text(programmer.get(answer["Location"]))
    assert "0 of 2 orders" in page
    assert 'data-seconds="3"' in page
    for order in orders:
        flows.refund_cancelled(order, screening=screening)
    page = text(programmer.get(answer["Location"]))
    assert "2 of 2 orders" in page
    assert "data-seconds" not in page
    assert "say the same sum" in page
    assert page.count("€28.50") == 4, "due, booked, asked, and waiting at the box office where it was paid"
    assert "handed back at the box office" in page
    assert programmer.post(path, form).status_code == 422, "it is cancelled already"
    assert Ticket.objects.filter(voided_at__isnull=True).count() == 0
    assert Order.objects.filter(state="refunded").count() == 2


def test_SHOW_02_the_number_of_tickets_confirms_and_refunds_may_wait(
    chain: Chain, programmer: Client
) -> None:
    screening = chain.screening(in_minutes=3000)
    sold(screening, 1, 2)
    path = f"{HERE}{screening}/cancel/"
    form = {
        "seen": value_of("seen", text(programmer.get(path))), "reason": "Strike", "delay": "24", "confirmation": "2",
    }  # fmt: skip
    answer = programmer.post(path, form)
    assert "Who has not exchanged by" in text(programmer.get(answer["Location"]))
    change = ScreeningChange.objects.get()
    assert change.refund_at is not None
    assert change.refund_at > clock.now() + timedelta(hours=23)


def test_who_may_look_may_not_change(chain: Chain) -> None:
    screening = chain.screening(in_minutes=3000)
    sold(screening, 1)
    seller = browser(member("bob", cinema=chain.cinema, role="box_office"))
    page = text(seller.get(f"{HERE}{screening}/"))
    assert "Cancel the screening" not in page
    for act in ("move", "alter", "cancel"):
        assert seller.get(f"{HERE}{screening}/{act}/").status_code == 403
        assert seller.post(f"{HERE}{screening}/{act}/").status_code == 403
