"""A programme as JSON: a list of objects, or one object with such a list inside."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ouvreuse.programme.errors import SheetProblem, SheetUnreadable

from .columns import column_of
from .raw import MAX_COLUMNS, MAX_ROWS, BadShape, RawCell, RawLine


def read_json(text: str) -> list[RawLine]:
    """One line of headers, then one per object; the "line" is the object's place in the list, from 1."""
    try:
        content = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except (ValueError, RecursionError, ArithmeticError) as wrong:
        raise SheetUnreadable(SheetProblem.JSON, line=getattr(wrong, "lineno", 1)) from None
    items = _items(content)
    if len(items) > MAX_ROWS:
        raise SheetUnreadable(SheetProblem.TOO_MANY_ROWS, most=MAX_ROWS)
    headers = list(dict.fromkeys(key for item in items for key in item))
    if len(headers) > MAX_COLUMNS:
        raise SheetUnreadable(SheetProblem.TOO_MANY_COLUMNS, line=1, most=MAX_COLUMNS)
    lines = [RawLine(0, tuple(headers))]
    for number, item in enumerate(items, start=1):
        lines.append(RawLine(number, tuple(_cell(item.get(key)) for key in headers)))
    return lines


def _items(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else None
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise SheetUnreadable(SheetProblem.JSON, line=1)
    if not content:
        raise SheetUnreadable(SheetProblem.EMPTY)
    return content


def _cell(value: Any) -> RawCell:
    """Numbers and words as they are; `null` is an empty cell; a list or an object is no cell."""
    return value if value is None or isinstance(value, str | int | Decimal | bool) else BadShape()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys name each column at most once."""
    seen = [column_of(key) or key for key, _ in pairs]
    if len(set(seen)) != len(seen):
        raise ValueError("a key twice")
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
