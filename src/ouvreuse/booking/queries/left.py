"""How many places are left, and how many of them a channel may still sell (domain R8.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ouvreuse.kernel import prepared
from ouvreuse.programme.rules.quotas import WEB

ALLOWED = """
CASE WHEN s.quotas IS NOT NULL AND clock() < s.starts_at - make_interval(mins => s.quota_release_min)
     THEN (s.quotas ->> %s::text)::int - places_through(%s::text, s.id, NULL, clock()) END
"""  # null: no quota of the channel is in force
LEFT = f"""
SELECT s.id, (s.capacity - count(c.place) FILTER (WHERE c.until > clock()))::int, {ALLOWED}
  FROM programme_screening s LEFT JOIN booking_claim c ON c.screening_id = s.id
 WHERE s.id = ANY (%s::int[]) GROUP BY s.id
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Left:
    """Places ``free`` in the hall; ``allowed``: those the channel may still sell by its quota, None without one."""

    free: int
    allowed: int | None

    @property
    def here(self) -> int:
        """How many can be had through the channel."""
        return self.free if self.allowed is None else max(0, min(self.free, self.allowed))

    @property
    def elsewhere(self) -> bool:
        """None is left here, but other channels have some."""
        return self.here == 0 < self.free


def places_left(screenings: Iterable[int], *, channel: str = WEB) -> dict[int, Left]:
    """What is left of screenings for a channel; one statement."""
    ids = prepared.array(sorted(set(screenings)))
    return {row[0]: Left(*row[1:]) for row in prepared.rows(LEFT, [channel, channel, ids])}


def taken_through(channel: str, *, screening: int) -> int:
    """How many places of a screening are taken through a channel: held, in payment and sold."""
    row = prepared.row("SELECT places_through(%s::text, %s::int, NULL, clock())", [channel, screening])
    return int(row[0]) if row else 0
