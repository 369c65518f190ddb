"""What the clerk chose, read from a form or an address that anybody may have forged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from ouvreuse.booking.errors import BadChoice
from ouvreuse.counter.amounts import cents_of
from ouvreuse.counter.place import uuid_of

RATE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")  # other fields are in small letters
LARGEST_PLACE = 5000
MOST = 50
MEANS = ("cash", "terminal")


@dataclass(frozen=True, slots=True)
class Choice:
    """A sale asked for. ``places`` empty: the best ones; ``due`` and ``given`` in cents, None when not said."""

    key: UUID
    counts: dict[str, int]
    places: tuple[int, ...]
    means: str
    email: str
    name: str
    due: int | None
    given: int | None

    @property
    def rates(self) -> list[str]:
        """One code a seat."""
        return [code for code, count in self.counts.items() for _ in range(count)]


def counts_of(data: QueryDict, *, codes: Iterable[str]) -> dict[str, int]:
    """How many seats at which rate, in the order of the rates. Raises ``BadChoice``."""
    asked = {
        name: _whole(data.get(name) or "0", most=MOST, reason="count")
        for name in data
        if RATE.fullmatch(name)
    }
    known = {code: asked.pop(code) for code in codes if asked.get(code)}
    if any(asked.values()):
        raise BadChoice("rate")
    return known


def places_of(data: QueryDict) -> tuple[int, ...]:
    """The places ticked. Raises ``BadChoice`` for what is no number of a place."""
    return tuple(
        sorted({_whole(value, most=LARGEST_PLACE, reason="place") for value in data.getlist("place")})
    )


def choice_of(data: QueryDict, *, codes: Iterable[str]) -> Choice:
    """The whole sale. Raises ``BadChoice`` and payments' ``BadCount`` for a sum that is none."""
    key = uuid_of(data.get("key") or "")
    if key is None:
        raise BadChoice("form")
    counts = counts_of(data, codes=codes)
    if not 1 <= sum(counts.values()) <= MOST:
        raise BadChoice("count")
    given = data.get("given") or data.get("typed") or ""
    due = data.get("due") or ""
    means = data.get("means") or ("cash" if given else "")
    if means not in MEANS:
        raise BadChoice("form")
    return Choice(
        key, counts, places_of(data), means, (data.get("email") or "")[:254].strip(), (data.get("name") or "")[:200],
        _whole(due, most=9_999_999, reason="form") if due else None,
        cents_of(given) if given and means == "cash" else None,
    )  # fmt: skip


def _whole(text: str, *, most: int, reason: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 7 or int(text) > most:
        raise BadChoice(reason)
    return int(text)
