"""A fault told in the back office is read by the public at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.insights import queries
from ouvreuse.kernel import clock
from ouvreuse.storefront import caching
from ouvreuse.venues.models import Fault
from ouvreuse.venues.tests.factories import browser, member
from tests.cast import Chain

pytestmark = pytest.mark.integration


def wrong_things(staff: Client) -> str:
    """The dashboard as it is now."""
    queries.forget()
    return staff.get("/en/staff/cinema/le-phare/figures/").content.decode()


def test_a_fault_is_said_on_its_screenings_until_it_is_mended(chain: Chain) -> None:
    screening, later = chain.screening(in_minutes=60), chain.screening(in_minutes=3 * 24 * 60)
    elsewhere = chain.screening(free=True, in_minutes=60)
    usher = browser(member("ursule", cinema=chain.cinema))
    now = clock.now()
    facts = {"screen": chain.screen, "kind": "lift", "starts_at": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}",
             "ends_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}"}  # fmt: skip
    assert usher.post("/en/staff/cinema/le-phare/faults/", facts).status_code == 303
    wrong = usher.post("/en/staff/cinema/le-phare/faults/", facts | {"kind": "other"})
    assert (wrong.status_code, "Tell the public" in wrong.content.decode()) == (422, True)
    words = "out of service"
    visitor = Client(SERVER_NAME="localhost")

    def told(path: str) -> bool:
        caching.forget()
        return words in visitor.get(path).content.decode()

    assert told(f"/en/screening/{screening}/")
    assert told("/en/film/le-gardien/")
    assert not told(f"/en/screening/{later}/")
    assert not told(f"/en/screening/{elsewhere}/")
    staff = browser(member("odile", cinema=chain.cinema, role="owner"))
    assert words in staff.get(f"/en/staff/cinema/le-phare/screenings/{screening}/").content.decode()
    for page in (
        f"/en/counter/le-phare/{screening}/",
        "/en/door/le-phare/",
        "/en/door/le-phare/screen/1/",
        "/en/door/",
    ):
        assert words in staff.get(page).content.decode(), page
    for page in (f"/en/counter/le-phare/{later}/", "/en/door/le-phare/screen/2/"):
        assert words not in staff.get(page).content.decode(), page
    assert "Salle 1 (way without a step)" in wrong_things(staff)
    fault = Fault.objects.get()
    assert usher.post(f"/en/staff/cinema/le-phare/faults/{fault.id}/close/").status_code == 303
    assert not told(f"/en/screening/{screening}/")
    assert not told("/en/film/le-gardien/")
    assert words not in staff.get("/en/door/le-phare/").content.decode()
    assert "way without a step" not in wrong_things(staff)
    assert {entry.verb for entry in AuditEntry.objects.all()} >= {"report_fault", "close_fault"}
