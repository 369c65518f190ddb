"""Local wall time to instants and back: what a screening's town calls 20:15, and which hours do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class LocalTimeError(ValueError):
    """A wall time that names no instant, or two. Carries the facts of the explanation, no words."""

    code = "local_time"

    def __init__(self, *, wall: datetime, zone: str, before: datetime, after: datetime) -> None:
        super().__init__(f"{self.code}: {wall.isoformat()} in {zone}")
        self.wall = wall
        self.zone = zone
        self.before = before
        self.after = after


class NonExistentTime(LocalTimeError):
    """Clocks jump over it in spring: ``before`` and ``after`` are the local times around the jump."""

    code = "non_existent_time"


class AmbiguousTime(LocalTimeError):
    """Clocks show it twice in autumn: ``before`` and ``after`` are its two instants, with offset."""

    code = "ambiguous_time"


@dataclass(frozen=True, slots=True)
class Occupation:
    """The instants of one screening, in UTC: doors of the slot, film, end of the film, screen free again."""

    start_at: datetime
    film_at: datetime
    end_at: datetime
    free_at: datetime

    def clashes(self, other: Occupation) -> bool:
        """Whether the two cannot share a screen; touching ends are fine."""
        return self.start_at < other.free_at and other.start_at < self.free_at


def to_instant(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, of a wall time in a zone.

    Raises ``NonExistentTime`` (29 March 2026 02:30 in Paris) or ``AmbiguousTime`` (25 October 2026 02:30).
    """
    wall = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if _exists(first):
        raise AmbiguousTime(wall=wall, zone=zone.key, before=first, after=second)
    raise NonExistentTime(wall=wall, zone=zone.key, before=_edge(first, zone)[0], after=_edge(first, zone)[1])


def to_local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall time of an instant in a zone. Raises ``ValueError`` for an instant without a zone."""
    return require_aware(instant).astimezone(zone)


def occupation(
    start: datetime, *, pre_show: timedelta, runtime: timedelta, turnaround: timedelta
) -> Occupation:
    """When a screening that starts at this instant occupies its screen (T-18, T-19).

    The durations pass on the world's time line, not on the wall clock: on 25 October 2026 a screening of
    01:30 in Paris that lasts 150 minutes ends at 03:00. Raises ``ValueError`` for a naive start or a negative
    duration.
    """
    if min(pre_show, runtime, turnaround) < timedelta(0):
        raise ValueError("durations are not negative")
    start_at = require_aware(start).astimezone(UTC)
    film_at = start_at + pre_show
    end_at = film_at + runtime
    return Occupation(start_at=start_at, film_at=film_at, end_at=end_at, free_at=end_at + turnaround)


def require_aware(instant: datetime) -> datetime:
    """The instant itself. Raises ``ValueError`` when it has no zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone")
    return instant


def _exists(wall: datetime) -> bool:
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return back.replace(tzinfo=None) == wall.replace(tzinfo=None)


def _edge(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last whole minute before the jump that swallows this wall time, and the first after it."""
    probe = wall.replace(fold=1).astimezone(UTC)  # read with the later offset: an instant before the jump
    offset = probe.astimezone(zone).utcoffset()
    while (later := probe + timedelta(minutes=1)).astimezone(zone).utcoffset() == offset:
        probe = later
    return probe.astimezone(zone), later.astimezone(zone)
