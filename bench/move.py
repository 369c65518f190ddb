"""A sold-out hall of 300 moves to one of 120: how long the plan and the move take, and that nobody is lost."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from typing import Any

from bench import budget
from bench.rig import Rig, broken_invariants, rig, setup_django

SOLD, ROWS, COLUMNS = 300, 8, 15


def play() -> tuple[int, int]:
    """A hall sold to parties of one to five, and a smaller one; their screening and screen. Run as the owner."""
    from bench.stage import build
    from ouvreuse.booking import actions
    from ouvreuse.programme.models import Screening
    from ouvreuse.venues import actions as venues

    (screening,) = build(screenings=1)
    cinema = Screening.objects.values_list("cinema_id", flat=True).get(id=screening)
    screen = venues.create_screen(cinema, number=2, name="Salle 2")
    venues.publish_seat_map(screen, venues_plan())
    chance, place = random.Random(7), 1
    while place <= SOLD:
        party = range(place, min(place + chance.choice((1, 2, 2, 2, 3, 4, 5)), SOLD + 1))
        place = party.stop
        actions.sell(screening, places=list(party), rates=["PLEIN"] * len(party), email="banc@example.org")
    return screening, screen


def venues_plan() -> Any:
    """A plain hall of 120."""
    from ouvreuse.venues.rules import plan_from_letters

    return plan_from_letters("\n".join(["S" * COLUMNS] * ROWS))


def run(made: Rig, screening: int, screen: int) -> dict[str, Any]:
    """The plan and the move, timed, and what became of everybody.

    While the move lasts the cinema's sales wait for its counters: what it sends to the database is counted.
    """
    from ouvreuse.booking import actions
    from ouvreuse.booking.models import Ticket
    from ouvreuse.booking.queries.changes import move_plan

    begun = time.perf_counter()
    plan = move_plan(screening, screen=screen)
    made.count_statements()
    planned = time.perf_counter()
    actions.move_screening(
        screening, screen=screen, reason="bench", seen=plan.seen, unseated=dict.fromkeys(plan.unseated, 0)
    )
    moved = time.perf_counter()
    statements = made.statements()
    valid = Ticket.objects.filter(screening_id=screening, voided_at__isnull=True)
    refunded = Ticket.objects.filter(
        screening_id=screening, voided_at__isnull=False, replaced_by__isnull=True
    )
    places = valid.values("place").distinct().count()
    return {
        "sold": SOLD,
        "plan_ms": round(1000 * (planned - begun), 1),
        "move_ms": round(1000 * (moved - planned), 1),
        "statements": sum(calls for calls, _ms, _text in statements),
        "seated": valid.count(),
        "refunded": refunded.count(),
        "apart": len(plan.apart),
        "lost": SOLD - valid.count() - refunded.count(),
        "double": valid.count() - places,
        "audit": broken_invariants(),
    }


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="ouvreuse bench move")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    with rig() as made:
        setup_django()
        found = run(made, *play())
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


if __name__ == "__main__":
    main()
