"""A clock of its own for the demo's salesmen: they live the past weeks while visitors live the present."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection


class Pastime:
    """The named clock of this connection (``clock()`` honours it in DEMO and TEST databases only)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def travel_to(self, instant: datetime) -> None:
        """From now on this connection lives at ``instant``."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clock_offset (name, ahead) VALUES (%s, %s - clock_timestamp())"
                " ON CONFLICT (name) DO UPDATE SET ahead = excluded.ahead",
                [self.name, instant],
            )


@contextmanager
def living_elsewhere(name: str) -> Iterator[Pastime]:
    """Give this connection a clock of its own until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ouvreuse.clock', %s, false)", [name])
    try:
        yield Pastime(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('ouvreuse.clock', '', false)")
            cursor.execute("DELETE FROM clock_offset WHERE name = %s", [name])
