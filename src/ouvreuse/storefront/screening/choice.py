"""What a visitor chose, read from an address or a form that anybody may have forged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from ouvreuse.booking.errors import BadChoice

RATE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")  # other fields are in small letters
LARGEST_PLACE = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """A POST of the seats page. ``places`` in seat order, ``None`` in free seating; ``rates`` one a seat."""

    key: UUID
    counts: dict[str, int]
    places: tuple[int, ...] | None
    replacing: bool

    @property
    def rates(self) -> list[str]:
        """One code a seat, in the order the rates are shown."""
        return [code for code, count in self.counts.items() for _ in range(count)]


def counts_of(data: QueryDict, *, codes: Iterable[str]) -> dict[str, int]:
    """How many seats at which rate, of the rates offered, in their order.

    Raises ``BadChoice`` when a number is none or a rate is not offered here.
    """
    asked = {
        name: _whole(data.get(name) or "0", most=999, reason="count") for name in data if RATE.fullmatch(name)
    }
    known = {code: asked.pop(code) for code in codes if asked.get(code)}
    if any(asked.values()):
        raise BadChoice("rate")
    return known


def places_of(data: QueryDict) -> tuple[int, ...]:
    """The places ticked. Raises ``BadChoice`` for what is no number of a place."""
    return tuple(sorted(_whole(value, most=LARGEST_PLACE, reason="place") for value in data.getlist("place")))


def choice_of(data: QueryDict, *, codes: Iterable[str], free_seating: bool) -> Choice:
    """The whole choice. Raises ``BadChoice`` (a forged form) and ``SeatsDoNotMatch``."""
    counts = counts_of(data, codes=codes)
    places = None if free_seating else places_of(data)
    if places is not None and len(places) != sum(counts.values()):
        raise SeatsDoNotMatch(chosen=len(places), wanted=sum(counts.values()))
    return Choice(key_of(data), counts, places, data.get("replace") == "1")


def key_of(data: QueryDict) -> UUID:
    """The purchase key of the form. Raises ``BadChoice`` without one."""
    try:
        return UUID(hex=data.get("key") or "")
    except ValueError as problem:
        raise BadChoice("form") from problem


def fresh_key() -> UUID:
    """A purchase key for a new page."""
    return uuid4()


class SeatsDoNotMatch(BadChoice):
    """As many seats must be ticked as tickets were asked for; facts: ``chosen``, ``wanted``."""

    status = 422

    def __init__(self, *, chosen: int, wanted: int) -> None:
        super().__init__("match", chosen=chosen, wanted=wanted)
        self.chosen, self.wanted = chosen, wanted

    def words(self) -> str:
        """In the page's language."""
        facts = {"chosen": self.chosen, "wanted": self.wanted}
        if self.chosen < 2:
            return _("%(chosen)s seat chosen for %(wanted)s tickets: choose one seat for each.") % facts
        return _("%(chosen)s seats chosen for %(wanted)s tickets: choose one seat for each.") % facts


def _whole(text: str, *, most: int, reason: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > most:
        raise BadChoice(reason)
    return int(text)
