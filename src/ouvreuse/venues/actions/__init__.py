"""Writing venues: cinemas, screens, plan versions, seats off sale, faults and the team."""

from .blocks import block_places, end_block
from .faults import close_fault, report_fault
from .inviting import accept_invitation, invite, resend_invitation, withdraw_invitation
from .legal import write_legal_texts
from .places import close_screen, create_cinema, create_operator, create_screen, delete_screen, reopen_screen
from .plans import drop_draft, publish_draft, publish_seat_map, save_draft
from .team import grant_role, leave, revoke_role, set_roles

__all__ = [
    "accept_invitation",
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
    "invite",
    "leave",
    "publish_draft",
    "publish_seat_map",
    "reopen_screen",
    "report_fault",
    "resend_invitation",
    "revoke_role",
    "save_draft",
    "set_roles",
    "withdraw_invitation",
    "write_legal_texts",
]
