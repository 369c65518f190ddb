"""Reads Stripe's form encoding: `line_items[0][price_data][currency]=eur` becomes nested maps and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

from fakes.bank.errors import Refused

_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Nested parameters of a form or a query string; list indices are kept in order."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _put(root, path_of(name), value)
    result = _settle(root)
    return result if isinstance(result, dict) else {}


def path_of(name: str) -> list[str]:
    """`a[b][]` as `["a", "b", ""]`."""
    head, bracket, rest = name.partition("[")
    return [head, *_PART.findall(bracket + rest)]


def _put(node: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        child = node.setdefault(part, {})
        if not isinstance(child, dict):
            raise Refused(message=f"Invalid {path[0]}: given twice", param=path[0])
        node = child
    key = path[-1] or str(len(node))
    node[key] = value


def _settle(node: Any) -> Any:
    """Maps whose keys are all numbers become lists."""
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_settle(node[key]) for key in sorted(node, key=int)]
    return {key: _settle(value) for key, value in node.items()}
