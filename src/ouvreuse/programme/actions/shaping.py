"""From a plan to the columns of a screening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.programme.errors import SaleOutOfOrder, ScreenClosed, ScreeningRefused
from ouvreuse.programme.rules.labels import PUBLIC
from ouvreuse.programme.rules.quotas import Quotas, on_the_web
from ouvreuse.programme.rules.sale import NOTHING_SAID, SaleTimes, disorder, usual_closings
from ouvreuse.programme.rules.starts import PRE_SHOW_MIN, TURNAROUND_MIN, screening_times
from ouvreuse.venues.models import Screen, SeatMap

AGES_AGO = datetime.min.replace(tzinfo=UTC)
TIMES = ("starts_at", "film_starts_at", "ends_at", "occupied_until")


@dataclass(frozen=True, slots=True)
class Extras:
    """What sheets say nothing of. ``kind`` and ``labels``: `rules.labels`; only a public screening sells on the web.

    ``quotas`` None: they stay what they are, and a new screening has those of its screen.
    """

    kind: str = PUBLIC
    labels: tuple[str, ...] = ()
    max_per_order: int = 10
    companion_release_min: int = 30
    quotas: Quotas | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of a row, without the quotas nothing is said of."""
        said = {
            "kind": self.kind,
            "labels": self.labels,
            "max_per_order": self.max_per_order,
            "companion_release_min": self.companion_release_min,
        }
        return {**said, **quota_columns(self.quotas)} if self.quotas else said


def quota_columns(quotas: Quotas) -> dict[str, Any]:
    """The columns of the places held back."""
    return {"quotas": quotas.column, "quota_release_min": quotas.release_min}


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


class Shapes:
    """Columns of a screening from its plan, the screens, maps and runtimes read once."""

    def __init__(self, plans: Sequence[Plan], *, left: Iterable[int] = ()) -> None:
        """``left``: screens that screenings may leave."""
        screens = {plan.screen for plan in plans}
        self.screens = {screen.id: screen for screen in Screen.objects.filter(id__in=screens.union(left))}
        maps = SeatMap.objects.filter(screen_id__in=screens).order_by("screen_id", "-version")
        newest = maps.distinct("screen_id").values_list("screen_id", "id", "capacity")
        self.maps = {screen: (seat_map, capacity) for screen, seat_map, capacity in newest}
        versions = FilmVersion.objects.filter(id__in={plan.version for plan in plans})
        self.films = {
            version: (film, runtime)
            for version, film, runtime in versions.values_list("id", "film_id", "film__runtime_min")
        }

    def cinema(self, plan: Plan) -> int:
        """Where it would be."""
        return self.screens[plan.screen].cinema_id

    def quotas(self, screen: int) -> Quotas:
        """What screenings planned on a screen begin with."""
        row = self.screens[screen]
        return on_the_web(row.web_quota, row.quota_release_min)

    def require_open(self, plan: Plan) -> None:
        """Raises `ScreenClosed` when the screen will have been closed by the start."""
        screen = self.screens.get(plan.screen)
        if screen is not None and screen.closed_at is not None and plan.starts_at >= screen.closed_at:
            raise ScreenClosed(screen=screen.id, name=screen.name)

    def columns(self, plan: Plan) -> dict[str, Any]:
        """All that follows from the plan. Raises `ScreeningRefused`."""
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


def usual_sale(columns: Mapping[str, Any], *, opens: datetime) -> SaleTimes:
    """From the opening to the usual closings."""
    closings = usual_closings(film_starts_at=columns["film_starts_at"], ends_at=columns["ends_at"])
    return SaleTimes(web_opens_at=opens).over(closings)


def extras_of(plan: Plan) -> Extras:
    """What a new screening begins with."""
    return plan.extras or Extras(max_per_order=plan.max_per_order)


def sale_columns(plan: Plan, before: SaleTimes, *, kind: str) -> dict[str, datetime | None]:
    """The columns of the sale: what the plan says over what was. The web never sells what is not for the public."""
    sale = plan.sale if plan.sale_whole else plan.sale.over(before)
    judged = sale if kind == PUBLIC else replace(sale, web_opens_at=None)
    if plan.sale != NOTHING_SAID and (wrong := disorder(judged, publication=AGES_AGO)):
        raise SaleOutOfOrder(wrong.fault, opens=wrong.opens, closes=wrong.closes)
    return asdict(sale if kind == PUBLIC else replace(sale, web_opens_at=sale.web_closes_at))
