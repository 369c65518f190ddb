"""Writing venues: cinemas, screens, plan versions, seats off sale, faults and the team."""

from .blocks import block_places, end_block
from .faults import close_fault, report_fault
from .places import close_screen, create_cinema, create_operator, create_screen, delete_screen, reopen_screen
from .plans import drop_draft, publish_draft, publish_seat_map, save_draft
from .team import grant_role, revoke_role

__all__ = [
    "block_places",
    "close_fault",
    "close_screen",
    "create_cinema",
    "create_operator",
    "create_screen",
    "delete_screen",
    "drop_draft",
    "end_block",
    "grant_role",
    "publish_draft",
    "publish_seat_map",
    "reopen_screen",
    "report_fault",
    "revoke_role",
    "save_draft",
]
