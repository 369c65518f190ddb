"""The collector of a process that lives long."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit
PROGRAM = """
import gc, weakref
from ouvreuse.kernel import garbage
garbage.settle()
assert gc.get_freeze_count() > 1000
class Loop: pass
def lost():
    loop = Loop(); loop.itself = loop
    return weakref.ref(loop)
seen = lost()
kept = [[] for _ in range(garbage.YOUNG + 1000)]
assert seen() is None, "a cycle made later is still found"
"""


def test_what_is_loaded_is_left_alone_and_later_cycles_are_still_found() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
