"""What `up` tells: each step before it is done, then its seconds, whoever speaks meanwhile."""

from __future__ import annotations

import io
import re

import pytest

from ouvreuse.project.up.progress import Progress

pytestmark = pytest.mark.unit


def test_a_step_is_told_before_it_is_done_and_ends_with_its_seconds() -> None:
    out = io.StringIO()
    progress = Progress(out)
    with progress.step("starting PostgreSQL"):
        assert out.getvalue() == "ouvreuse: starting PostgreSQL … "
    progress.tell("open")
    assert re.fullmatch(r"ouvreuse: starting PostgreSQL … \d+\.\d s\nouvreuse: open\n", out.getvalue())


def test_who_speaks_meanwhile_gets_a_line_and_so_does_the_end_of_the_step() -> None:
    out = io.StringIO()
    progress = Progress(out)
    with progress.step("starting the site"):
        progress.tell("web: late")
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["ouvreuse: starting the site … ", "ouvreuse: web: late"]
    assert re.fullmatch(r"ouvreuse: starting the site: \d+\.\d s", lines[2])


def test_a_step_that_fails_leaves_the_line_free_for_the_reason() -> None:
    out = io.StringIO()
    with pytest.raises(ValueError, match="no"), Progress(out).step("making the database"):
        raise ValueError("no")
    assert out.getvalue() == "ouvreuse: making the database … \n"


def test_nobody_needs_to_watch() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    progress, done = Progress(Gone()), []
    with progress.step("starting"):
        done.append(True)
    progress.tell("open")
    assert done == [True]
