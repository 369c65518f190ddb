"""The till: a float, what moves, a blind count; what is written down stays (R8.12)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError
from django.test import Client
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry, User
from ouvreuse.booking.actions import refund_tickets, sell
from ouvreuse.counter.tests.printer import printing
from ouvreuse.payments import actions as payments
from ouvreuse.payments.errors import BadCount, NoOpenShift, ShiftOpen
from ouvreuse.payments.models import Movement, Shift, Till
from ouvreuse.payments.rules.drawer import change_of, counted_sum
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/fr/counter/le-phare/shift/"


@pytest.fixture
def clerk(chain: Chain) -> User:
    return member("bruno", cinema=chain.cinema, role="box_office")


@pytest.fixture
def till(clerk: User) -> Client:
    return browser(clerk)


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def begun(till: Client, float_: str = "100") -> Shift:
    assert till.post(HERE, {"float": float_}).status_code == 303
    return Shift.objects.get(closed_at=None)


def test_a_day_at_the_till(chain: Chain, till: Client, clerk: User) -> None:
    assert "la caisse 1 est créée" in text(till.get(HERE))
    shift = begun(till)
    first = sell(chain.screening(in_minutes=60), places=[1, 2], rates=["PLEIN"] * 2, actor=clerk.id)
    sell(chain.screening(in_minutes=260), places=[1], rates=["PLEIN"], means="terminal", actor=clerk.id)
    refund_tickets(first, reason="ill", actor=clerk.id)
    sell(chain.screening(in_minutes=460), places=[1], rates=["PLEIN"], actor=clerk.id)
    path = f"{HERE}{shift.id}/"
    assert till.post(f"{path}move/", {"amount": "50", "way": "out", "reason": ""}).status_code == 422
    assert till.post(f"{path}move/", {"amount": "500", "way": "out", "reason": "bank"}).status_code == 422
    assert till.post(f"{path}move/", {"amount": "50,00", "way": "out", "reason": "bank"}).status_code == 303
    counting = text(till.get(f"{path}close/"))
    assert "59,50" not in counting, "the count is blind"
    assert "59,50" not in text(till.get(path)), "so is the report while the till is open"
    assert till.post(f"{path}close/", {}).status_code == 422
    assert till.post(f"{path}close/", {"counted": "1", "c5000": "x"}).status_code == 422
    closed = till.post(
        f"{path}close/", {"counted": "1", "c5000": "1", "c500": "1", "c200": "2", "note": "50 c lost"}
    )
    assert closed["Location"] == path
    shift.refresh_from_db()
    assert (shift.expected, shift.counted) == (10_000 + 1900 - 1900 + 950 - 5000, 5900)
    report = text(till.get(path))
    for said in (
        "Devrait être dans le tiroir 59,50",
        "Compté 59,00",
        "-0,50",
        "manquant",
        "50 c lost",
        "1 × 50,00",
    ):
        assert said in report, said
    assert re.search(r"Terminal 9,50", report)
    verbs = (
        AuditEntry.objects.filter(subject=f"shift:{shift.id}").order_by("at").values_list("verb", flat=True)
    )
    assert list(verbs) == ["open_shift", "move_cash", "close_shift"]


def test_one_till_one_person_at_a_time(chain: Chain, till: Client, clerk: User) -> None:
    shift = begun(till)
    again = till.post(HERE, {"float": "10", "till": str(shift.till_id)})
    assert (again.status_code, "Vous tenez déjà une caisse" in text(again)) == (409, True)
    other = member("carla", cinema=chain.cinema, role="box_office")
    with pytest.raises(ShiftOpen):
        payments.open_shift(shift.till_id, cinema=chain.cinema, user=other.id, float_cents=0)
    path = f"{HERE}{shift.id}/"
    assert "Bruno" in text(browser(other).get(HERE))
    form = {"counted": "1", "c100": "1"}
    browser(other).post(f"{path}close/", form)
    assert Shift.objects.get().closed_at is None, "a colleague does not close it"
    owner = browser(member("olga", cinema=chain.cinema, role="owner"))
    assert owner.post(f"{path}close/", form).status_code == 303
    assert Shift.objects.get().closed_by.name == "Olga"


@pytest.mark.parametrize("typed", ["", "-1", "1e3", "a", "1.234", "9999999", "٣"])
def test_a_float_that_is_no_sum_is_told(till: Client, typed: str) -> None:
    answer = till.post(HERE, {"float": typed})
    assert answer.status_code == 422
    assert not Shift.objects.exists()


def test_nothing_moves_after_the_count(
    chain: Chain, till: Client, clerk: User, superuser: psycopg.Connection
) -> None:
    shift = begun(till)
    assert payments.close_shift(shift.id, user=clerk.id, counts={10_000: 1}) == 0
    with pytest.raises(NoOpenShift):
        sell(chain.screening(), places=[1], rates=["PLEIN"], actor=clerk.id)
    with pytest.raises(NoOpenShift):
        payments.move_cash(shift.id, user=clerk.id, amount=100, reason="late")
    with pytest.raises(NoOpenShift):
        payments.close_shift(shift.id, user=clerk.id, counts={})
    with pytest.raises(DatabaseError):
        Movement.objects.create(
            shift=shift, kind="addition", amount=5, reason="x", user=clerk, at=shift.opened_at
        )
    with pytest.raises(DatabaseError):
        Shift.objects.filter(id=shift.id).update(note="another")
    with pytest.raises(DatabaseError):
        Movement.objects.update(amount=1)
    with pytest.raises(DatabaseError):
        Movement.objects.all().delete()
    with pytest.raises(psycopg.Error, match="only ever added"):
        superuser.execute("UPDATE payments_movement SET amount = 1")


def test_the_report_is_paper_too(chain: Chain, till: Client, clerk: User) -> None:
    shift = begun(till)
    assert till.post(f"{HERE}{shift.id}/print/").status_code == 409, "no printer"
    payments.close_shift(shift.id, user=clerk.id, counts={10_000: 1})
    with printing() as printer:
        Till.objects.update(printer_host="127.0.0.1", printer_port=printer.port)
        assert till.post(f"{HERE}{shift.id}/print/").status_code == 303
    assert "Devrait être dans le tiroir: 100,00 €".encode("cp1252") in printer.paper
    assert "Écart: 0,00 €".encode("cp1252") in printer.paper


def test_sums_of_pieces_and_change() -> None:
    assert counted_sum({5000: 2, 1: 3}) == 10_003
    assert change_of(2000, due=950) == 1050
    for wrong in ({3: 1}, {100: -1}, {100: 10_001}):
        with pytest.raises(BadCount):
            counted_sum(wrong)
    with pytest.raises(BadCount):
        change_of(900, due=950)


def test_a_shift_of_another_cinema_is_not_found(till: Client) -> None:
    assert till.get(f"{HERE}{UUID(int=1)}/").status_code == 404
