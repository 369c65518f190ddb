"""What accounts refuse."""

from __future__ import annotations

from typing import ClassVar


class AccountError(Exception):
    """Root of the room's errors. ``reason`` narrows a code."""

    code: ClassVar[str] = "account"

    def __init__(self, reason: str = "", **facts: object) -> None:
        super().__init__(self.code, reason)
        self.reason = reason
        self.facts = facts

    @property
    def key(self) -> str:
        """The key of its words: ``code`` or ``code.reason``."""
        return f"{self.code}.{self.reason}" if self.reason else self.code


class WrongCredentials(AccountError):
    """Unknown address or wrong password: never said which."""

    code = "wrong_credentials"


class TooManyAttempts(AccountError):
    """Too many failures for this account or network; ``minutes`` until the next try."""

    code = "too_many_attempts"


class WeakPassword(AccountError):
    """Too ``short``, too ``common``, or made of what everybody knows of its owner (``personal``)."""

    code = "weak_password"


class LinkDead(AccountError):
    """A link that opens once: used, too old, replaced by a newer one, or never made."""

    code = "link_dead"


class EmailTaken(AccountError):
    """The address has an account that is open."""

    code = "email_taken"
