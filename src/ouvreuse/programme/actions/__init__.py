"""Writes of the programme: screenings before they are on sale. Once on sale, booking alone changes them."""

from .closing import close_screen
from .drafting import (
    AGES,
    apply_prices,
    as_booking_verb,
    cancel_draft,
    plan_screening,
    plan_screenings,
    publish_screenings,
    replan_screenings,
    take_seat_map,
)
from .planning import Arranged, Desk, Wish, arrange, facts_of, plan_of, publish_week, redo, undo, unpublish
from .shaping import Extras, Plan, quota_columns

__all__ = [
    "AGES",
    "Arranged",
    "Desk",
    "Extras",
    "Plan",
    "Wish",
    "apply_prices",
    "arrange",
    "as_booking_verb",
    "cancel_draft",
    "close_screen",
    "facts_of",
    "plan_of",
    "plan_screening",
    "plan_screenings",
    "publish_screenings",
    "publish_week",
    "quota_columns",
    "redo",
    "replan_screenings",
    "take_seat_map",
    "undo",
    "unpublish",
]
