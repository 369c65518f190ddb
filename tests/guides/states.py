"""Draws docs/states.md from the written tables of states: ``python -m tests.guides.states``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "states.md"
SOURCE = ROOT / "src" / "ouvreuse"
TRIGGER = re.compile(
    r"FUNCTION (\w+_forward_only)\(\).*?NOT \(OLD\.state, NEW\.state\) IN \((.*?)\)\s*THEN", re.DOTALL
)
STEP = re.compile(r"\('(\w+)', '(\w+)'\)")
Step = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """The written states of one thing: where it begins, where it may rest, and the steps allowed."""

    name: str
    start: str
    rests: frozenset[str]
    steps: tuple[Step, ...]
    source: str

    @property
    def states(self) -> set[str]:
        """Every state named."""
        return {self.start} | {state for step in self.steps for state in step}

    def after(self, state: str) -> set[str]:
        """Where it may go from there."""
        return {target for source, target in self.steps if source == state}


def steps_in_sql(path: Path) -> tuple[Step, ...]:
    """The steps the trigger of a ``guards.sql`` allows."""
    found = TRIGGER.findall(path.read_text())
    if len(found) != 1:
        raise ValueError(f"{path}: one trigger …_forward_only is expected, {len(found)} found")
    steps = tuple(STEP.findall(found[0][1]))
    if len(steps) != found[0][1].count("("):
        raise ValueError(f"{path}: a step is written in another way")
    return steps


def steps_in_python(table: Mapping[str, Iterable[str]]) -> tuple[Step, ...]:
    """The steps of a table kept in ``rules``."""
    return tuple((source, target) for source, targets in table.items() for target in sorted(targets))


def tables() -> tuple[Table, ...]:
    """Orders, payments and refunds, read from the code."""
    from ouvreuse.payments.rules import REFUND_STEPS

    booking, payments = (f"{room}/migrations/sql/guards.sql" for room in ("booking", "payments"))
    return (
        Table(
            "Order",
            "held",
            frozenset({"confirmed", "expired", "cancelled", "refunded"}),
            steps_in_sql(SOURCE / booking),
            f"src/ouvreuse/{booking}",
        ),
        Table(
            "Payment",
            "created",
            frozenset({"succeeded", "expired", "cancelled", "failed"}),
            steps_in_sql(SOURCE / payments),
            f"src/ouvreuse/{payments}",
        ),
        Table(
            "Refund",
            "requested",
            frozenset({"done", "failed"}),
            steps_in_python(REFUND_STEPS),
            "src/ouvreuse/payments/rules.py",
        ),
    )


def diagram(table: Table) -> str:
    """The Mermaid drawing of a table."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {table.start}"]
    lines += [f"    {source} --> {target}" for source, target in table.steps]
    lines += [f"    {state} --> [*]" for state in sorted(table.rests)]
    return "\n".join([*lines, "```"])


MEANING = {
    "Order": (
        "`held`: seats kept for eight minutes. `paying`: seats in payment, nobody may take them over until the bank"
        " has answered. `confirmed`: paid, tickets issued. `expired`: not paid in time; if money comes late all the"
        " same, `settle` takes the same seats again when every one is free, else gives it back. `cancelled`: given"
        " up by the visitor. `refunded`: the money goes back. `review`: the bank took another amount or currency"
        " than was due; no ticket is made and a person must look. `refund_order` gives all of it back."
    ),
    "Payment": (
        "`created`: the intent is committed, the bank not asked yet. `open`: its page is open. `unknown`: the call"
        " was made and its answer lost; it is asked again with the same key, never called a failure. A late success"
        " is heard after any other end, a success is never taken back."
    ),
    "Refund": (
        "`requested`: the intent. `pending`: the bank took it. `done`: paid back, as far as the bank knows; it may"
        " still fail later, when an account is closed. Refunds of a payment never pass what was captured: a trigger"
        " adds them up."
    ),
}


def page() -> str:
    """The whole of docs/states.md."""
    parts = [
        "# States",
        "Drawn from the code by `python -m tests.guides.states`; a test fails when this page is not current. A step"
        " that is not drawn is refused by a trigger of the database (orders, payments) or ignored by the rule"
        " (refunds).",
    ]
    for table in tables():
        parts += [f"## {table.name}", diagram(table), MEANING[table.name], f"Source: `{table.source}`."]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
