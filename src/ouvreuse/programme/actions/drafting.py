"""Drafts planned, rewritten, published and taken away; any number of them in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from ouvreuse.accounts import actions as accounts
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import sqlstate
from ouvreuse.pricing.queries import price_list_in_use
from ouvreuse.programme.errors import (
    ProgrammeError,
    ReferenceTaken,
    SaleOutOfOrder,
    ScreeningOnSale,
    ScreeningRefused,
    ScreeningUnknown,
    ScreenOccupied,
)
from ouvreuse.programme.models import Screening
from ouvreuse.programme.queries import never_on_sale
from ouvreuse.programme.rules.labels import PUBLIC
from ouvreuse.programme.rules.sale import NOTHING_SAID, SaleTimes, disorder, usual_closings
from ouvreuse.programme.rules.starts import PRE_SHOW_MIN, TURNAROUND_MIN, screening_times
from ouvreuse.venues.models import Screen, SeatMap

ON_SALE_STATE = "OV903"
AGES = timedelta(days=400 * 365)
AGES_AGO = datetime.min.replace(tzinfo=UTC)
TIMES = ("starts_at", "film_starts_at", "ends_at", "occupied_until")
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
    "revision",
)


@dataclass(frozen=True, slots=True)
class Extras:
    """What sheets say nothing of. ``kind`` and ``labels``: `rules.labels`; only a public screening sells on the web."""

    kind: str = PUBLIC
    labels: tuple[str, ...] = ()
    max_per_order: int = 10
    companion_release_min: int = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """One screening to plan. `starts_at` aware, the start of the pre-show; minutes are whole.

    `sale`: the instants at which channels begin and end to sell, where they are not the usual ones; with
    `sale_whole` it says all of them, and an empty one is empty. `extras` None: they stay what they are.
    """

    screen: int
    version: int
    price_version: int
    starts_at: datetime
    pre_show_min: int = PRE_SHOW_MIN
    turnaround_min: int = TURNAROUND_MIN
    note_fr: str = ""
    note_en: str = ""
    external_ref: str = ""
    max_per_order: int = 10
    sale: SaleTimes = NOTHING_SAID
    sale_whole: bool = False
    extras: Extras | None = None


def plan_screening(plan: Plan) -> int:
    """Plan one draft; returns its id. See `plan_screenings`."""
    return plan_screenings([plan])[0]


@transaction.atomic
def plan_screenings(plans: Sequence[Plan], *, ids: Sequence[int] = ()) -> list[int]:
    """Plan drafts, all or none, in a fixed number of statements; returns ids in order.

    `ids`: those they had, for drafts that were taken away and come back.

    The seat map is the newest of the screen. The web sells from the publication until the film starts, the
    counter for half an hour more, but for what `Plan.sale` says. Raises `SaleOutOfOrder`, `ScreenOccupied`
    when the exclusion constraint says so (T-18), `ReferenceTaken`, and `ScreeningRefused` for a screen without
    a map or an unknown screen or version.
    """
    now = clock.now()
    shapes = _Shapes(plans)
    rows = [
        Screening(
            **(columns := shapes.columns(plan)),
            **_sale(plan, _usual_sale(columns, opens=now), kind=(extras := _extras(plan)).kind),
            **asdict(extras),
            cinema_id=shapes.cinema(plan),
            id=id,
        )
        for plan, id in zip_longest(plans, ids)
    ]
    with _refusing(plans):
        return [row.id for row in Screening.objects.bulk_create(rows)]


@transaction.atomic
def replan_screenings(changes: Mapping[int, Plan]) -> None:
    """Rewrite screenings by id, all or none; screenings may swap places. Queues nothing, tells nobody.

    Raises `ScreeningUnknown`, `ScreenOccupied`, `ReferenceTaken`, `ScreeningRefused`, `SaleOutOfOrder`, and
    `ScreeningOnSale` for a screening on sale, unless the caller is a verb of booking.
    """
    rows = {
        row.id: row for row in Screening.objects.filter(id__in=changes).order_by("id").select_for_update()
    }
    for missing in changes.keys() - rows.keys():
        raise ScreeningUnknown(screening=missing)
    shapes = _Shapes(list(changes.values()))
    before = {row.id: _standing(row) for row in rows.values()}
    for screening, plan in changes.items():
        _rewrite(rows[screening], plan, shapes.columns(plan))
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


class _Shapes:
    """Columns of a screening from its plan, the screens, maps and runtimes read once."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        screens = {plan.screen for plan in plans}
        self.screens = {screen.id: screen for screen in Screen.objects.filter(id__in=screens)}
        maps = SeatMap.objects.filter(screen_id__in=screens).order_by("screen_id", "-version")
        newest = maps.distinct("screen_id").values_list("screen_id", "id", "capacity")
        self.maps = {screen: (seat_map, capacity) for screen, seat_map, capacity in newest}
        versions = FilmVersion.objects.filter(id__in={plan.version for plan in plans})
        self.films = {
            version: (film, runtime)
            for version, film, runtime in versions.values_list("id", "film_id", "film__runtime_min")
        }

    def cinema(self, plan: Plan) -> int:
        return self.screens[plan.screen].cinema_id

    def columns(self, plan: Plan) -> dict[str, Any]:
        if plan.screen not in self.maps:
            raise ScreeningRefused(problem=f"screen {plan.screen}")
        if plan.version not in self.films:
            raise ScreeningRefused(problem=f"version {plan.version}")
        seat_map, capacity = self.maps[plan.screen]
        film, runtime = self.films[plan.version]
        times = screening_times(
            plan.starts_at,
            runtime_min=runtime,
            pre_show_min=plan.pre_show_min,
            turnaround_min=plan.turnaround_min,
        )
        return {
            "screen_id": plan.screen,
            "seat_map_id": seat_map,
            "capacity": capacity,
            "free_seating": self.screens[plan.screen].free_seating,
            "film_id": film,
            "version_id": plan.version,
            "price_version_id": plan.price_version,
            **{name: getattr(times, name) for name in TIMES},
            "pre_show_min": plan.pre_show_min,
            "turnaround_min": plan.turnaround_min,
            "note_fr": plan.note_fr,
            "note_en": plan.note_en,
            "external_ref": plan.external_ref,
        }


def _usual_sale(columns: Mapping[str, Any], *, opens: datetime) -> SaleTimes:
    closings = usual_closings(film_starts_at=columns["film_starts_at"], ends_at=columns["ends_at"])
    return SaleTimes(web_opens_at=opens).over(closings)


def _extras(plan: Plan) -> Extras:
    return plan.extras or Extras(max_per_order=plan.max_per_order)


def _sale(plan: Plan, before: SaleTimes, *, kind: str) -> dict[str, datetime | None]:
    """The columns of the sale: what the plan says over what was. The web never sells what is not for the public."""
    sale = plan.sale if plan.sale_whole else plan.sale.over(before)
    judged = sale if kind == PUBLIC else replace(sale, web_opens_at=None)
    if plan.sale != NOTHING_SAID and (wrong := disorder(judged, publication=AGES_AGO)):
        raise SaleOutOfOrder(wrong.fault, opens=wrong.opens, closes=wrong.closes)
    return asdict(sale if kind == PUBLIC else replace(sale, web_opens_at=sale.web_closes_at))


BOUGHT = ("screen_id", "film_id", "version_id", "starts_at")  # what somebody buys who buys a ticket


def _rewrite(row: Screening, plan: Plan, columns: dict[str, Any]) -> None:
    """Put the columns in, but keep the plan of the seats while the screen stays, and the closings of the
    sale as far from the film as they were set, but for those the plan says."""
    kept = {"seat_map_id", "capacity", "free_seating"} if columns["screen_id"] == row.screen_id else set()
    another = any(getattr(row, name) != columns[name] for name in BOUGHT)
    shift = columns["film_starts_at"] - row.film_starts_at
    before = SaleTimes(row.web_opens_at, row.web_closes_at, row.counter_opens_at, row.counter_closes_at)
    extras = asdict(plan.extras) if plan.extras else {}
    sale = _sale(plan, before.closing_later(shift), kind=extras.get("kind", row.kind))
    for name, value in {**columns, **sale, **extras}.items():
        if name not in kept:
            setattr(row, name, value)
    row.revision += another


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
    return ScreeningOnSale() if sqlstate(problem) == ON_SALE_STATE else None


def as_booking_verb() -> None:
    """Let the rest of this transaction change screenings on sale; for verbs of booking only (inner)."""
    if not connection.in_atomic_block:
        raise RuntimeError("as_booking_verb needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ouvreuse.booking_verb = 'on'")
