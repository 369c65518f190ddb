"""Reads for changes of a screening on sale: who sits where, what a change would do, how far a refund is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ouvreuse.booking.errors import ChangeRefused, ScreeningUnknown
from ouvreuse.booking.queries.chairs import chair_at, chairs, places_off
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
from ouvreuse.booking.queries.seats import PlanSeat, plan, seat_at
from ouvreuse.booking.rules.changing import SeatHeld, by_order, fingerprint
from ouvreuse.booking.rules.reseating import Chair, Party, Reseating, reseat
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.kernel import clock, prepared
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import screening_times
from ouvreuse.venues.models import Screen, SeatMap

HELD = """
SELECT c.order_id, o.code, o.state, o.channel, o.created_at, o.held_until, o.email, o.name, c.place, c.rate_code,
       t.id, coalesce(t.admitted_at IS NOT NULL, false),
       coalesce((SELECT sum(l.gross) FROM booking_orderline l
                  WHERE l.order_id = c.order_id AND l.screening_id = c.screening_id AND l.place = c.place
                    AND l.replaced_at IS NULL), 0)::int
  FROM booking_claim c JOIN booking_order o ON o.id = c.order_id
  LEFT JOIN booking_ticket t ON t.screening_id = c.screening_id AND t.place = c.place AND t.voided_at IS NULL
 WHERE c.screening_id = %s AND c.until > clock()
 ORDER BY o.created_at, o.id, c.place
"""


def seats_held(screening: int) -> tuple[SeatHeld, ...]:
    """Every live claim of a screening, who took seats first, first; one statement."""
    return tuple(SeatHeld(*row) for row in prepared.rows(HELD, [screening]))


def facts_of(screening: int) -> ScreeningFacts:
    """The facts of a screening. Raises ``ScreeningUnknown``."""
    found = screening_facts([screening]).get(screening)
    if found is None:
        raise ScreeningUnknown("unknown", screening=screening)
    return found


@dataclass(frozen=True, slots=True)
class NewSeat:
    """One seat of a move: ``seat`` 0 when there is none."""

    held: SeatHeld
    before: PlanSeat
    after: PlanSeat | None


@dataclass(frozen=True, slots=True)
class MovePlan:
    """A screening moved to another screen: who gets which seat, whom there is no room for. ``seen`` names it."""

    show: ScreeningFacts
    screen: int
    screen_name: str
    screen_number: int
    seat_map: int
    capacity: int
    free_seating: bool
    seats: tuple[NewSeat, ...]
    apart: frozenset[UUID]
    unseated: tuple[UUID, ...]
    holds: int
    house: int
    seen: str

    @property
    def seated(self) -> tuple[NewSeat, ...]:
        """Who has a seat in the new room."""
        return tuple(seat for seat in self.seats if seat.after is not None)

    @property
    def left_out(self) -> dict[UUID, list[SeatHeld]]:
        """The seats of each order there is no room for."""
        return by_order(seat.held for seat in self.seats if seat.after is None)


def move_plan(screening: int, *, screen: int) -> MovePlan:
    """How a screening would sit in another screen of its cinema, computed and nothing written.

    Raises ``ScreeningUnknown``, ``ChangeRefused`` (``screen``, ``same_screen``, ``no_plan``, ``cancelled``, ``past``).
    """
    row = _changeable(screening)
    target = Screen.objects.filter(id=screen, cinema_id=row.cinema_id).first()
    if target is None or target.id == row.screen_id:
        raise ChangeRefused("same_screen" if target else "screen")
    newest = (
        SeatMap.objects.filter(screen_id=target.id).order_by("-version").values_list("id", "capacity").first()
    )
    if newest is None:
        raise ChangeRefused("no_plan")
    held = seats_held(screening)
    numbered = not (row.free_seating or target.free_seating)
    off = places_off(screening, screen=screen)
    usable = [chair for chair in chairs(newest[0], numbered=numbered) if chair.place not in off]
    kept = [seat for seat in held if seat.kind in ("sold", "paying")]
    found = _reseated(kept, row.seat_map_id, usable, numbered=numbered)
    after = {seat.place: seat for seat in plan(newest[0])}
    seats = tuple(
        NewSeat(
            seat,
            seat_at(row.seat_map_id, seat.place),
            after.get(found.seats.get((str(seat.order), seat.place), 0)),
        )
        for seat in kept
    )
    return MovePlan(
        show=facts_of(screening),
        screen=target.id,
        screen_name=target.name,
        screen_number=target.number,
        seat_map=newest[0],
        capacity=newest[1],
        free_seating=target.free_seating,
        seats=seats,
        apart=frozenset(UUID(order) for order in found.apart) if not target.free_seating else frozenset(),
        unseated=tuple(UUID(order) for order in found.unseated),
        holds=len({seat.order for seat in held if seat.kind == "held"}),
        house=sum(seat.kind == "house" for seat in held),
        seen=fingerprint(screening, revision=row.revision, target=f"{newest[0]}:{sorted(off)}", held=held),
    )


def _reseated(kept: list[SeatHeld], seat_map: int, usable: list[Chair], *, numbered: bool) -> Reseating:
    """Who is inside sits first, then who has paid, then who is paying; each by when they took their seats."""
    at = {seat.place: chair_at(seat_map, seat.place, numbered=numbered) for seat in kept}
    orders = sorted(
        by_order(kept).items(),
        key=lambda each: (
            not any(s.inside for s in each[1]),
            each[1][0].kind != "sold",
            each[1][0].since,
            each[0],
        ),
    )
    parties = [Party(str(order), tuple(at[seat.place] for seat in seats)) for order, seats in orders]
    return reseat(parties, old=chairs(seat_map, numbered=numbered), new=usable)


def _changeable(screening: int) -> Screening:
    row = Screening.objects.filter(id=screening).first()
    if row is None or row.state == Screening.State.DRAFT:
        raise ScreeningUnknown("unknown", screening=screening)
    if row.state == Screening.State.CANCELLED:
        raise ChangeRefused("cancelled")
    if row.ends_at <= clock.now():
        raise ChangeRefused("past")
    return row


@dataclass(frozen=True, slots=True)
class Alteration:
    """What is to be another: only what is said changes. A version of another film replaces the film."""

    starts_at: datetime | None = None
    version: int | None = None
    pre_show_min: int | None = None


@dataclass(frozen=True, slots=True)
class AlteredPlan:
    """A screening altered in place: before and after, whom it touches, what stands in its way."""

    show: ScreeningFacts
    before: dict[str, Any]
    after: dict[str, Any]
    orders: int
    tickets: int
    paying: int
    cents: int
    clashes: tuple[ScreeningFacts, ...]
    seen: str


def altered_plan(screening: int, *, alteration: Alteration) -> AlteredPlan:
    """What an alteration would do, computed and nothing written.

    Raises ``ScreeningUnknown``, ``ChangeRefused`` (``nothing``, ``version``, ``past``, ``cancelled``, ``minutes``).
    """
    row = _changeable(screening)
    show = facts_of(screening)
    version = (
        FilmVersion.objects.select_related("film").filter(id=alteration.version or row.version_id).first()
    )
    if version is None:
        raise ChangeRefused("version")
    pre_show = row.pre_show_min if alteration.pre_show_min is None else alteration.pre_show_min
    if not 0 <= pre_show <= 120:
        raise ChangeRefused("minutes")
    starts_at = alteration.starts_at or row.starts_at
    if starts_at != row.starts_at and starts_at <= clock.now():
        raise ChangeRefused("past")
    times = screening_times(
        starts_at,
        runtime_min=version.film.runtime_min,
        pre_show_min=pre_show,
        turnaround_min=row.turnaround_min,
    )
    before = show_facts(show, version_id=row.version_id, pre_show_min=row.pre_show_min)
    after = {
        **before,
        "film": version.film.title,
        "film_id": version.film_id,
        "version": version.label,
        "version_id": version.id,
        "classification": version.film.classification,
        "starts_at": times.starts_at.isoformat(),
        "film_starts_at": times.film_starts_at.isoformat(),
        "ends_at": times.ends_at.isoformat(),
        "pre_show_min": pre_show,
    }
    if after == before:
        raise ChangeRefused("nothing")
    held = seats_held(screening)
    sold = [seat for seat in held if seat.kind == "sold"]
    clashes = (
        Screening.objects.exclude(state="cancelled")
        .exclude(id=screening)
        .filter(
            screen_id=row.screen_id, starts_at__lt=times.occupied_until, occupied_until__gt=times.starts_at
        )
    )
    return AlteredPlan(
        show=show,
        before=before,
        after=after,
        orders=len({seat.order for seat in sold}),
        tickets=len(sold),
        paying=len({seat.order for seat in held if seat.kind == "paying"}),
        cents=sum(seat.cents for seat in sold),
        clashes=tuple(screening_facts(clashes.values_list("id", flat=True)).values()),
        seen=fingerprint(screening, revision=row.revision, target="", held=held),
    )


def show_facts(show: ScreeningFacts, *, version_id: int, pre_show_min: int) -> dict[str, Any]:
    """What buyers bought, as changes and the trail keep it."""
    return {
        "film": show.film_title,
        "film_id": show.film_id,
        "version": show.version_label,
        "version_id": version_id,
        "classification": show.classification,
        "starts_at": show.starts_at.isoformat(),
        "film_starts_at": show.film_starts_at.isoformat(),
        "ends_at": show.ends_at.isoformat(),
        "pre_show_min": pre_show_min,
        "screen": show.screen_name,
        "screen_number": show.screen_number,
    }


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """What a cancellation would give back: orders, tickets, cents; ``inside``: people a clerk decides about.

    ``owed``: cents by account at the card provider.
    """

    show: ScreeningFacts
    orders: int
    tickets: int
    cents: int
    owed: tuple[tuple[int, int], ...]
    inside: int
    paying: int
    holds: int
    seen: str

    @property
    def by_card(self) -> int:
        """Cents that go back through card providers."""
        return sum(cents for _, cents in self.owed)

    @property
    def elsewhere(self) -> int:
        """Cents that were paid at the till."""
        return self.cents - self.by_card


CARD_ORDERS = """
SELECT DISTINCT ON (p.subject) p.subject, p.account_id FROM payments_payment p
 WHERE p.subject = ANY (%s::uuid[]) AND p.means = 'card' AND p.state = 'succeeded' ORDER BY p.subject, p.id DESC
"""


def cancel_plan(screening: int) -> CancelPlan:
    """What a cancellation would do, computed and nothing written. Raises ``ScreeningUnknown``, ``ChangeRefused``."""
    row = _changeable(screening)
    held = seats_held(screening)
    sold = [seat for seat in held if seat.kind == "sold" and not seat.inside]
    orders = {seat.order for seat in sold}
    card: dict[UUID, int] = dict(prepared.rows(CARD_ORDERS, [list(orders)])) if orders else {}
    owed: Counter[int] = Counter()
    for seat in sold:
        if seat.order in card:
            owed[card[seat.order]] += seat.cents
    return CancelPlan(
        show=facts_of(screening),
        orders=len(orders),
        tickets=len(sold),
        cents=sum(seat.cents for seat in sold),
        owed=tuple(sorted(owed.items())),
        inside=sum(seat.inside for seat in held),
        paying=len({seat.order for seat in held if seat.kind == "paying"}),
        holds=len({seat.order for seat in held if seat.kind == "held"}),
        seen=fingerprint(screening, revision=row.revision, target="", held=held),
    )
