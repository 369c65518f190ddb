"""A visitor's browser for the tests of the public site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Pages remembered for two seconds must not travel from one test to the next."""
    from ouvreuse.storefront import caching

    caching.forget()
    yield
    caching.forget()


@pytest.fixture
def visit(database: None) -> Client:
    """A browser on our own site: what it posts carries our origin."""
    return Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})


@dataclass
class Purchase:
    """The steps of a purchase, each as a browser does it."""

    visit: Client
    bank: Any
    travel: Any

    def hold(self, screening: int, *places: int, **rates: int) -> str:
        """The order's address after a hold."""
        rates = rates or {"PLEIN": len(places)}
        form = {"key": str(uuid4()), "place": list(places), **rates}
        answer = self.visit.post(f"/fr/seance/{screening}/garder/", form)
        assert answer.status_code == 303
        return str(answer["Location"])

    def pay(self, address: str) -> None:
        """To the bank, and pay there; the site has not heard of it yet."""
        answer = self.visit.post(f"{address}payer/", {"email": "camille@example.org"})
        assert answer.status_code == 303
        assert answer["Location"].startswith(self.bank.url)
        session = next(part for part in answer["Location"].split("/") if part.startswith("cs_"))
        self.bank.order(pay=session.partition("?")[0].partition("#")[0])
        self.travel(seconds=3)

    @staticmethod
    def identity(address: str) -> UUID:
        """The order behind an address."""
        from ouvreuse.booking.queries import order_of

        return order_of(address.split("/")[3])


@pytest.fixture
def purchase(visit: Client, bank: Any, travel: Any) -> Purchase:
    """A visitor with a bank that pays when told to."""
    return Purchase(visit, bank, travel)
