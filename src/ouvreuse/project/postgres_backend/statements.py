"""Prepared statements of one connection, in one call of libpq each: no query is composed, no cursor is made.

A cursor of psycopg costs about 60 µs a statement here, an order has some forty of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, OperationalError, errors
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.datetime import TimestamptzLoader

from ouvreuse.kernel.prepared import Arguments, Row

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?s|%%")
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_Types = tuple[int, ...] | None


@dataclass(frozen=True)
class _Ways:
    """How this connection's values are written and read: as its cursors do, but for instants.

    Django's own loader gives them its zone, which is UTC here, in Python; psycopg's reads them in C.
    """

    connection: Connection[Any]
    adapters: AdaptersMap

    @classmethod
    def of(cls, line: Connection[Any]) -> _Ways:
        adapters = AdaptersMap(line.adapters)
        adapters.register_loader("timestamptz", TimestamptzLoader)
        return cls(line, adapters)


class Statements:
    """The statements this connection has prepared, each under the types its arguments had."""

    def __init__(self, line: Connection[Any]) -> None:
        self.line = line
        self._transformer = Transformer(_Ways.of(line))
        self._names: dict[tuple[str, _Types], bytes] = {}
        self._count = 0

    def run(self, statement: str, arguments: Arguments) -> list[Row]:
        """The rows of a statement in the connection's transaction, which begins now if it has not yet.

        Raises psycopg's errors.
        """
        query, names = numbered(statement)
        values = [arguments[name] for name in names] if isinstance(arguments, Mapping) else arguments
        server, transformer = self.line.pgconn, self._transformer
        bound = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types, formats = transformer.types, transformer.formats
        if not self.line.autocommit and server.transaction_status == TransactionStatus.IDLE:
            self._judge(server.exec_(b"BEGIN"))
        name = self._names.get((statement, types)) or self._prepare(statement, query, types)
        try:
            result = self._judge(server.exec_prepared(name, bound, formats))  # type: ignore[arg-type] # takes None
        except errors.FeatureNotSupported:  # a column has another type than when it was prepared
            del self._names[statement, types]
            raise
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple) if result.nfields else []

    def commit(self) -> None:
        """End the connection's transaction, if one is under way. Raises psycopg's errors."""
        server = self.line.pgconn
        if server.transaction_status == TransactionStatus.INTRANS:
            self._judge(server.exec_(b"COMMIT"))
        else:
            self.line.commit()

    def _prepare(self, statement: str, query: bytes, types: _Types) -> bytes:
        self._count += 1
        name = b"ouvreuse_%d" % self._count
        self._judge(self.line.pgconn.prepare(name, query, types))
        self._names[statement, types] = name
        return name

    def _judge(self, result: PGresult) -> PGresult:
        if result.status in _GOOD:
            return result
        if self.line.pgconn.status == ConnStatus.BAD:
            raise OperationalError(result.get_error_message() or "the connection is lost")
        raise errors.error_from_result(result, encoding="utf-8")


@functools.cache
def numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement as PostgreSQL takes it (``%s`` is ``$1``), and the names of its arguments if they have some."""
    names: list[str] = []
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == "%%":
            return "%"
        if found[1] is None:
            count += 1
            return f"${count}"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return _PLACEHOLDER.sub(number, statement).encode(), tuple(names)
