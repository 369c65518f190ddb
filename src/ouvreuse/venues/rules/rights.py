"""What may be done in a cinema, and by which role. A page names an action; a role is a set of actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

ROLES: Final = ("owner", "programmer", "box_office", "usher", "inspector")

READS: Final = frozenset(
    {
        "see_home",
        "see_orders",
        "see_programme",
        "see_films",
        "see_prices",
        "see_venue",
        "see_figures",
        "see_trail",
    }
)
"""Pages that change nothing: all an inspector has, and all of them (code du cinéma D212-79; domain R1.10)."""

ACTIONS_OF: Final[dict[str, frozenset[str]]] = {
    "owner": READS
    | {
        *("scan_tickets", "sell_tickets", "change_orders", "refund_orders", "edit_films", "plan_programme"),
        *("change_sold", "edit_prices", "edit_venue", "report_fault", "edit_settings", "manage_team"),
    },
    "programmer": frozenset(
        {
            *("see_home", "see_programme", "see_films", "see_prices", "see_venue", "see_figures"),
            *("edit_films", "plan_programme", "change_sold", "edit_prices", "report_fault"),
        }
    ),
    "box_office": frozenset(
        {
            *("see_home", "see_orders", "see_programme", "see_films", "see_prices", "see_venue"),
            *("scan_tickets", "sell_tickets", "change_orders", "refund_orders", "report_fault"),
        }
    ),
    "usher": frozenset({"see_home", "scan_tickets", "report_fault"}),
    "inspector": READS,
}
CHAIN: Final = frozenset({"edit_chain"})
"""What belongs to the whole chain: no role of one cinema holds it, only the operator's people."""

ACTIONS: Final = CHAIN.union(*ACTIONS_OF.values())
INVITATION_LIFE: Final = timedelta(days=7)


def roles_that_may(action: str) -> frozenset[str]:
    """The roles that hold an action. Raises ``KeyError`` for an action that is none."""
    if action not in ACTIONS:
        raise KeyError(action)
    return frozenset(role for role, held in ACTIONS_OF.items() if action in held)


def actions_of(roles: frozenset[str]) -> frozenset[str]:
    """All that these roles together may do."""
    return frozenset().union(*(ACTIONS_OF.get(each, frozenset()) for each in roles))


def may_grant(role: str, *, held: frozenset[str]) -> bool:
    """Whether who holds these roles in a cinema may give this one there: nobody grants more than they hold (BO-04)."""
    mine = actions_of(held)
    return "manage_team" in mine and ACTIONS_OF[role] <= mine
