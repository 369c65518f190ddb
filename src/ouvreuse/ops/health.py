"""Is this site alive? One answer for supervisors, load balancers and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from ouvreuse import __version__

SILENT_AFTER = 60  # seconds without a worker's sign of life
READ = """
SELECT m.kind, extract(epoch FROM now() - max(w.last_heartbeat))::float8, count(w.id)
  FROM database_mark m LEFT JOIN procrastinate_workers w ON true GROUP BY m.kind
"""


@dataclass(frozen=True, slots=True)
class Health:
    """What was seen. ``worker_seconds``: since the last sign of life of any worker, None without one."""

    database: bool
    kind: str
    workers: int = 0
    worker_seconds: float | None = None

    @property
    def worker(self) -> str:
        """``alive``, ``silent`` (jobs and mails wait) or ``absent``."""
        if self.worker_seconds is None:
            return "absent"
        return "alive" if self.worker_seconds < SILENT_AFTER else "silent"

    @property
    def status(self) -> str:
        """``ok``; ``degraded``: pages work, jobs wait; ``down``: no database."""
        if not self.database:
            return "down"
        return "ok" if self.worker == "alive" else "degraded"

    def to_json(self) -> dict[str, Any]:
        """The answer of ``/healthz``."""
        seen = None if self.worker_seconds is None else round(self.worker_seconds, 1)
        return {
            "status": self.status,
            "database": "ok" if self.database else "away",
            "worker": self.worker,
            "workers": self.workers,
            "worker_last_seen_seconds": seen,
            "kind": self.kind,
            "version": __version__,
        }


def look() -> Health:
    """Ask the database once; a database that is away is an answer, not an error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ)
            row = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return Health(database=False, kind=settings.KIND)
    if row is None:
        return Health(database=False, kind=settings.KIND)
    return Health(database=True, kind=str(row[0]), workers=int(row[2]), worker_seconds=row[1])
