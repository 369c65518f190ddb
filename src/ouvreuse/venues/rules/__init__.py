"""Venues without a database: seat maps, and what each role may do."""

from .exchange import Document, document_from_file, document_from_json, document_kept, document_of
from .identity import Changes, changes, keep_places
from .letters import letters_of, plan_from_letters
from .picking import places_named
from .plans import GONE, KINDS, MOST_PLACES, Plan, Seat, Zone, legal_wheelchair_minimum, plan_of
from .rights import ACTIONS, ACTIONS_OF, READS, ROLES, may_grant, roles_that_may

__all__ = [
    "ACTIONS",
    "ACTIONS_OF",
    "GONE",
    "KINDS",
    "MOST_PLACES",
    "READS",
    "ROLES",
    "Changes",
    "Document",
    "Plan",
    "Seat",
    "Zone",
    "changes",
    "document_from_file",
    "document_from_json",
    "document_kept",
    "document_of",
    "keep_places",
    "legal_wheelchair_minimum",
    "letters_of",
    "may_grant",
    "places_named",
    "plan_from_letters",
    "plan_of",
    "roles_that_may",
]
