"""Writes of the programme: screenings before they are on sale. Once on sale, booking alone changes them."""

from .drafting import (
    AGES,
    Extras,
    Plan,
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
    "facts_of",
    "plan_of",
    "plan_screening",
    "plan_screenings",
    "publish_screenings",
    "publish_week",
    "redo",
    "replan_screenings",
    "take_seat_map",
    "undo",
    "unpublish",
]
