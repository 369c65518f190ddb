"""The mails kept: the last ones only, in SQLite."""

import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, taken_at REAL NOT NULL, sender TEXT NOT NULL,
    recipients TEXT NOT NULL, raw BLOB NOT NULL);
"""


@dataclass(frozen=True)
class Kept:
    """One mail as it came: the envelope and the message's bytes."""

    id: int
    taken_at: float
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Store:
    """One connection under one lock; nothing acknowledged is lost by a kill."""

    def __init__(self, path: Path | str, *, most: int = 2000) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLE)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> int:
        """Keep a mail, forget the oldest beyond the limit; its number."""
        sql = "INSERT INTO mail (taken_at, sender, recipients, raw) VALUES (?, ?, ?, ?)"
        with self._lock:
            made = self._db.execute(sql, (time.time(), sender, "\n".join(recipients), raw)).lastrowid or 0
            self._db.execute("DELETE FROM mail WHERE id <= ?", (made - self.most,))
        return made

    def newest(self, *, limit: int, to: str = "", before: int | None = None) -> list[Kept]:
        """Mails, newest first; `to`: one recipient's, in any case; `before`: older than that number."""
        sql = (
            "SELECT id, taken_at, sender, recipients, raw FROM mail"
            " WHERE instr(char(10) || lower(recipients) || char(10), ?) > 0 AND id < ?"
            " ORDER BY id DESC LIMIT ?"
        )
        wanted = f"\n{to.strip().lower()}\n" if to.strip() else "\n"
        with self._lock:
            rows = self._db.execute(sql, (wanted, before or 2**62, limit)).fetchall()
        return [_kept(row) for row in rows]

    def get(self, number: int) -> Kept | None:
        """One mail."""
        sql = "SELECT id, taken_at, sender, recipients, raw FROM mail WHERE id = ?"
        with self._lock:
            row = self._db.execute(sql, (number,)).fetchone()
        return _kept(row) if row else None

    def count(self) -> int:
        """How many mails are kept."""
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM mail").fetchone()[0])

    def empty(self) -> None:
        """Forget all mails."""
        with self._lock:
            self._db.execute("DELETE FROM mail")


def _kept(row: tuple[int, float, str, str, bytes]) -> Kept:
    return Kept(row[0], row[1], row[2], tuple(row[3].split("\n")), row[4])
