"""Seat maps: the drawing under way and the versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.venues import rules
from ouvreuse.venues.errors import PlanOutOfDate, ScreenUnknown, TooFewSpaces
from ouvreuse.venues.models import Screen, SeatMap, SeatMapDraft


@transaction.atomic
def publish_seat_map(
    screen: int,
    seats: Iterable[rules.Seat | Mapping[str, object]] | rules.Plan,
    *,
    note: str = "",
    actor: int | None = None,
    actor_label: str = "",
) -> int:
    """Give a screen a new version of its plan; earlier versions stay for what was sold. Returns its id.

    Seats keep the place number they had in any earlier version. Screenings keep the version they were made with.
    ``actor_label``: empty tells nobody (the demonstration, tests). Raises ``BadPlan`` and ``ScreenUnknown``.
    """
    plan = seats if isinstance(seats, rules.Plan) else rules.plan_of(seats)
    row = Screen.objects.select_for_update(of=("self",)).filter(id=screen).first()
    if row is None:
        raise ScreenUnknown(screen=screen)
    known, last = _known(screen)
    plan = rules.keep_places(plan, known=known)
    made = SeatMap.objects.create(
        screen_id=screen, version=last + 1, capacity=plan.capacity, kinds=plan.kinds, partners=plan.partners,
        seats=[seat.to_json() for seat in plan.seats], zones=[zone.to_json() for zone in plan.zones], note=note,
        created_at=clock.now(),
    )  # fmt: skip
    if actor_label:
        accounts.record(
            "publish_seat_map", subject=f"screen:{screen}", actor=actor, actor_label=actor_label,
            cinema=row.cinema_id, facts={"version": made.version, "seats": plan.capacity, "note": note},
        )  # fmt: skip
    return made.id


def _known(screen: int) -> tuple[dict[tuple[str, str], int], int]:
    """The place number of every seat the screen ever had, and the number of its last version."""
    places: dict[tuple[str, str], int] = {}
    last = 0
    for version, seats in SeatMap.objects.filter(screen_id=screen).values_list("version", "seats"):
        last = max(last, version)
        places.update({(seat["row"], seat["number"]): seat["place"] for seat in seats})
    return places, last


@transaction.atomic
def save_draft(screen: int, document: rules.Document, *, seen: int, by: str) -> int:
    """Keep the drawing as it is, right or not yet; returns its new revision.

    ``seen``: the revision its person began with, 0 for none. Raises ``PlanOutOfDate`` when a colleague saved
    meanwhile, and ``ScreenUnknown``.
    """
    if not Screen.objects.select_for_update(of=("self",)).filter(id=screen).exists():
        raise ScreenUnknown(screen=screen)
    row = SeatMapDraft.objects.filter(screen_id=screen).first()
    if row is not None and row.revision != seen:
        raise PlanOutOfDate(by=row.saved_by, at=row.saved_at.isoformat(), revision=row.revision)
    revision = (row.revision if row else seen) + 1
    SeatMapDraft.objects.update_or_create(
        screen_id=screen,
        defaults={
            "document": document.to_json(), "revision": revision, "saved_by": by, "saved_at": clock.now(),
        },
    )  # fmt: skip
    return revision


@transaction.atomic
def drop_draft(screen: int) -> bool:
    """Forget the drawing under way; False when there is none."""
    gone, _ = SeatMapDraft.objects.filter(screen_id=screen).delete()
    return bool(gone)


@transaction.atomic
def publish_draft(
    screen: int,
    *,
    seen: int,
    note: str = "",
    confirmed: bool = False,
    actor: int | None,
    actor_label: str = "staff",
) -> int:
    """Make the drawing under way the next version of the plan, and put it away; returns the version's id.

    ``confirmed``: a person typed that the hall may have fewer wheelchair spaces than the law asks for. Raises
    ``TooFewSpaces`` otherwise, ``BadPlan``, ``PlanOutOfDate`` and ``ScreenUnknown``.
    """
    draft = SeatMapDraft.objects.select_for_update(of=("self",)).filter(screen_id=screen).first()
    if draft is None or draft.revision != seen:
        raise PlanOutOfDate(by=draft.saved_by if draft else "", revision=draft.revision if draft else 0)
    plan = rules.document_kept(draft.document).plan()
    if plan.missing_wheelchair_spaces and not confirmed:
        raise TooFewSpaces(needed=rules.legal_wheelchair_minimum(plan.capacity), drawn=plan.kinds.count("W"))
    made = publish_seat_map(screen, plan, note=note, actor=actor, actor_label=actor_label)
    draft.delete()
    return made
