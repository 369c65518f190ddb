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
    """A name, and what finds its faults: one line each, none when all is well."""

    name: str
    find: Finder


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found, and in how many seconds."""

    name: str
    faults: tuple[str, ...]
    seconds: float


def perform(check: Check) -> Outcome:
    """One check; a crash of the check itself is a fault, never silence."""
    started = time.monotonic()
    try:
        faults = tuple(check.find())
    except Exception as problem:
        faults = (f"the check itself failed: {type(problem).__name__}: {problem}",)
    return Outcome(name=check.name, faults=faults, seconds=time.monotonic() - started)


def run(checks: Sequence[Check], *, write: Callable[[str], object] = sys.stdout.write) -> bool:
    """All checks; whether every one is clean."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for done in as_completed([pool.submit(perform, check) for check in checks]):
            outcome = done.result()
            outcomes.append(outcome)
            mark = f"{len(outcome.faults)} faults" if outcome.faults else "ok"
            write(f"{outcome.name:<36} {mark:>10} {outcome.seconds:7.1f} s\n")
    for outcome in outcomes:
        if outcome.faults:
            hidden = len(outcome.faults) - SHOWN
            write(f"\n{outcome.name}\n" + "".join(f"  {fault}\n" for fault in outcome.faults[:SHOWN]))
            write(f"  … and {hidden} more\n" if hidden > 0 else "")
    failed = sum(bool(outcome.faults) for outcome in outcomes)
    write(
        f"\n{failed} of {len(outcomes)} checks found faults\n"
        if failed
        else f"\n{len(outcomes)} checks, all clean\n"
    )
    return not failed
