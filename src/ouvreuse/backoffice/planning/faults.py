"""What is said of a time that cannot be planned, in the words of the grid: there a night belongs to its day.

A sheet has other words for the same faults: it has columns, and writes what follows midnight at the next date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import get_language

from ouvreuse.programme.errors import CellFault, TypedFault
from ouvreuse.programme.words import say

PLANNED = {
    CellFault.MIDNIGHT.value: TypedFault.MIDNIGHT.value,
    CellFault.LOCAL_GAP.value: TypedFault.TIME_MISSING.value,
    CellFault.LOCAL_TWICE.value: TypedFault.TIME_TWICE.value,
}
WALL = ("local", "before", "after")


def fault_words(code: str, facts: Mapping[str, object]) -> str:
    """The fault in the person's language."""
    shown = dict(facts)
    if code in PLANNED and "local" in facts:
        walls = {name: datetime.fromisoformat(str(facts[name])) for name in WALL}
        shown = {name: f"{wall:%H:%M}" for name, wall in walls.items()}
        shown["day"] = f"{walls['local']:%d/%m/%Y}"
    return say(PLANNED.get(code, code), shown, language=get_language() or "fr")
