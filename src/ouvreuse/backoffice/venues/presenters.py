"""Screens and plans as their pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Length, Replace
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.backoffice.venues.forms import kinds_of_seat
from ouvreuse.booking.queries.kept import ComingShow
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import ScreenNeeded
from ouvreuse.programme.models import Screening
from ouvreuse.programme.words import say
from ouvreuse.ui.seats import fixed_rows
from ouvreuse.ui.tables import Column
from ouvreuse.ui.templatetags.ui_tags import short_day
from ouvreuse.venues.models import Fault, Screen, SeatMap
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.rules import Plan, Seat, changes, legal_wheelchair_minimum, plan_of


def screens_of_cinema(cinema: CinemaView) -> QuerySet[Any]:
    """The screens with what their list shows; one statement."""
    newest = SeatMap.objects.filter(screen=OuterRef("pk")).order_by("-version")
    spaces = Length("kinds") - Length(Replace("kinds", Value("W")))
    coming = Screening.objects.filter(screen=OuterRef("pk"), starts_at__gt=clock.now()).exclude(
        state="cancelled"
    )
    count = coming.order_by().values("screen").annotate(n=Count("pk")).values("n")
    return Screen.objects.filter(cinema_id=cinema.id).annotate(
        seats=Coalesce(Subquery(newest.values("capacity")[:1]), 0),
        version=Coalesce(Subquery(newest.values("version")[:1]), 0),
        spaces=Coalesce(Subquery(newest.annotate(n=spaces).values("n")[:1], IntegerField()), 0),
        coming=Coalesce(Subquery(count, IntegerField()), 0),
        faulty=Count("faults", filter=Q(faults__closed_at=None)),
    )


def screen_columns(cinema: CinemaView) -> list[Column]:
    """The columns of the list of screens."""

    def link(row: Any) -> str:
        return reverse("backoffice:screen", args=[cinema.slug, row.number])

    return [
        Column("number", gettext_lazy("Number"), lambda row: row.number, order=("number",), number=True),
        Column("name", gettext_lazy("Name"), lambda row: row.name, order=("name",), link=link),
        Column("seats", gettext_lazy("Seats"), lambda row: row.seats, order=("seats",), number=True),
        Column("spaces", gettext_lazy("Wheelchair spaces"), lambda row: row.spaces, number=True),
        Column("formats", gettext_lazy("Formats"), lambda row: ", ".join(row.formats)),
        Column("free", gettext_lazy("Free seating"), lambda row: row.free_seating),
        Column("coming", gettext_lazy("Screenings to come"), lambda row: row.coming, number=True),
        Column("faults", gettext_lazy("Faults"), lambda row: row.faulty, number=True),
        Column("closed", gettext_lazy("Closed"), lambda row: row.closed_at is not None),
        Column("cnc", gettext_lazy("CNC number"), lambda row: row.cnc_number, chosen=False),
        Column("step_free", gettext_lazy("Without a step"), lambda row: row.step_free, chosen=False),
        Column("loop", gettext_lazy("Hearing loop"), lambda row: row.hearing_loop, chosen=False),
        Column(
            "receivers", gettext_lazy("Receivers"), lambda row: row.ad_receivers, number=True, chosen=False
        ),
        Column(
            "version", gettext_lazy("Version of the plan"), lambda row: row.version, number=True, chosen=False
        ),
    ]


def screen_here(cinema: CinemaView, number: int) -> Any:
    """The screen of an address, with what its list shows. Raises ``Http404``."""
    row = screens_of_cinema(cinema).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def standing_words(needed: ScreenNeeded, cinema: CinemaView) -> str:
    """Why a screen cannot close, with the screenings that stand in the way; more than a few are counted."""
    why = say(needed.code, needed.facts, language=get_language() or "fr")
    rows = Screening.objects.filter(id__in=cast("list[int]", needed.facts["screenings"])).select_related(
        "film"
    )
    zone = ZoneInfo(cinema.zone)
    named = [
        f"{short_day(local.date())} {local:%H:%M} {row.film.title}"
        for row in rows.order_by("starts_at", "id")
        for local in [row.starts_at.astimezone(zone)]
    ]
    more = int(str(needed.facts["count"])) - len(named)
    return f"{why} {'; '.join([*named, *([f'+ {more}'] if more > 0 else [])])}."


def open_faults(cinema: CinemaView, *, screen: int | None = None) -> QuerySet[Fault]:
    """Faults not yet mended, those of the lowest screen first."""
    rows = Fault.objects.filter(closed_at=None, screen__cinema_id=cinema.id).select_related("screen")
    if screen is not None:
        rows = rows.filter(screen_id=screen)
    return rows.order_by("screen__number", "starts_at")


def plan_of_version(row: SeatMap) -> Plan:
    """A version's plan."""
    return plan_of(row.seats, zones=row.zones)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plan to look at: ``sheet`` the address of where its seats stand, ``look`` the class that sheet speaks of."""

    look: str
    sheet: str
    rows: tuple[tuple[str, str, SafeString], ...]
    seats: int


def drawing(
    plan: Plan, *, look: str, sheet: str, chosen: Collection[int] = (), tick: bool = False
) -> Drawing:
    """Seats as the public will see them: for looking at, or with ``tick`` for choosing."""

    def control(seat: Any) -> str:
        flag = " checked" if seat.place in chosen else "" if tick else " disabled"
        return f"{seat.opening}free{seat.box}{flag}{seat.closing}</span></span></label>"

    rows = tuple(
        (name, f"seat-row r{index}", mark_safe("".join(map(control, inside))))  # noqa: S308 - escaped in ui.seats
        for index, (name, inside) in enumerate(fixed_rows(plan.seats, zones=zone_names(plan)))
    )
    return Drawing(look, sheet, rows, plan.capacity)


def zone_names(plan: Plan) -> dict[str, str]:
    """Names of the zones in the page's language."""
    french = (get_language() or "fr").startswith("fr")
    return {zone.code: zone.name_fr if french else zone.name_en for zone in plan.zones}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many seats of a kind."""

    kind: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Law:
    """Wheelchair spaces: what is drawn and what the law asks for."""

    drawn: int
    needed: int

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.needed - self.drawn)


def counts_of(plan: Plan) -> list[Counted]:
    """Seats by kind, kinds that are not there left out."""
    counted = Counter(seat.kind for seat in plan.seats)
    return [Counted(kind, words, counted[kind]) for kind, _mark, words in kinds_of_seat() if counted[kind]]


def law_of(plan: Plan) -> Law:
    """T-12 for this plan."""
    return Law(plan.kinds.count("W"), legal_wheelchair_minimum(plan.capacity))


def told_changes(before: Plan | None, after: Plan) -> list[tuple[str, str]]:
    """The difference in words: (what, which seats); empty for a first plan or no difference."""
    if before is None:
        return []
    found = changes(before.seats, after.seats)
    words = {kind: said for kind, _mark, said in kinds_of_seat()}
    zones = zone_names(before) | zone_names(after)
    lines = [
        (_("Added"), _names(found.added)),
        (_("Gone"), _names(found.gone)),
        (_("Renamed"), ", ".join(f"{_name(one)} → {_name(two)}" for one, two in found.renamed)),
        (_("Other kind"), ", ".join(f"{_name(two)} ({words[two.kind]})" for _one, two in found.rekinded)),
        (
            _("Other zone"),
            ", ".join(f"{_name(two)} ({zones.get(two.zone) or '–'})" for _one, two in found.rezoned),
        ),
        (_("Moved on the drawing"), str(found.moved) if found.moved else ""),
    ]
    return [line for line in lines if line[1]]


def _names(seats: Iterable[Seat]) -> str:
    return ", ".join(map(_name, seats))


def _name(seat: Seat) -> str:
    return f"{seat.row}{seat.number}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A coming screening that could take a plan; ``lost``: names of taken seats that stand in the way."""

    show: ComingShow
    lost: str


def candidates(
    shows: Iterable[ComingShow], *, seat_map: SeatMap, before: dict[int, SeatMap]
) -> list[Candidate]:
    """Coming screenings that have another plan. ``before``: the screen's plans by id."""
    listed = []
    for show in shows:
        if show.seat_map == seat_map.id:
            continue
        old = before[show.seat_map]
        lost = [
            place
            for place in sorted(show.taken)
            if (kind := seat_map.kinds[place - 1 : place]) in ("", "-")
            or (not show.free_seating and kind != old.kinds[place - 1 : place])
        ]
        names = {seat["place"]: f"{seat['row']}{seat['number']}" for seat in old.seats} if lost else {}
        listed.append(Candidate(show, ", ".join(names[place] for place in lost)))
    return listed


def seat_words(plan: Plan, places: Iterable[int]) -> str:
    """Like A1, A2: places by their names; a place that is gone is left out."""
    names = {seat.place: _name(seat) for seat in plan.seats}
    return ", ".join(names[place] for place in places if place in names)


def versions_of(screen: int) -> QuerySet[SeatMap]:
    """The versions, newest first, without their drawing."""
    return SeatMap.objects.filter(screen_id=screen).order_by("-version").defer("seats", "partners")


def newest_plan(screen: int) -> tuple[SeatMap, Plan] | None:
    """The screen's plan now, if it has one."""
    row = SeatMap.objects.filter(screen_id=screen).order_by("-version").first()
    return (row, plan_of_version(row)) if row else None
