"""When a screening may be sold, by channel."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from ouvreuse.programme.errors import CellFault

COUNTER_AFTER_FILM_START_MIN = 30


@dataclass(frozen=True, slots=True)
class SaleTimes:
    """The instants (UTC) at which each channel begins and ends to sell; `None`: nothing is said.

    A counter without an opening sells from the publication on.
    """

    web_opens_at: datetime | None = None
    web_closes_at: datetime | None = None
    counter_opens_at: datetime | None = None
    counter_closes_at: datetime | None = None

    def over(self, other: SaleTimes) -> SaleTimes:
        """What is said here, else what is said there."""
        names = [field.name for field in fields(self)]
        return SaleTimes(**{name: getattr(self, name) or getattr(other, name) for name in names})

    def closing_later(self, by: timedelta) -> SaleTimes:
        """The closings as far from a film that moved as they were; openings are days people were told."""
        web, counter = (at and at + by for at in (self.web_closes_at, self.counter_closes_at))
        return SaleTimes(self.web_opens_at, web, self.counter_opens_at, counter)


NOTHING_SAID = SaleTimes()


@dataclass(frozen=True, slots=True)
class Disorder:
    """A channel (`web`, `counter`) that would close before it opens."""

    channel: str
    fault: CellFault
    opens: datetime
    closes: datetime


def usual_closings(*, film_starts_at: datetime, ends_at: datetime) -> SaleTimes:
    """The web sells until the film starts, the counter for half an hour more or until the film ends."""
    counter = film_starts_at + timedelta(minutes=COUNTER_AFTER_FILM_START_MIN)
    return SaleTimes(web_closes_at=film_starts_at, counter_closes_at=min(counter, ends_at))


def disorder(sale: SaleTimes, *, publication: datetime) -> Disorder | None:
    """The first channel that does not open before it closes; none sells before `publication`."""
    for channel, fault, opens, closes in (
        ("web", CellFault.WEB_SALE_ORDER, sale.web_opens_at, sale.web_closes_at),
        ("counter", CellFault.COUNTER_SALE_ORDER, sale.counter_opens_at, sale.counter_closes_at),
    ):
        first = max(opens or publication, publication)
        if closes and first >= closes:
            return Disorder(channel, fault, first, closes)
    return None
