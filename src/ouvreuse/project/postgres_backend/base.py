"""Django's backend, with prepared statements, and no round trip to learn that a connection lives."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ConnStatus

from ouvreuse.project.postgres_backend.statements import Statements


class DatabaseWrapper(base.DatabaseWrapper):
    """Checks a kept connection at the first statement of each request by a look at its socket."""

    _statements: Statements | None = None

    def statements(self) -> Statements:
        """The prepared statements of the connection as it is now."""
        if self._statements is None or self._statements.line is not self.connection:
            self._statements = Statements(self.connection)
        return self._statements

    def _commit(self) -> None:
        if self.connection is not None:
            with self.wrap_database_errors:
                self.statements().commit()

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
