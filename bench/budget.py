"""The limits of ``docs/budgets.toml``, and figures as a person reads them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

BUDGETS = Path(__file__).parent.parent / "docs" / "budgets.toml"


def of(bench: str) -> dict[str, Any]:
    """The limits of one bench. Raises ``KeyError`` when it has none."""
    found: dict[str, Any] = tomllib.loads(BUDGETS.read_text())[bench]
    return found


def shown(found: dict[str, Any], *, depth: int = 0) -> str:
    """Nested figures, one a line."""
    lines = ""
    for name, value in found.items():
        pad = "  " * depth
        flat = isinstance(value, dict) and all(not isinstance(each, dict) for each in value.values())
        if isinstance(value, dict) and not (flat and depth):
            lines += f"{pad}{name}\n{shown(value, depth=depth + 1)}"
        elif isinstance(value, dict):
            lines += f"{pad}{name:<28}{'  '.join(f'{key} {each}' for key, each in value.items())}\n"
        elif isinstance(value, list):
            lines += f"{pad}{name}\n" + "".join(f"{pad}  {each}\n" for each in value)
        else:
            lines += f"{pad}{name:<28}{value}\n"
    return lines
