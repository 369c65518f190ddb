"""Pure: what a template's first line says, and how long a message waits after a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import formataddr

LONGEST_PAUSE = timedelta(hours=1)


def split_subject(text: str) -> tuple[str, str]:
    """A rendered text part begins with its subject line, an empty line, then the body."""
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def pause_after(attempts: int) -> timedelta:
    """How long a message waits after its n-th refusal: 4, 16, 64 ... seconds, an hour at most."""
    return min(timedelta(seconds=4 ** min(attempts, 8)), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server letters go to. ``security``: tls, starttls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    sender_name: str = ""

    @property
    def from_header(self) -> str:
        """The sender as letters show it."""
        return formataddr((self.sender_name, self.sender)) if self.sender_name else self.sender
