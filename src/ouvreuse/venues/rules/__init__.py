"""Venues without a database: seat maps, and what each role may do."""

from .plans import KINDS, MOST_PLACES, Plan, Seat, legal_wheelchair_minimum, plan_from_letters, plan_of
from .rights import ACTIONS, ACTIONS_OF, READS, ROLES, may_grant, roles_that_may

__all__ = [
    "ACTIONS",
    "ACTIONS_OF",
    "KINDS",
    "MOST_PLACES",
    "READS",
    "ROLES",
    "Plan",
    "Seat",
    "legal_wheelchair_minimum",
    "may_grant",
    "plan_from_letters",
    "plan_of",
    "roles_that_may",
]
