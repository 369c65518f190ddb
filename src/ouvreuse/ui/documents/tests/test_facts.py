"""Facts travel through the outbox as JSON and come back equal."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from ouvreuse.ui.documents.facts import Supplement, TicketFacts, TicketSheet
from ouvreuse.ui.documents.tests.cast import sheet, ticket

pytestmark = pytest.mark.unit


def test_a_sheet_survives_the_outbox() -> None:
    rich = ticket(age_ban=12, supplements=(Supplement(label="Lunettes 3D", cents=100),), film_at=None)
    original = sheet(rich, ticket(row="", seat=""), demo=True)
    assert TicketSheet.from_json(json.loads(json.dumps(original.to_json()))) == original


@pytest.mark.parametrize("name", ["film", "price_cents", "starts_at", "qr"])
def test_a_missing_fact_is_named(name: str) -> None:
    data = ticket().to_json()
    del data[name]
    with pytest.raises(ValueError, match=name):
        TicketFacts.from_json(data)


@pytest.mark.parametrize(("name", "value"), [("price_cents", "950"), ("number", True), ("film", None)])
def test_a_fact_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        TicketFacts.from_json(ticket().to_json() | {name: value})


def test_impossible_facts_are_refused() -> None:
    with pytest.raises(ValueError, match="age_ban"):
        ticket(age_ban=13)
    with pytest.raises(ValueError, match="negative"):
        ticket(price_cents=-1)
    with pytest.raises(ValueError, match="offset"):
        ticket(starts_at=datetime(2026, 12, 5, 19, 15))  # noqa: DTZ001 - the very mistake under test
    with pytest.raises(ValueError, match="at least one"):
        TicketSheet.from_json(sheet().to_json() | {"tickets": []})
    with pytest.raises(ValueError, match="language"):
        sheet(language="de")


def test_the_total_holds_the_supplements() -> None:
    extras = (Supplement(label="3D", cents=100), Supplement(label="Duo", cents=250))
    assert ticket(supplements=extras).total_cents == 1300
