"""AUDIT: every room's invariants, written as SQL beside its tables, run as one reading.

A room's ``audit.sql`` holds invariants one after the other: a line ``-- I1: what must hold``, a line ``-- fr: the same
in French``, then one SELECT that returns the rows that break it, then an empty line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

HEADER = re.compile(r"^-- ([A-Z]\w*): (.+)$(?:\n-- fr: (.+)$)?", re.MULTILINE)
SHOWN = 20  # offending rows kept for each invariant


class BadAuditFile(ValueError):
    """An ``audit.sql`` does not read as header, statement, empty line."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must always hold; ``sql`` selects what breaks it."""

    room: str
    code: str
    sentence: str
    sentence_fr: str
    sql: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken invariant with at most twenty of its rows; ``more`` when there are others."""

    invariant: Invariant
    rows: tuple[dict[str, str], ...]
    more: bool


def parse(text: str, *, room: str) -> list[Invariant]:
    """The invariants of an ``audit.sql``. Raises ``BadAuditFile``."""
    parts = HEADER.split(text)
    found = []
    for code, english, french, sql in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        statement = sql.strip().rstrip(";")
        if not re.match(r"(?i)(SELECT|WITH)\b", statement) or ";" in statement:
            raise BadAuditFile(f"{room} {code}: one SELECT is expected")
        sentence = english.strip()
        found.append(Invariant(room, code, sentence, (french or sentence).strip(), statement))
    if not found or len({each.code for each in found}) != len(found):
        raise BadAuditFile(f"{room}: no invariant, or two of one name")
    return found


@lru_cache(maxsize=1)
def invariants() -> tuple[Invariant, ...]:
    """All invariants of the installed rooms, lower rooms first."""
    found: list[Invariant] = []
    for room in apps.get_app_configs():
        file = Path(room.path) / "audit.sql"
        if room.name.startswith("ouvreuse.") and file.exists():
            found += parse(file.read_text("utf-8"), room=room.label)
    return tuple(found)


def run() -> list[Violation]:
    """Check every invariant in one read-only snapshot; empty when all hold."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        return [violation for each in invariants() if (violation := _check(cursor, each))]


def _check(cursor: Any, invariant: Invariant) -> Violation | None:
    cursor.execute(f"SELECT * FROM ({invariant.sql}) AS broken LIMIT {SHOWN + 1}")  # noqa: S608 - our own file
    found = cursor.fetchall()
    if not found:
        return None
    names = [column.name for column in cursor.description]
    rows = tuple({name: str(value) for name, value in zip(names, row, strict=True)} for row in found[:SHOWN])
    return Violation(invariant, rows, len(found) > SHOWN)
