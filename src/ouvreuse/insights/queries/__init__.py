"""Reads of insights: the dashboard's answer, and the rows behind each figure."""

from .facts import bounds, business_day
from .kept import LIFE_BY_ITSELF_S, forget, glance
from .tables import DayRow, FilmRow, board, by_day, by_film, by_show, days_between, total

__all__ = [
    "LIFE_BY_ITSELF_S",
    "DayRow",
    "FilmRow",
    "board",
    "bounds",
    "business_day",
    "by_day",
    "by_film",
    "by_show",
    "days_between",
    "forget",
    "glance",
    "total",
]
