"""What a calendar of school holidays would change, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ouvreuse.pricing.models import SchoolHoliday
from ouvreuse.pricing.rules import HolidayFile

REASONS: dict[str, Any] = {
    "past": gettext_lazy("over already"),
    "teachers": gettext_lazy("for teachers only"),
    "no_end": gettext_lazy("a summer whose last day is not known yet"),
    "other": gettext_lazy("no holidays"),
    "zone": gettext_lazy("a zone that is not known"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """Periods new, changed and known already; ``left_out``: how many lines of the file, and why."""

    new: int
    changed: int
    same: int
    left_out: tuple[tuple[int, Any], ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not self.new and not self.changed


def preview_of(found: HolidayFile) -> Preview:
    """The periods beside those that are written; one statement."""
    known = {(row.zone, row.first_on): (row.last_on, row.name) for row in SchoolHoliday.objects.all()}
    before = [known.get((each.zone, each.first_on)) for each in found.periods]
    changes = [
        old is not None and old != (each.last_on, each.name)
        for old, each in zip(before, found.periods, strict=True)
    ]
    new = sum(old is None for old in before)
    return Preview(
        new, sum(changes), len(before) - new - sum(changes),
        tuple((count, REASONS[reason]) for reason, count in sorted(found.left_out.items())),
    )  # fmt: skip
