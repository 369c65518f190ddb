"""What the bank remembers: SQLite in WAL mode, so that a killed process has lost nothing it has answered."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, status TEXT,
    payment_intent TEXT, charge TEXT, due INTEGER, body TEXT NOT NULL, private TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS object_intent ON object (payment_intent, kind);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_due ON object (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER, body TEXT, request_id TEXT);
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY, event TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, last_status INTEGER);
CREATE INDEX IF NOT EXISTS delivery_open ON delivery (seq) WHERE done = 0;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection under one lock: the fake is small, the truth is simple."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._settings: dict[str, Any] = {}
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested blocks join the outer one."""
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._db.execute("ROLLBACK")
                    self._settings.clear()
                raise
            else:
                if self._depth == 1:
                    self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """One statement; returns the id of the row it inserted."""
        with self._lock:
            return int(self._db.execute(sql, values).lastrowid or 0)

    def put(
        self, body: dict[str, Any], *, due: int | None = None, private: dict[str, Any] | None = None
    ) -> None:
        """Insert or replace an object; `private` is what the bank knows and never shows."""
        values = (
            body["object"],
            body.get("status"),
            body.get("payment_intent"),
            body.get("charge"),
            due,
            json.dumps(body, ensure_ascii=False),
        )
        kept = json.dumps(private) if private is not None else None
        self.run(
            "INSERT INTO object (id, kind, status, payment_intent, charge, due, body, private)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, coalesce(?, '{}'))"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status,"
            " payment_intent = excluded.payment_intent,"
            " charge = excluded.charge, due = excluded.due, body = excluded.body,"
            " private = coalesce(?, object.private)",
            body["id"],
            *values,
            kept,
            kept,
        )

    def get(self, kind: str, ident: str) -> dict[str, Any] | None:
        """The object, or None."""
        rows = self.rows("SELECT body FROM object WHERE id = ? AND kind = ?", ident, kind)
        return json.loads(rows[0][0]) if rows else None

    def private(self, ident: str) -> dict[str, Any]:
        """What the bank knows of an object and never shows."""
        rows = self.rows("SELECT private FROM object WHERE id = ?", ident)
        return json.loads(rows[0][0]) if rows else {}

    def due(self, kind: str, now: int) -> list[str]:
        """Objects whose time has come."""
        sql = "SELECT id FROM object WHERE due IS NOT NULL AND due <= ? AND kind = ?"
        return [row[0] for row in self.rows(sql, now, kind)]

    def find(self, kind: str, **equal: str) -> list[dict[str, Any]]:
        """Objects of a kind, newest first, by the indexed columns."""
        where = "".join(f" AND {name} = ?" for name in equal)
        sql = f"SELECT body FROM object WHERE kind = ?{where} ORDER BY seq DESC"  # noqa: S608 - names are ours
        return [json.loads(row[0]) for row in self.rows(sql, kind, *equal.values())]

    def page(self, kind: str, *, limit: int, after: str | None, before: str | None) -> list[dict[str, Any]]:
        """One page of a kind, newest first, as Stripe's cursors define it."""
        clause, values = "", []
        for sign, cursor in (("<", after), (">", before)):
            if cursor:
                clause += f" AND seq {sign} (SELECT seq FROM object WHERE id = ?)"  # noqa: S608
                values.append(cursor)
        order = "ASC" if before else "DESC"
        sql = f"SELECT body FROM object WHERE kind = ?{clause} ORDER BY seq {order} LIMIT ?"  # noqa: S608
        found = [json.loads(row[0]) for row in self.rows(sql, kind, *values, limit)]
        return found[::-1] if before else found

    def setting(self, name: str, default: Any = None) -> Any:
        """A remembered setting, to be read only: it is asked for with every object, and looked up once."""
        with self._lock:
            if name not in self._settings:
                rows = self.rows("SELECT value FROM setting WHERE name = ?", name)
                self._settings[name] = json.loads(rows[0][0]) if rows else None
            known = self._settings[name]
        return default if known is None else known

    def remember(self, name: str, value: Any) -> None:
        """Keep a setting over restarts."""
        sql = "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        with self._lock:
            self.run(sql, name, json.dumps(value))
            self._settings.pop(name, None)
