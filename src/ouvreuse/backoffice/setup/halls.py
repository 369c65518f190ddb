"""Halls as the setup shows and draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from ouvreuse.venues.models import Screen, SeatMap
from ouvreuse.venues.rules import Plan, free_hall, legal_wheelchair_minimum, rectangle


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall with what its newest plan holds."""

    id: int
    number: int
    name: str
    free_seating: bool
    places: int
    spaces: int

    @property
    def minimum(self) -> int:
        """How many wheelchair spaces the law asks for."""
        return legal_wheelchair_minimum(self.places) if self.places else 0


def halls_of(cinema: int) -> list[Hall]:
    """The halls of a cinema in their order."""
    newest = SeatMap.objects.filter(screen=OuterRef("pk")).order_by("-version")
    rows = (
        Screen.objects.filter(cinema_id=cinema)
        .annotate(places=Subquery(newest.values("capacity")[:1]), kinds=Subquery(newest.values("kinds")[:1]))
        .order_by(F("number"))
    )
    return [
        Hall(row.id, row.number, row.name, row.free_seating, row.places or 0, (row.kinds or "").count("W"))
        for row in rows
    ]


def plan_asked(asked: Mapping[str, Any]) -> Plan:
    """The plan of a hall form. Raises ``BadPlan``."""
    spaces = asked["spaces"] or 0
    if asked["seating"] == "free":
        return free_hall(asked["capacity"], spaces=spaces)
    return rectangle(
        asked["rows"], seats=asked["seats"], spaces=spaces, at_the_back=asked["spaces_at"] != "front"
    )
