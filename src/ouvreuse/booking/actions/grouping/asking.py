"""From a quote to a confirmation: what is asked for, the option that keeps seats, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.grouping.keeping import keep_expected, let_go, locked_group, screening_of
from ouvreuse.booking.errors import BookingError, GroupRefused
from ouvreuse.booking.models import GroupBooking, GroupClass
from ouvreuse.booking.queries.groups import KEEPING, group_prices, options_over
from ouvreuse.booking.queries.screenings import screening_for_sale
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.venues.queries import zone_of

State = GroupBooking.State
ASKING = (State.QUOTE, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class GroupAsked:
    """What a group asks for; see ``GroupBooking``."""

    screening: int
    kind: str
    organisation: str
    pupils: int
    rate_code: str
    companions: int = 0
    companion_rate: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = "fr"
    siret: str = ""
    service_code: str = ""
    engagement: str = ""
    whole_hall: bool = False
    note: str = ""


@retried
@transaction.atomic(durable=True)
def save_group(
    asked: GroupAsked, *, cinema: int, booking: int | None = None, actor: int | None = None
) -> int:
    """Write a quote down, or change it; returns its id. The prices are those of the screening's list now.

    Seats kept already are exchanged for those the new numbers need, all or nothing. Raises ``ScreeningUnknown`` (not
    published, another cinema's), ``GroupUnknown``, ``GroupRefused`` ("state", "elsewhere"), ``SeatTaken`` and
    pricing's errors: a rate that is not offered there to so many.
    """
    facts = screening_for_sale(asked.screening, staff=True)
    row = locked_group(booking) if booking is not None else GroupBooking(cinema_id=cinema)
    if facts.cinema_id != cinema or row.cinema_id != cinema:
        raise GroupRefused("elsewhere")
    if booking is not None and (
        row.state not in (*ASKING, *KEEPING) or GroupClass.objects.filter(booking=row).exists()
    ):
        raise GroupRefused("state")
    rates = (asked.rate_code, asked.companion_rate or asked.rate_code)
    units = group_prices(facts, rates=rates, heads=(asked.pupils, asked.companions))
    before = _facts(row) if booking is not None else {}
    if row.state in KEEPING:
        let_go(row.id)
    for name, value in asdict(asked).items():
        setattr(row, "screening_id" if name == "screening" else name, value)
    row.unit_cents = units
    if booking is None:
        row.created_at, row.created_by = clock.now(), actor
    row.save()
    if row.state in KEEPING:
        keep_expected(row)
    after = _facts(row)
    changed = [name for name in after if before.get(name) != after[name]]
    facts_said: dict[str, Any] = {"after": {name: after[name] for name in changed}}
    if booking is not None:
        facts_said["before"] = {name: before[name] for name in changed}
    if changed:
        _record("save_group", row, actor=actor, facts=facts_said)
    return row.id


SAID = (
    *("kind", "organisation", "pupils", "companions", "rate_code", "companion_rate", "whole_hall", "siret"),
    *("service_code", "engagement"),
)


def _facts(row: GroupBooking) -> dict[str, Any]:
    """What the trail keeps: no name, mail or telephone of a person."""
    return {"screening": row.screening_id, **{name: getattr(row, name) for name in SAID}}


def _record(verb: str, row: GroupBooking, *, actor: int | None, facts: Mapping[str, Any]) -> None:
    accounts.record(
        verb, subject=f"group:{row.id}", actor=actor, actor_label="staff" if actor else "worker", cinema=row.cinema_id,
        facts=dict(facts),
    )  # fmt: skip


def end_of(day: date, *, cinema: int) -> datetime:
    """The last minute of a day on the cinema's wall clock: midnight would be read as the day after."""
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(zone_of(cinema)))


@retried
@transaction.atomic(durable=True)
def give_option(booking: int, *, until: date, actor: int | None = None) -> None:
    """Keep the seats of a quote to the end of a day, or prolong an option.

    Raises ``GroupUnknown``, ``GroupRefused`` ("state"; "late": a day that is over, or after the screening; "gone";
    "others"), ``SeatTaken`` and what ``hold_seats`` says of a screening that is not on sale.
    """
    row = locked_group(booking)
    if row.state not in (*ASKING, State.OPTION):
        raise GroupRefused("state")
    ends, starts = (
        end_of(until, cinema=row.cinema_id),
        screening_for_sale(screening_of(row), staff=True).starts_at,
    )
    if not clock.now() < ends or until > starts.astimezone(ZoneInfo(zone_of(row.cinema_id))).date():
        raise GroupRefused("late")
    if row.state != State.OPTION:
        keep_expected(row)
    before = {"state": row.state, "until": row.option_until.isoformat() if row.option_until else ""}
    row.state, row.option_until, row.reminded_at = State.OPTION, min(ends, starts), None
    row.save(update_fields=["state", "option_until", "reminded_at"])
    _record("give_option", row, actor=actor, facts={
        "before": before, "after": {"state": row.state, "until": row.option_until.isoformat()},
    })  # fmt: skip


@retried
@transaction.atomic(durable=True)
def confirm_group(booking: int, *, actor: int | None = None) -> None:
    """The group comes: its seats stay its own until it is counted. Repeated, it changes nothing.

    Raises ``GroupUnknown``, ``GroupRefused`` and, from a quote, as ``give_option``.
    """
    row = locked_group(booking)
    if row.state == State.CONFIRMED:
        return
    if row.state not in (*ASKING, State.OPTION):
        raise GroupRefused("state")
    if row.state != State.OPTION:
        keep_expected(row)
    before, row.state = row.state, State.CONFIRMED
    row.save(update_fields=["state"])
    _record(
        "confirm_group", row, actor=actor, facts={"before": {"state": before}, "after": {"state": row.state}}
    )


@retried
@transaction.atomic(durable=True)
def cancel_group(booking: int, *, reason: str, actor: int | None = None) -> None:
    """The group does not come: its seats are free again.

    Raises ``GroupUnknown``, ``GroupRefused`` ("state", "counted").
    """
    row = locked_group(booking)
    if row.state in (State.CANCELLED, State.COUNTED):
        raise GroupRefused("state")
    if GroupClass.objects.filter(booking=row, taken_back_at=None).exists():
        raise GroupRefused("counted")
    let_go(row.id)
    before, row.state, row.ended_reason = row.state, State.CANCELLED, reason[:200]
    row.save(update_fields=["state", "ended_reason"])
    _record("cancel_group", row, actor=actor, facts={
        "before": {"state": before}, "after": {"state": row.state}, "reason": row.ended_reason,
    })  # fmt: skip


def expire_options() -> int:
    """End the options whose time is up and free their seats; returns how many. One transaction each."""
    return sum(_expire(booking) for booking in options_over(clock.now()))


@retried
@transaction.atomic(durable=True)
def _expire(booking: int) -> bool:
    try:
        row = locked_group(booking)
    except BookingError:
        return False
    if row.state != State.OPTION or row.option_until is None or row.option_until > clock.now():
        return False  # prolonged or confirmed meanwhile
    let_go(booking)
    row.state = State.EXPIRED
    row.save(update_fields=["state"])
    _record("expire_option", row, actor=None, facts={
        "before": {"state": State.OPTION}, "after": {"state": row.state},
    })  # fmt: skip
    return True
