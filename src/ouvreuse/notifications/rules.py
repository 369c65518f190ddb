"""Pure: what a template's first line says, and how long a message waits after a refusal."""

from __future__ import annotations

from datetime import timedelta

LONGEST_PAUSE = timedelta(hours=5)


def split_subject(text: str) -> tuple[str, str]:
    """A rendered text part begins with its subject line, an empty line, then the body."""
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def pause_after(attempts: int) -> timedelta:
    """How long the rescue leaves a message to its own job, which tries again 4, 16, 64 ... seconds later."""
    return min(timedelta(minutes=1, seconds=1.5 * 4 ** min(attempts, 8)), LONGEST_PAUSE)
