"""One stack of real programs for all cases of this folder: only what was killed is started again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.rig.stack import Stack, stack

SCREENINGS = 24


@dataclass
class Stage:
    """The stack with a chain on it, a screening for each case, and one of free seating."""

    stack: Stack
    free: int
    screenings: list[int] = field(default_factory=list)

    def screening(self) -> int:
        """One that nobody has bought for yet."""
        return self.screenings.pop()


@pytest.fixture(scope="session")
def stage(prepared_database: str) -> Iterator[Stage]:
    """Web, worker, bank, mailbox and PostgreSQL as processes, and something to buy."""
    from tests.cast import build_chain
    from tests.plugin import _forget_caches

    with stack() as made:
        with made.from_here():
            chain = build_chain()
            screenings = [chain.screening(in_minutes=24 * 60 + 200 * n) for n in range(SCREENINGS)]
            free = chain.screening(in_minutes=24 * 60, free=True)
        yield Stage(made, free, screenings)
    _forget_caches()
