"""A programmer at work on a week a fortnight ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from tests.cast import Chain
from tests.guides.pages import Page

from ouvreuse.accounts.models import User
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme import actions
from ouvreuse.programme.models import Screening
from ouvreuse.venues.tests.factories import browser, member

PARIS = ZoneInfo("Europe/Paris")
BASE = "/en/staff/cinema/le-phare/planning/"


@dataclass
class Work:
    """A programmer's browser and the week on its page."""

    chain: Chain
    user: User
    client: Client
    week: CinemaWeek
    base: str = BASE

    def at(self, day: int, clock_: str = "20:15") -> datetime:
        """The instant of a wall time on the n-th day of the week, Wednesday 0."""
        return datetime.combine(self.day(day), time.fromisoformat(clock_), PARIS).astimezone(UTC)

    def day(self, number: int) -> date:
        return self.week.opening + timedelta(days=number)

    def draft(self, day: int = 0, clock_: str = "20:15", **more: Any) -> int:
        facts = {
            "screen": self.chain.screen,
            "version": self.chain.version,
            "price_version": self.chain.price_version,
        }
        return actions.plan_screening(actions.Plan(starts_at=self.at(day, clock_), **{**facts, **more}))

    def get(self, path: str = "", **asked: str) -> Any:
        return self.client.get(f"{self.base}{path}", {"week": self.week.number, **asked})

    def form(self, page: Any, *, offers: str) -> dict[str, list[str]]:
        """What the form with that field would send, left untouched."""
        found = next(form for form in Page(page.content.decode()).forms if offers in form.offered)
        return {name: values for name, values in found.sent.items() if name != "csrfmiddlewaretoken"}

    def post(self, path: str, *, json: bool = False, **fields: Any) -> Any:
        headers = {"Accept": "application/json"} if json else {}
        return self.client.post(f"{self.base}{path}?week={self.week.number}", fields, headers=headers)

    def move(self, screening: int, *, json: bool = True, **fields: Any) -> Any:
        edits = Screening.objects.get(id=screening).edits
        return self.post("move/", json=json, **{"screening": screening, "edits": edits, **fields})


def programmer(chain: Chain, name: str) -> Work:
    """Somebody who plans at Le Phare, with the week after next before them."""
    user = member(name, cinema=chain.cinema, role="programmer")
    today = clock.now().astimezone(PARIS).date()
    return Work(chain, user, browser(user), CinemaWeek.of_day(today + timedelta(days=14)))
