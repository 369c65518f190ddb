"""Groups in the back office: from the request to the invoice, through pages alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.backoffice.groups.forms import checks
from ouvreuse.booking.actions import GroupAsked, save_group
from ouvreuse.booking.models import GroupBooking, GroupClass, GroupInvoice
from ouvreuse.kernel import clock
from ouvreuse.notifications.models import Message
from ouvreuse.programme.models import Screening
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration
HERE = "/fr/staff/cinema/le-phare/groups/"
SIRET = "73282932000074"


@pytest.fixture
def office(chain: Chain) -> Client:
    """A clerk's browser."""
    return browser(member("bruno", cinema=chain.cinema, role="box_office"))


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def asked(screening: int, **more: Any) -> dict[str, Any]:
    return {
        "screening": screening, "kind": "school", "organisation": "École Jules-Ferry", "language": "fr", "pupils": 20,
        "rate_code": "SCOL", "companions": 2, "companion_rate": "ACCOMP", "email": "ecole@example.org", "siret": SIRET,
        "service_code": "SCO", "engagement": "2026-118", **more,
    }  # fmt: skip


def day_of(screening: int) -> str:
    starts = Screening.objects.get(id=screening).starts_at
    return starts.astimezone(ZoneInfo("Europe/Paris")).date().isoformat()


def test_a_school_from_its_call_to_its_invoice(
    chain: Chain, office: Client, travel: Callable[..., None]
) -> None:
    screening = chain.screening(in_minutes=45)
    form = f"{HERE}new/?day={day_of(screening)}"
    assert "Le Gardien" in text(office.get(form))
    made = office.post(form, asked(screening))
    assert made.status_code == 303, text(made)
    one = made["Location"]
    assert "50,00" in text(office.get(one))
    assert office.get(f"{one}paper.pdf")["Content-Type"] == "application/pdf"
    assert office.post(f"{one}mail/").status_code == 303
    assert Message.objects.get(template="booking/mail/group").address == "ecole@example.org"
    assert office.post(f"{one}option/", {"day": day_of(screening)}).status_code == 303
    assert office.post(f"{one}confirm/").status_code == 303
    refused = office.post(f"{one}count/", {"name": "A", "pupils": 5, "companions": 0})
    assert refused.status_code == 422, "ten at least at this rate"
    assert 'value="A"' in refused.content.decode(), "nothing typed is lost"
    assert office.post(f"{one}count/", {"name": "A", "pupils": 19, "companions": 1}).status_code == 303
    page = text(office.get(one))
    assert "20 personnes sont venues" in page, page
    assert office.post(f"{one}close/").status_code == 303
    assert office.post(f"{one}invoice/").status_code == 409, "not before the end"
    travel(hours=4)
    assert office.post(f"{one}invoice/").status_code == 303
    assert GroupInvoice.objects.get().total == 19 * 250
    assert office.get(f"{one}paper.pdf")["Content-Type"] == "application/pdf"
    counted = GroupClass.objects.get().id
    assert office.post(f"{one}classes/{counted}/take-back/", {"reason": "late"}).status_code == 409
    assert "47,50" in text(office.get(one))


def test_what_is_wrong_is_said_and_kept(chain: Chain, office: Client) -> None:
    screening = chain.screening(in_minutes=600)
    form = f"{HERE}new/?day={day_of(screening)}"
    for wrong in ({"siret": "12345678901234"}, {"pupils": 0}, {"companions": 9}, {"organisation": ""}):
        page = office.post(form, asked(screening, contact="Mme Petit", **wrong))
        assert page.status_code == 422, wrong
        assert "Mme Petit" in page.content.decode()
    assert not GroupBooking.objects.exists()
    assert office.get(f"{HERE}new/?day=2031-01-01").status_code == 200
    assert checks(SIRET)
    assert not checks("73282932000075")


def test_the_list_costs_the_same_for_one_and_for_many(chain: Chain, office: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get(HERE).status_code == 200
        return len(seen)

    screening = chain.screening(in_minutes=600)

    def add() -> None:
        save_group(
            GroupAsked(screening, kind="group", organisation="Les Amis", pupils=15, rate_code="GROUPE"),
            cinema=chain.cinema,
        )

    add()
    cost()
    few = cost()
    for _ in range(4):
        add()
    assert cost() == few <= 10
    assert text(office.get(HERE, {"state": "option"})).count("Les Amis") == 0
    assert clock.now()


def test_an_inspector_reads_and_changes_nothing(chain: Chain) -> None:
    screening = chain.screening(in_minutes=600)
    booking = save_group(
        GroupAsked(screening, kind="group", organisation="Les Amis", pupils=15, rate_code="GROUPE"),
        cinema=chain.cinema,
    )
    reader = browser(member("ines", cinema=chain.cinema, role="inspector"))
    page = reader.get(f"{HERE}{booking}/")
    assert page.status_code == 200
    assert "/groups/" not in "".join(re.findall(r'action="[^"]*"', page.content.decode()))
    assert reader.post(f"{HERE}{booking}/confirm/").status_code == 403
