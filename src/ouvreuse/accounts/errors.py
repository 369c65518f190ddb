"""What accounts refuse."""

from __future__ import annotations

from typing import ClassVar


class AccountError(Exception):
    """Root of the room's errors."""

    code: ClassVar[str] = "account"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class WrongCredentials(AccountError):
    """Unknown address or wrong password: never said which."""

    code = "wrong_credentials"


class TooManyAttempts(AccountError):
    """Too many failures for this account or network; ``minutes`` until the next try."""

    code = "too_many_attempts"
