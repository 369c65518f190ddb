"""Run every check, two at a time, whatever the others say; one line each with its time, then the faults."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

Finder = Callable[[], Sequence[str]]
AT_ONCE = 2
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Check:
    """A name, what finds its faults, and what only deserves a word: one line each, none when all is well."""

    name: str
    find: Finder
    warn: Finder = tuple


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found, and in how many seconds."""

    name: str
    faults: tuple[str, ...]
    seconds: float
    warnings: tuple[str, ...] = ()


def perform(check: Check) -> Outcome:
    """One check; a crash of the check itself is a fault, never silence."""
    started = time.monotonic()
    warnings: tuple[str, ...] = ()
    try:
        faults, warnings = tuple(check.find()), tuple(check.warn())
    except Exception as problem:
        faults = (f"the check itself failed: {type(problem).__name__}: {problem}",)
    return Outcome(check.name, faults, time.monotonic() - started, warnings)


def run(checks: Sequence[Check], *, write: Callable[[str], object] = sys.stdout.write) -> bool:
    """All checks; whether every one is clean."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for done in as_completed([pool.submit(perform, check) for check in checks]):
            outcome = done.result()
            outcomes.append(outcome)
            mark = f"{len(outcome.faults)} faults" if outcome.faults else "ok"
            warned = f"   {len(outcome.warnings)} warnings" if outcome.warnings else ""
            write(f"{outcome.name:<36} {mark:>10} {outcome.seconds:7.1f} s{warned}\n")
    for outcome in outcomes:
        _list(outcome.name, outcome.faults, write=write)
        _list(f"{outcome.name}: warnings", outcome.warnings, write=write)
    failed = sum(bool(outcome.faults) for outcome in outcomes)
    write(
        f"\n{failed} of {len(outcomes)} checks found faults\n"
        if failed
        else f"\n{len(outcomes)} checks, all clean\n"
    )
    return not failed


def _list(title: str, lines: Sequence[str], *, write: Callable[[str], object]) -> None:
    if lines:
        hidden = len(lines) - SHOWN
        write(f"\n{title}\n" + "".join(f"  {line}\n" for line in lines[:SHOWN]))
        write(f"  … and {hidden} more\n" if hidden > 0 else "")
