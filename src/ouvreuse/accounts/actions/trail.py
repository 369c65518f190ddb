"""The trail: who did what. Written with the act, never changed, chained a minute later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.kernel import clock, trace


def record_each(
    verb: str,
    told: Mapping[str, dict[str, Any]],
    *,
    actor: int | None = None,
    actor_label: str = "cli",
    cinema: int | None = None,
) -> None:
    """``record`` for many subjects at once; ``told``: the facts of each (inner)."""
    at, correlation = clock.now(), trace.correlation_id()
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at, actor_id=actor, actor_label=actor_label, verb=verb, subject=subject, cinema=cinema,
            facts=facts, correlation_id=correlation,
        )
        for subject, facts in told.items()
    )  # fmt: skip


def record(
    verb: str,
    *,
    subject: str,
    actor: int | None = None,
    actor_label: str = "cli",
    cinema: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write who did what into the trail, in the transaction of the act (inner)."""
    record_each(verb, {subject: facts or {}}, actor=actor, actor_label=actor_label, cinema=cinema)


def seal_trail() -> int:
    """Chain the entries that are not yet; returns how many. Two at once queue up (docs/adr/0027)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal_trail()")
        return int(cursor.fetchone()[0])
