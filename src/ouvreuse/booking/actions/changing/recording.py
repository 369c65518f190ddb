"""What every change does: stop the others, write down what changed for whom, tell the book and the buyers (inner)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection

from ouvreuse.booking.actions.mailing import ticket_sheet
from ouvreuse.booking.errors import ChangeRefused, ScreeningUnknown
from ouvreuse.booking.models import ChangedOrder, ScreeningChange
from ouvreuse.booking.queries.links import order_url
from ouvreuse.booking.queries.orders import OrderView, views_of
from ouvreuse.booking.queries.whole import lock_all, wholes
from ouvreuse.booking.rules.changing import LONGEST_REASON, SeatHeld, by_order
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids, prepared, text
from ouvreuse.notifications import actions as notifications
from ouvreuse.programme.actions import as_booking_verb
from ouvreuse.programme.models import Screening
from ouvreuse.ui.documents.formats import clock_time, long_date

LOCK_TICKETS = (
    "SELECT id FROM booking_ticket WHERE screening_id = %s AND voided_at IS NULL ORDER BY id FOR UPDATE"
)
TAKERS = "SELECT DISTINCT order_id FROM booking_claim WHERE screening_id = %s AND until > clock()"
LATE = timedelta(hours=1)
MAILED = ("booking/mail/tickets", "booking/mail/changed", "booking/mail/reminder")


@dataclass(frozen=True, slots=True)
class By:
    """Who changes it and why."""

    reason: str
    actor: int | None
    actor_label: str


def reason_of(words: str) -> str:
    """The reason, on one line; buyers read it. Raises ``ChangeRefused`` ("reason") without one."""
    said = text.cut(text.one_line(words), length=LONGEST_REASON)
    if not said:
        raise ChangeRefused("reason")
    return said


def lock_screening(screening: int) -> Screening:
    """The screening with its orders and tickets locked: holds, payments, doors and refunds wait for what becomes of it.

    Orders first, as all who pay do; who took seats meanwhile is locked once the screening is.
    Raises ``ScreeningUnknown``.
    """
    known = _lock_takers(screening, known=set())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [screening])
    _lock_takers(screening, known=known)
    row = Screening.objects.select_for_update(no_key=True).filter(id=screening).first()
    if row is None:
        raise ScreeningUnknown("unknown", screening=screening)
    prepared.rows(LOCK_TICKETS, [screening])
    as_booking_verb()
    return row


def _lock_takers(screening: int, *, known: set[UUID]) -> set[UUID]:
    takers = {row[0] for row in prepared.rows(TAKERS, [screening])}
    if new := sorted(takers - known):
        lock_all(new)
    return takers


def let_go(seats: Iterable[SeatHeld], *, note: str) -> int:
    """Release the orders of these claims that nobody has paid; returns how many."""
    orders = sorted({seat.order for seat in seats})
    prepared.rows("SELECT release_order(o, 'cancelled', %s) FROM unnest(%s::uuid[]) o", [note, orders])
    return len(orders)


def record(
    row: Screening,
    *,
    kind: str,
    by: By,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    held: Sequence[SeatHeld],
    refund_until: datetime | None = None,
    refund_at: datetime | None = None,
) -> ScreeningChange:
    """The change and, for each order with a seat sold or in payment, that it must be answered."""
    number = ScreeningChange.objects.filter(screening_id=row.id).count() + 1
    change = ScreeningChange.objects.create(
        screening_id=row.id, number=number, kind=kind, at=clock.now(), reason=by.reason, before=before, after=after,
        refund_until=refund_until, refund_at=refund_at, actor=by.actor,
    )  # fmt: skip
    ChangedOrder.objects.bulk_create(
        ChangedOrder(
            change=change, order_id=order, places=len(seats), cents=sum(seat.cents for seat in seats)
        )
        for order, seats in by_order(s for s in held if s.kind in ("sold", "paying") and not s.inside).items()
    )
    return change


CHANNELS = """
SELECT DISTINCT o.channel FROM booking_ticket t JOIN booking_order o ON o.id = t.order_id
 WHERE t.screening_id = %s ORDER BY 1
"""


def lock_counters(row: Screening, *, series: Iterable[tuple[int, str]] = (), channels: Iterable[str]) -> None:
    """Lock all that the book's entries of this change will count with, in the order every sale does: series, books.

    ``channels``: those of the orders it touches; the books that once sold rights for it are told too.
    """
    asked = [fiscal.RightAsked(UUID(int=0), screen, rate, row.id) for screen, rate in sorted(set(series))]
    told = {channel for (channel,) in prepared.rows(CHANNELS, [row.id])}
    for channel in sorted(told.union(channels)):
        fiscal.reserve(row.cinema_id, channel=channel, rights=asked)


def tell_the_book(change: ScreeningChange, *, cinema: int, zone: str, operator: int | None) -> None:
    """An entry in every book that sold rights for it: what was sold stays as it was sold, the change is a fact."""
    subject = uuid5(NAMESPACE_URL, f"ouvreuse:screening:{change.screening_id}")
    for (channel,) in prepared.rows(CHANNELS, [change.screening_id]):
        reserved = fiscal.reserve(cinema, channel=channel)
        fiscal.append(
            "screening_changed", reserved=reserved, subject=subject, at=change.at, zone=zone,
            facts={
                "screening": change.screening_id, "change": change.number, "what": change.kind,
                "before": _plain(change.before), "after": _plain(change.after),
            },
            operator=operator,
        )  # fmt: skip


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the book would take for an address."""
    return {
        key: value.replace("@", "(at)") if isinstance(value, str) else value for key, value in facts.items()
    }


def tell_the_buyers(
    change: ScreeningChange, orders: Iterable[UUID], *, seats: Mapping[UUID, list[str]]
) -> None:
    """One letter to each paid order: what was, what is, the tickets as they are now, what they may do.

    What was written before of this screening and has not left yet is withdrawn. ``seats``: their names before.
    """
    orders = list(orders)
    notifications.withdraw(MAILED, recipients=map(str, orders))
    found, now = wholes(orders), clock.now()
    views = views_of([found[order] for order in orders])
    notifications.queue_each(
        "booking/mail/changed",
        [
            _letter(change, view, seats.get(view.id, []), now)
            for view in views
            if view.email and view.state == "confirmed"
        ],
    )


def _letter(
    change: ScreeningChange, view: OrderView, seats: list[str], now: datetime
) -> notifications.Letter:
    language = "fr" if view.language.startswith("fr") else "en"
    show = next(s.facts for s in view.shows if s.facts.id == change.screening_id)
    zone = ZoneInfo(show.zone)
    facts: dict[str, Any] = {
        "code": ids.show_code(view.code),
        "link": order_url(view.id, language=view.language),
        "kind": change.kind,
        "reason": change.reason,
        "film": show.film_title,
        "before": _lines(change.before, language, zone) | {"seats": ", ".join(seats)},
        "after": _lines(change.after, language, zone),
        "until": _when(change.refund_until, language, zone),
        "refund_at": _when(change.refund_at, language, zone),
    }
    if change.kind != ScreeningChange.Kind.CANCELLED:
        sheet = ticket_sheet(view)
        facts["qr"] = [ticket.qr for ticket in sheet.tickets]
        facts["sheet"] = {
            "file": f"{'billets' if language == 'fr' else 'tickets'}-{view.code}.pdf",
            "facts": sheet.to_json(),
        }
    return notifications.Letter(
        dedupe_key=f"order:{view.id}:change:{change.id}",
        address=view.email,
        language=view.language,
        recipient=str(view.id),
        facts=facts,
        send_before=max(show.ends_at, now + LATE),
    )


def _lines(facts: Mapping[str, Any], language: str, zone: ZoneInfo) -> dict[str, str]:
    return {
        "film": str(facts.get("film", "")),
        "version": str(facts.get("version", "")),
        "screen": str(facts.get("screen", "")),
        "when": _when(datetime.fromisoformat(facts["starts_at"]), language, zone)
        if "starts_at" in facts
        else "",
        "film_at": _hour(facts.get("film_starts_at"), language, zone),
    }


def _when(instant: datetime | None, language: str, zone: ZoneInfo) -> str:
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    at = "à" if language == "fr" else "at"
    return f"{long_date(local.date(), language=language)} {at} {clock_time(local, language=language)}"  # type: ignore[arg-type]


def _hour(iso: object, language: str, zone: ZoneInfo) -> str:
    if not isinstance(iso, str):
        return ""
    return clock_time(datetime.fromisoformat(iso).astimezone(zone), language=language)  # type: ignore[arg-type]
