"""What venues refuse. An error is a state: a code and typed facts, no words (see ``words.py``)."""

from __future__ import annotations

from typing import ClassVar


class VenueError(Exception):
    """Root of the room's errors. ``reason`` narrows a code."""

    code: ClassVar[str] = "venue"

    def __init__(self, reason: str = "", **facts: object) -> None:
        super().__init__(self.code, reason, facts)
        self.reason = reason
        self.facts = facts

    @property
    def key(self) -> str:
        """The key of its words: ``code`` or ``code.reason``."""
        return f"{self.code}.{self.reason}" if self.reason else self.code


class BadPlan(VenueError):
    """A seat map that cannot be: ``place`` or ``row`` says where."""

    code = "bad_plan"


class BadFile(VenueError):
    """A file that is no plan: ``line`` says where."""

    code = "bad_file"


class PlanOutOfDate(VenueError):
    """A colleague saved this screen's drawing meanwhile: ``by`` and ``at``."""

    code = "plan_out_of_date"


class TooFewSpaces(VenueError):
    """Fewer wheelchair spaces than the law asks for, and nobody confirmed it: ``needed``, ``drawn``."""

    code = "too_few_spaces"


class ScreenInUse(VenueError):
    """A screen that was sold stays in the books: it can be closed, not deleted."""

    code = "screen_in_use"


class BadBlock(VenueError):
    """Seats that cannot be kept off sale so: ``reason`` says why."""

    code = "bad_block"


class BadFault(VenueError):
    """A fault that cannot be told so."""

    code = "bad_fault"


class CinemaUnknown(VenueError):
    """No such cinema, or none this person may know of."""

    code = "cinema_unknown"


class ScreenUnknown(VenueError):
    """No such screen."""

    code = "screen_unknown"


class NameTaken(VenueError):
    """Another cinema has this short name, or another screen of the cinema this number."""

    code = "name_taken"


class BadZone(VenueError):
    """The time zone is not one of the IANA database."""

    code = "bad_zone"


class RoleUnknown(VenueError):
    """Roles are those of ``rules.rights.ROLES``."""

    code = "role_unknown"


class PersonUnknown(VenueError):
    """No such person in this cinema's team."""

    code = "person_unknown"


class NotYours(VenueError):
    """A role that holds more than who asks: ``role`` (BO-04)."""

    code = "not_yours"


class LastOwner(VenueError):
    """A cinema keeps one owner at least."""

    code = "last_owner"


class YourselfOut(VenueError):
    """Nobody shuts themselves out: a colleague does."""

    code = "yourself_out"


class AlreadyThere(VenueError):
    """The person is in the team already."""

    code = "already_there"


class InvitationDead(VenueError):
    """An invitation that was accepted, withdrawn or replaced, is too old, or never was."""

    code = "invitation_dead"
