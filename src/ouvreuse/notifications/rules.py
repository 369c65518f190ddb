"""Pure: what a template's first line says."""

from __future__ import annotations


def split_subject(text: str) -> tuple[str, str]:
    """A rendered text part begins with its subject line, an empty line, then the body."""
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"
