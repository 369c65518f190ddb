"""The backend's one difference (the module's name is Django's): no round trip to learn that a connection lives."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Cursor, OperationalError
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Checks a kept connection at the first statement of each request by a look at its socket."""

    _prepared: Cursor[Any] | None = None

    def prepared_cursor(self) -> Cursor[Any]:
        """The cursor of prepared statements, one a connection: a new one would learn every type anew."""
        if self._prepared is None or self._prepared.connection is not self.connection:
            self._prepared = Cursor(self.connection)
        return self._prepared

    def is_usable(self) -> bool:
        """An idle connection has nothing to read but its end.

        The server says why before it hangs up, and its last words may arrive without the end: they are not read
        here, since libpq would still call the connection well. The rare notice costs a new connection.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = self.connection.pgconn
        try:
            heard, _, _ = select.select([line.socket], [], [], 0)
        except (OSError, ValueError, OperationalError):
            return False
        return not heard and bool(line.status == ConnStatus.OK)
