"""What can go wrong with figures."""

from __future__ import annotations


class InsightsError(Exception):
    """The root of this room's errors."""

    code = "insights"


class FiguresLate(InsightsError):
    """The database had no time for the figures: the sale comes first."""

    code = "figures_late"
