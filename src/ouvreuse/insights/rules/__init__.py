"""Figures, boards and what is seen at a glance, without a database."""

from .boards import BOARDS, OF_CHAIN, TILES, board_of
from .figures import YEAR, Days, Shows, Taken, change
from .glance import Glance, LiveShow, Show, Signal

__all__ = [
    "BOARDS",
    "OF_CHAIN",
    "TILES",
    "YEAR",
    "Days",
    "Glance",
    "LiveShow",
    "Show",
    "Shows",
    "Signal",
    "Taken",
    "board_of",
    "change",
]
