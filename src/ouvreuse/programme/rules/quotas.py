"""Places held back from a channel, and when what is left of them is sold everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEB = "web"
RELEASE_MIN = 30


@dataclass(frozen=True, slots=True)
class Quotas:
    """At most so many places through a channel, until so many minutes before the start; then all that is left is
    sold through every channel. A channel without a number sells without one."""

    places: Mapping[str, int] = field(default_factory=dict)
    release_min: int = RELEASE_MIN

    @property
    def column(self) -> dict[str, int] | None:
        """As the table keeps them: nothing at all for the screenings without any, which are most."""
        return dict(sorted(self.places.items())) or None

    @property
    def web(self) -> int | None:
        """The number of the web."""
        return self.places.get(WEB)

    def in_force(self, starts_at: datetime, *, now: datetime) -> bool:
        """Whether they count at this instant."""
        return bool(self.places) and now < starts_at - timedelta(minutes=self.release_min)


def quotas_of(column: Mapping[str, int] | None, release_min: int) -> Quotas:
    """As a row keeps them."""
    return Quotas(dict(column or {}), release_min)


def on_the_web(places: int | None, release_min: int | None) -> Quotas:
    """At most so many places on the web; None: as many as there are."""
    held = {} if places is None else {WEB: places}
    return Quotas(held, RELEASE_MIN if release_min is None else release_min)
