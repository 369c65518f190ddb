"""Drafts planned, rewritten, published and taken away; any number of them in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from ouvreuse.accounts import actions as accounts
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import sqlstate
from ouvreuse.pricing.queries import price_list_in_use
from ouvreuse.programme.errors import (
    ProgrammeError,
    ReferenceTaken,
    ScreenClosed,
    ScreeningOnSale,
    ScreeningUnknown,
    ScreenOccupied,
)
from ouvreuse.programme.models import Screening
from ouvreuse.programme.queries import never_on_sale
from ouvreuse.programme.rules.labels import PUBLIC
from ouvreuse.programme.rules.quotas import quotas_of
from ouvreuse.programme.rules.sale import SaleTimes
from ouvreuse.venues.models import SeatMap

from .shaping import TIMES, Plan, Shapes, extras_of, quota_columns, sale_columns, usual_sale

ON_SALE_STATE = "OV903"
CLOSED_STATE = "OV907"
AGES = timedelta(days=400 * 365)
WRITTEN = (
    *TIMES,
    "screen",
    "seat_map",
    "capacity",
    "free_seating",
    "film",
    "version",
    "price_version",
    "pre_show_min",
    "turnaround_min",
    "note_fr",
    "note_en",
    "external_ref",
    "web_opens_at",
    "web_closes_at",
    "counter_opens_at",
    "counter_closes_at",
    "kind",
    "labels",
    "max_per_order",
    "companion_release_min",
    "quotas",
    "quota_release_min",
    "revision",
)


def plan_screening(plan: Plan) -> int:
    """Plan one draft; returns its id. See `plan_screenings`."""
    return plan_screenings([plan])[0]


@transaction.atomic
def plan_screenings(plans: Sequence[Plan], *, ids: Sequence[int] = ()) -> list[int]:
    """Plan drafts, all or none, in a fixed number of statements; returns ids in order.

    `ids`: those they had, for drafts that were taken away and come back.

    The seat map is the newest of the screen. The web sells from the publication until the film starts, the
    counter for half an hour more, but for what `Plan.sale` says. Raises `SaleOutOfOrder`, `ScreenOccupied`
    when the exclusion constraint says so (T-18), `ReferenceTaken`, `ScreenClosed`, and `ScreeningRefused` for a
    screen without a map or an unknown screen or version.
    """
    now = clock.now()
    shapes = Shapes(plans)
    for plan in plans:
        shapes.require_open(plan)
    rows = [Screening(**_columns(plan, shapes, now=now), id=id) for plan, id in zip_longest(plans, ids)]
    with _refusing(plans):
        return [row.id for row in Screening.objects.bulk_create(rows)]


def _columns(plan: Plan, shapes: Shapes, *, now: datetime) -> dict[str, Any]:
    """All of a new screening."""
    columns, extras = shapes.columns(plan), extras_of(plan)
    return {
        **columns,
        **sale_columns(plan, usual_sale(columns, opens=now), kind=extras.kind),
        **quota_columns(shapes.quotas(plan.screen)),
        **extras.columns(),
        "cinema_id": shapes.cinema(plan),
    }


@transaction.atomic
def replan_screenings(changes: Mapping[int, Plan]) -> None:
    """Rewrite screenings by id, all or none; screenings may swap places. Queues nothing, tells nobody.

    Raises `ScreeningUnknown`, `ScreenOccupied`, `ScreenClosed`, `ReferenceTaken`, `ScreeningRefused`,
    `SaleOutOfOrder`, and `ScreeningOnSale` for a screening on sale, unless the caller is a verb of booking.
    """
    rows = {
        row.id: row for row in Screening.objects.filter(id__in=changes).order_by("id").select_for_update()
    }
    for missing in changes.keys() - rows.keys():
        raise ScreeningUnknown(screening=missing)
    shapes = Shapes(list(changes.values()), left={row.screen_id for row in rows.values()})
    before = {row.id: _standing(row) for row in rows.values()}
    for screening, plan in changes.items():
        _rewrite(rows[screening], plan, shapes)
    moved = [row.id for row in rows.values() if _standing(row) != before[row.id]]
    with _refusing(list(changes.values())):
        _set_aside(moved)
        Screening.objects.bulk_update(rows.values(), WRITTEN, batch_size=200)


@transaction.atomic
def publish_screenings(
    screenings: Iterable[int],
    *,
    at: datetime | None = None,
    cinema: int | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Publish drafts at once, or from the instant `at` on; returns how many changed. Idempotent.

    Told `at`, it also moves publications still to come there. Web sale opens with the publication unless a
    later opening was set.
    """
    ids = sorted(set(screenings))
    now = clock.now()
    instant = at or now
    chosen = Q(state=Screening.State.DRAFT)
    if at:
        chosen |= Q(state=Screening.State.PUBLISHED, published_at__gt=now) & ~Q(published_at=at)
    rows = Screening.objects.filter(chosen, id__in=ids)
    opening = rows.filter(Q(web_opens_at__lt=instant) | Q(web_opens_at=F("published_at")), kind=PUBLIC)
    opening.update(web_opens_at=instant)
    count = rows.update(state=Screening.State.PUBLISHED, published_at=instant, revision=F("revision") + 1)
    if count:
        accounts.record(
            "publish_screenings",
            subject="programme",
            actor=actor,
            actor_label=actor_label,
            cinema=cinema,
            facts={"count": count, "at": instant.isoformat(), "first": ids[0], "last": ids[-1]},
        )
    return count


@transaction.atomic
def cancel_draft(screening: int, *, actor: int | None = None, actor_label: str = "cli") -> None:
    """Take a screening never on sale out of the programme: nobody ever saw it, so the row goes.

    Raises `ScreeningUnknown`, and `ScreeningOnSale` when it is or was on sale.
    """
    row = Screening.objects.select_for_update().filter(id=screening).first()
    if row is None:
        raise ScreeningUnknown(screening=screening)
    seen = row.published_at is not None and row.published_at <= clock.now()
    if row.state == Screening.State.CANCELLED or (row.state == Screening.State.PUBLISHED and seen):
        raise ScreeningOnSale(screening=screening)
    accounts.record(
        "cancel_draft",
        subject=f"screening:{screening}",
        actor=actor,
        actor_label=actor_label,
        cinema=row.cinema_id,
        facts={"starts_at": row.starts_at.isoformat()},
    )
    with _refusing([]):
        row.delete()


@transaction.atomic
def apply_prices(price_list: int, *, actor: int | None = None, actor_label: str = "cli") -> int:
    """Give the coming screenings of a list that were never on sale the version that serves their start.

    Returns how many changed. Screenings on sale keep theirs (booking's `change_price_list`). Raises
    `PriceListUnknown` for a list without a version, or a retired one.
    """
    prices = price_list_in_use(price_list)
    rows = never_on_sale(price_list).select_for_update(of=("self",), no_key=True).order_by("id")
    moved = []
    for row in rows:
        version = prices.at(row.starts_at).id
        if row.price_version_id != version:
            row.price_version_id = version
            moved.append(row)
    Screening.objects.bulk_update(moved, ["price_version"], batch_size=200)
    if moved:
        accounts.record(
            "apply_prices",
            subject=f"price_list:{price_list}",
            actor=actor,
            actor_label=actor_label,
            cinema=prices.cinema_id,
            facts={"count": len(moved), "screenings": [row.id for row in moved][:500]},
        )
    return len(moved)


@transaction.atomic
def take_seat_map(
    screenings: Iterable[int], *, seat_map: int, actor: int | None = None, actor_label: str = "staff"
) -> int:
    """Give drafts another plan of their hall; returns how many took it. Once published, booking alone may
    (``change_seat_map``): others are left as they are."""
    plan = SeatMap.objects.only("screen_id", "capacity").get(id=seat_map)
    rows = Screening.objects.filter(
        id__in=list(screenings), state=Screening.State.DRAFT, screen_id=plan.screen_id
    ).exclude(seat_map_id=seat_map)
    ids = sorted(rows.select_for_update().values_list("id", flat=True))
    Screening.objects.filter(id__in=ids).update(seat_map_id=seat_map, capacity=plan.capacity)
    if ids:
        accounts.record(
            "take_seat_map", subject=f"screen:{plan.screen_id}", actor=actor, actor_label=actor_label,
            facts={"seat_map": seat_map, "screenings": ids},
        )  # fmt: skip
    return len(ids)


BOUGHT = ("screen_id", "film_id", "version_id", "starts_at")  # what somebody buys who buys a ticket


def _rewrite(row: Screening, plan: Plan, shapes: Shapes) -> None:
    """Put the columns in, but keep the plan of the seats while the screen stays, and the closings of the
    sale as far from the film as they were set, but for those the plan says."""
    columns = shapes.columns(plan)
    if (columns["screen_id"], columns["starts_at"]) != (row.screen_id, row.starts_at):
        shapes.require_open(plan)
    kept = {"seat_map_id", "capacity", "free_seating"} if columns["screen_id"] == row.screen_id else set()
    another = any(getattr(row, name) != columns[name] for name in BOUGHT)
    shift = columns["film_starts_at"] - row.film_starts_at
    before = SaleTimes(row.web_opens_at, row.web_closes_at, row.counter_opens_at, row.counter_closes_at)
    extras = {**_quotas_there(row, plan, shapes), **(plan.extras.columns() if plan.extras else {})}
    sale = sale_columns(plan, before.closing_later(shift), kind=extras.get("kind", row.kind))
    for name, value in {**columns, **sale, **extras}.items():
        if name not in kept:
            setattr(row, name, value)
    row.revision += another


def _quotas_there(row: Screening, plan: Plan, shapes: Shapes) -> dict[str, Any]:
    """Never on sale, it follows its screen: who has the usual places held back takes those of the other screen."""
    unseen = row.published_at is None or row.published_at > clock.now()
    usual = quotas_of(row.quotas, row.quota_release_min) == shapes.quotas(row.screen_id)
    return quota_columns(shapes.quotas(plan.screen)) if unseen and usual else {}


def _standing(row: Screening) -> tuple[object, ...]:
    """What no two screenings may share."""
    return row.screen_id, row.starts_at, row.occupied_until, row.external_ref


def _set_aside(ids: Sequence[int]) -> None:
    """Move rows out of the way for a moment, so that screenings may take each other's place."""
    later = {name: F(name) + AGES for name in TIMES}
    Screening.objects.filter(id__in=ids).update(**later, external_ref="")


@contextmanager
def _refusing(plans: Sequence[Plan]) -> Iterator[None]:
    """Turns the refusals of the database into ours, in a savepoint so that the transaction lives on."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        refusal = _refusal(problem, plans)
        if refusal is None:
            raise
        raise refusal from problem


def _refusal(problem: DatabaseError, plans: Sequence[Plan]) -> ProgrammeError | None:
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
    if name == "screening_no_overlap" and plans:
        return ScreenOccupied(screen=plans[0].screen, starts_at=plans[0].starts_at)
    if name == "screening_ref_once" and plans:
        return ReferenceTaken(external_ref=plans[0].external_ref)
    if sqlstate(problem) == CLOSED_STATE and plans:
        return ScreenClosed(screen=plans[0].screen)
    return ScreeningOnSale() if sqlstate(problem) == ON_SALE_STATE else None


def as_booking_verb() -> None:
    """Let the rest of this transaction change screenings on sale; for verbs of booking only (inner)."""
    if not connection.in_atomic_block:
        raise RuntimeError("as_booking_verb needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ouvreuse.booking_verb = 'on'")
