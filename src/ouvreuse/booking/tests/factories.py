"""What tests of changes share: another screen, sales, and the verbs with the plan just shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.cast import Chain, plan_of
from tests.rig.orders import at_the_bank

from ouvreuse.booking import actions, flows
from ouvreuse.booking.queries.changes import Alteration, altered_plan, move_plan
from ouvreuse.kernel import clock
from ouvreuse.venues.models import Screen, SeatMap

WHY = "projector"


def screen(
    chain: Chain, *, rows: int, columns: int, number: int = 5, special: Any = None, free: bool = False
) -> int:
    """Another screen of the cinema."""
    row = Screen.objects.create(
        cinema_id=chain.cinema, number=number, name=f"Salle {number}", free_seating=free
    )
    seats = plan_of(rows, columns, special=special)
    SeatMap.objects.create(
        screen=row, version=1, capacity=len(seats), kinds="".join(str(s["kind"]) for s in seats),
        partners=[s["partner"] for s in seats], seats=seats, created_at=clock.now(),
    )  # fmt: skip
    return row.id


def sold(screening: int, *places: int, email: str = "camille@example.org", rates: Sequence[str] = ()) -> UUID:
    return actions.sell(screening, places=places, rates=rates or ["PLEIN"] * len(places), email=email)


def paid(bank: Any, screening: int, *places: int) -> UUID:
    order, session = at_the_bank(screening, *places)
    bank.order(pay=session)
    assert flows.settle_now(order) == "confirmed"
    return order


def move(screening: int, to: int, **more: Any) -> actions.Moved:
    seen = more.pop("seen", None) or move_plan(screening, screen=to).seen
    return actions.move_screening(screening, screen=to, reason=WHY, seen=seen, **more)


def alter(screening: int, **what: Any) -> int:
    alteration = Alteration(**what)
    return actions.alter_screening(
        screening, alteration=alteration, reason=WHY, seen=altered_plan(screening, alteration=alteration).seen
    )


def enter(chain: Chain, code: str) -> Any:
    return actions.admit(code, cinemas=frozenset({chain.cinema}), user=None, way="typed")
