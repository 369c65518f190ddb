"""Which tiles there are, and which a person sees, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

TILES: Final = (
    "now", "screenings", "takings", "admissions", "price", "occupancy",
    "week", "channels", "films", "cinemas", "next", "wrong",
)  # fmt: skip
OF_CHAIN: Final = frozenset({"cinemas"})
BOARDS: Final[dict[str, tuple[str, ...]]] = {
    "owner": (
        "wrong", "next", "takings", "admissions", "price", "occupancy", "now", "channels", "screenings",
        "week", "films", "cinemas",
    ),
    "programmer": ("next", "screenings", "occupancy", "admissions", "films", "week", "cinemas"),
    "inspector": ("takings", "admissions", "price", "occupancy", "channels", "week", "films", "cinemas"),
}  # fmt: skip
"""What a person sees who has chosen nothing, by role; the first of these roles that they hold decides."""


def board_of(roles: Iterable[str], *, chosen: Iterable[str] | None, chain: bool) -> tuple[str, ...]:
    """The tiles of a person: those chosen, else those of their role. Only the chain compares its cinemas."""
    held = set(roles)
    mine = chosen if chosen is not None else next((b for role, b in BOARDS.items() if role in held), TILES)
    return tuple(tile for tile in mine if tile in TILES and (chain or tile not in OF_CHAIN))
