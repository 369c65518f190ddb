"""Holds an answer of the bank against the table of Stripe's published fields."""

import json
from typing import Any

from fakes.shapes import TABLE

SHAPES: dict[str, dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))
_JSON = {"str": "string", "int": "integer", "bool": "boolean", "float": "number"}
_JSON |= {"list": "array", "dict": "object"}


def faults(shown: dict[str, Any]) -> list[str]:
    """Every difference between an object (a list, an event with its object) and the published fields."""
    if shown["object"] == "list":
        return [fault for item in shown["data"] for fault in faults(item)]
    found = _compare(SHAPES[shown["object"]], shown, "")
    if shown["object"] == "event":
        found += faults(shown["data"]["object"])
    return [f"{shown['object']}: {fault}" for fault in found]


def _compare(rows: dict[str, str], shown: dict[str, Any], prefix: str) -> list[str]:
    here = {path[len(prefix) :]: row for path, row in rows.items() if path.startswith(prefix)}
    here = {name: row for name, row in here.items() if "." not in name}
    wrong = [f"{prefix}{name} unknown" for name in shown if here and name not in here]
    for name, row in here.items():
        if name not in shown:
            wrong += [] if row.startswith("~") else [f"{prefix}{name} missing"]
            continue
        wrong += _field(rows, row, shown[name], prefix + name)
    return wrong


def _field(rows: dict[str, str], row: str, value: Any, path: str) -> list[str]:
    if value is None:
        return [] if row.endswith("?") else [f"{path} is null"]
    kinds = row.strip("~?").split("|")
    kind = _JSON[type(value).__name__]
    if kinds != ["any"] and kind not in kinds:
        return [f"{path} is {kind}, not {row}"]
    if isinstance(value, dict) and any(name.startswith(f"{path}.") for name in rows):
        return _compare(rows, value, f"{path}.")
    return []
