"""Reads of the room: links that open, and the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ouvreuse.accounts.models import AuditEntry, OneTimeLink, TrailLink, User
from ouvreuse.kernel import clock, ids


def setup_link_opens(token: str) -> bool:
    """Whether this setup link would open something now."""
    waiting = OneTimeLink.objects.filter(purpose="setup", ended_at=None, expires_at__gt=clock.now())
    return waiting.filter(fingerprint=ids.fingerprint(token)).exists()


def trail(*, cinemas: frozenset[int], chain: bool) -> QuerySet[AuditEntry]:
    """The entries about these cinemas, with who did each; with those about no cinema for who sees the chain."""
    seen = Q(cinema__in=cinemas) | (Q(cinema=None) if chain else Q(pk__in=()))
    return AuditEntry.objects.filter(seen).select_related("actor")


def people() -> list[tuple[int, str]]:
    """Everybody who ever had an account, by name."""
    return list(User.objects.order_by("name", "pk").values_list("pk", "name"))


def people_seen(cinemas: frozenset[int]) -> list[tuple[int, str]]:
    """Those who did something, or had something done, in these cinemas, by name."""
    seen = AuditEntry.objects.filter(cinema__in=cinemas)
    acted = seen.filter(actor=OuterRef("pk"))
    named = seen.filter(subject=Concat(Value("user:"), Cast(OuterRef("pk"), CharField())))
    people = User.objects.filter(Exists(acted) | Exists(named))
    return list(people.order_by("name", "pk").values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Chained:
    """How far the trail is chained, and the fingerprint of it all."""

    position: int
    hash: str
    at: datetime


def chained() -> Chained | None:
    """The head of the trail's chain; None while nothing is chained."""
    row: Any = TrailLink.objects.order_by("-position").values_list("position", "hash", "entry__at").first()
    return Chained(*row) if row else None
