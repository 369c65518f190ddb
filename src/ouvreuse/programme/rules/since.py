"""What a week has become since it was published: new, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOWN = (
    "starts_at",
    "screen_id",
    "version_id",
    "price_version_id",
    "pre_show_min",
    "turnaround_min",
    "kind",
    "labels",
    "note_fr",
    "note_en",
    "web_closes_at",
    "counter_opens_at",
    "counter_closes_at",
    "quotas",
    "quota_release_min",
    "state",
)
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Since:
    """One screening: ``before`` None, it is new; ``after`` None, it is gone; else the names that changed."""

    id: int
    before: Facts | None
    after: Facts | None
    fields: tuple[str, ...] = ()


def since(before: Mapping[int, Facts], after: Mapping[int, Facts]) -> list[Since]:
    """Every screening that is not what it was, by the start it has, or had."""
    found = []
    for id in before.keys() | after.keys():
        was, now = before.get(id), after.get(id)
        fields = tuple(name for name in SHOWN if was and now and was.get(name) != now.get(name))
        if was is None or now is None or fields:
            found.append(Since(id, was, now, fields))
    return sorted(found, key=lambda each: ((each.after or each.before or {})["starts_at"], each.id))
