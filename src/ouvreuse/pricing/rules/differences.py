"""What changed from one version of a list to another, as facts a page can say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from .codec import plain
from .rates import Fee, PriceListVersion, RateRule, Supplement

Item = RateRule | Supplement | Fee


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind`: rate, supplement, fee or calendar. `field` is empty when the whole item is new (`before` None) or gone.

    A calendar has no item: `before` and `after` are the school holidays the versions know.
    """

    kind: str
    code: str
    item: Item | None
    field: str = ""
    before: Any = None
    after: Any = None

    def as_facts(self) -> dict[str, Any]:
        """For the trail."""
        what = f"{self.kind} {self.code}"
        return {
            "what": f"{what} {self.field}" if self.field else what,
            "before": plain(self.before),
            "after": plain(self.after),
        }


def differences(before: PriceListVersion, after: PriceListVersion) -> list[Difference]:
    """All of them, in the order of the new list, what is gone last."""
    return [
        *_of("rate", before.shown, after.shown),
        *_of("supplement", before.supplements, after.supplements),
        *_of("fee", before.fees, after.fees),
        *_of_calendar(before, after),
    ]


def _of_calendar(before: PriceListVersion, after: PriceListVersion) -> list[Difference]:
    was, now = before.holidays, after.holidays
    if now is None or was == now:
        return []
    return [Difference("calendar", now.zone, None, before=was, after=now)]


def _of(kind: str, before: Sequence[Item], after: Sequence[Item]) -> list[Difference]:
    had = {item.code: item for item in before}
    has = {item.code for item in after}
    found: list[Difference] = []
    for item in after:
        old = had.get(item.code)
        if old is None:
            found.append(Difference(kind, item.code, item, after=item))
        else:
            found += _fields(kind, old, item)
    return found + [Difference(kind, item.code, item, before=item) for item in before if item.code not in has]


def _fields(kind: str, old: Item, new: Item) -> list[Difference]:
    pairs = [(field.name, getattr(old, field.name), getattr(new, field.name)) for field in fields(new)]
    return [Difference(kind, new.code, new, name, was, now) for name, was, now in pairs if was != now]
