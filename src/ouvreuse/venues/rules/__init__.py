"""Venues without a database: seat maps, and what each role may do."""

from .exchange import Document, document_from_file, document_from_json, document_kept, document_of
from .identity import Changes, changes, keep_places
from .legal import Block, Identity, blocks, default_text, siren_is_right, vat_number_is_right, vat_number_of
from .letters import letters_of, plan_from_letters
from .picking import places_named
from .plans import GONE, KINDS, MOST_PLACES, Plan, Seat, Zone, legal_wheelchair_minimum, plan_of
from .rectangles import free_hall, missing_by_screen, rectangle
from .rights import (
    ACTIONS,
    ACTIONS_OF,
    CHAIN,
    INVITATION_LIFE,
    READS,
    ROLES,
    actions_of,
    may_grant,
    roles_that_may,
)

__all__ = [
    "ACTIONS",
    "ACTIONS_OF",
    "CHAIN",
    "GONE",
    "INVITATION_LIFE",
    "KINDS",
    "MOST_PLACES",
    "READS",
    "ROLES",
    "Block",
    "Changes",
    "Document",
    "Identity",
    "Plan",
    "Seat",
    "Zone",
    "actions_of",
    "blocks",
    "changes",
    "default_text",
    "document_from_file",
    "document_from_json",
    "document_kept",
    "document_of",
    "free_hall",
    "keep_places",
    "legal_wheelchair_minimum",
    "letters_of",
    "may_grant",
    "missing_by_screen",
    "places_named",
    "plan_from_letters",
    "plan_of",
    "rectangle",
    "roles_that_may",
    "siren_is_right",
    "vat_number_is_right",
    "vat_number_of",
]
