"""What a process that lives long tells Python's collector of cycles."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

YOUNG, MIDDLE, OLD = 20_000, 20, 20


def settle() -> None:
    """Call once everything is loaded: what is there now stays for ever and is never looked at again.

    Then collect less often: requests and jobs leave few cycles, and looking for them took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def give_back() -> None:
    """Call after a heap of work: what the C library keeps for more of it goes back to the system, where it can."""
    with suppress(OSError, AttributeError):  # glibc's own
        ctypes.CDLL(None).malloc_trim(0)
