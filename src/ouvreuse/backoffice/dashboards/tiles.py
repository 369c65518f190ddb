"""What a dashboard is made of, and what its makers work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ouvreuse.backoffice.dashboards import words
from ouvreuse.backoffice.dashboards.scope import Scope
from ouvreuse.insights.queries import business_day
from ouvreuse.insights.rules import Days, Glance


@dataclass(frozen=True, slots=True)
class Versus:
    """What a figure was before, and how it has changed."""

    name: str
    value: str
    change: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A box of the dashboard; ``template`` draws it from ``facts``. ``url``: the rows behind it."""

    key: str
    name: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    definitions: tuple[words.Definition, ...] = ()
    url: str = ""
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the makers of tiles work with."""

    glance: Glance
    scope: Scope

    @property
    def days(self) -> Days:
        """The day looked at and what it is compared with."""
        return self.glance.days

    def admissions(self, day: date) -> int | None:
        """Of the screenings of a day; nothing when nothing is known of it."""
        return self.glance.shows_on([day]).admissions if self.glance.known(day) else None

    def takings(self, day: date) -> int | None:
        """Booked on a day; nothing when nothing is known of it, or it is still to come."""
        today = business_day(self.glance.as_of, zone=self.scope.zone)
        known = self.glance.known(day) and day <= today
        return self.glance.taken_on([day]).takings if known else None

    @property
    def now(self) -> bool:
        """Whether the day looked at is the one under way."""
        return business_day(self.glance.as_of, zone=self.scope.zone) == self.days.day
