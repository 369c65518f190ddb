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
