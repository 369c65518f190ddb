"""What is remembered, for how long, and by whom it is made."""

from __future__ import annotations

import threading

import pytest

from ouvreuse.storefront import caching
from ouvreuse.storefront.caching import Brief

pytestmark = pytest.mark.unit


def test_made_once_then_remembered_until_two_seconds_have_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(caching.time, "monotonic", lambda: now[0])
    memory, made = Brief(), []
    for later in (0.0, 1.9, 2.1):
        now[0] = 100.0 + later
        memory.recall("page", lambda: made.append(now[0]) or len(made))
    assert made == [100.0, 102.1]


def test_what_is_not_kept_is_made_again() -> None:
    memory, made = Brief(), []
    for _ in range(2):
        memory.recall("page", lambda: made.append(1) or 404, keep=lambda status: status == 200)
    assert len(made) == 2


def test_an_error_is_not_remembered_and_blocks_nobody() -> None:
    memory = Brief()

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        memory.recall("page", fail)
    assert memory.recall("page", lambda: 7) == 7


def test_a_rush_costs_one_drawing() -> None:
    memory, made, barrier = Brief(), [], threading.Barrier(8)

    def draw() -> int:
        made.append(1)
        threading.Event().wait(0.05)
        return 7

    def visitor() -> None:
        barrier.wait()
        assert memory.recall("page", draw) == 7

    threads = [threading.Thread(target=visitor) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_the_oldest_goes_first_past_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "PAGES_KEPT", 3)
    memory = Brief()
    for page in range(5):
        memory.recall(page, lambda: 1)
    assert list(memory) == [2, 3, 4]
