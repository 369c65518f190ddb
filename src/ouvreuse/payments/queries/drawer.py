"""Reads of the counter's money: tills, shifts, what moved in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from ouvreuse.payments.models import CounterRules, Movement, Payment, Shift, Till

REFUND_ALONE = 15_000


@dataclass(frozen=True, slots=True)
class Printer:
    """A till's ticket printer. ``host`` '' when it has none; ``paper`` in millimetres."""

    till: int
    host: str
    port: int
    paper: int
    opens_drawer: bool


@dataclass(frozen=True, slots=True)
class TillView:
    """A till as the counter sees it; ``held_by``: the name of who has it open, ''."""

    id: int
    name: str
    printer: Printer
    held_by: str


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift; sums in cents. ``expected``, ``counted`` and ``difference`` None while it is open."""

    id: UUID
    till: TillView
    cinema_id: int
    user: int
    name: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    counts: tuple[tuple[int, int], ...]
    counted: int | None
    expected: int | None
    note: str

    @property
    def difference(self) -> int | None:
        """What is there beyond what should be; negative when some is missing."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class MovementView:
    """One movement of a shift; ``amount`` in cents, negative for what goes out."""

    kind: str
    means: str
    amount: int
    reason: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Takings:
    """What one means brought and gave back in a shift, in cents."""

    means: str
    sales: int
    sold: int
    refunds: int
    refunded: int

    @property
    def net(self) -> int:
        """Sales less refunds."""
        return self.sold + self.refunded


def tills_of(cinema: int) -> list[TillView]:
    """The tills in use of a cinema, by name; two statements."""
    held = dict(
        Shift.objects.filter(till__cinema_id=cinema, closed_at=None).values_list("till_id", "user__name")
    )
    return [_till(row, held.get(row.id, "")) for row in Till.objects.filter(cinema_id=cinema, active=True)]


def printer_of(till: int, *, cinema: int) -> Printer | None:
    """The printer of a till of a cinema; None for any other till."""
    row = Till.objects.filter(id=till, cinema_id=cinema).first()
    return _till(row).printer if row else None


def _till(row: Till, held_by: str = "") -> TillView:
    printer = Printer(row.id, row.printer_host, row.printer_port, row.paper, row.opens_drawer)
    return TillView(row.id, row.name, printer, held_by)


def open_shift_of(user: int, *, cinema: int) -> ShiftView | None:
    """The open shift of a person in a cinema; None without one."""
    row = _shifts().filter(user_id=user, closed_at=None, till__cinema_id=cinema).first()
    return _view(row) if row else None


def shift_view(shift: UUID, *, cinema: int) -> ShiftView | None:
    """A shift of a cinema; None for any other."""
    row = _shifts().filter(id=shift, till__cinema_id=cinema).first()
    return _view(row) if row else None


def shifts_of(cinema: int, *, user: int | None = None, limit: int = 60) -> list[ShiftView]:
    """The latest shifts of a cinema, open ones first; ``user``: of this person only."""
    rows = _shifts().filter(till__cinema_id=cinema)
    if user is not None:
        rows = rows.filter(user_id=user)
    return [_view(row) for row in rows.order_by("-closed_at", "-opened_at")[:limit]]


def _shifts() -> QuerySet[Shift]:
    return Shift.objects.select_related("till", "user", "closed_by")


def _view(row: Shift) -> ShiftView:
    counts = tuple(sorted(((int(value), number) for value, number in row.counts.items()), reverse=True))
    closer = row.closed_by
    return ShiftView(
        row.id, _till(row.till), row.till.cinema_id, row.user_id, row.user.name, row.opened_at, row.closed_at,
        closer.name if closer else "", counts, row.counted, row.expected, row.note,
    )  # fmt: skip


def movements_of(
    shift: UUID, *, kinds: tuple[str, ...] = ("float", "drop", "addition")
) -> list[MovementView]:
    """The movements of a shift of these kinds, oldest first."""
    rows = Movement.objects.filter(shift_id=shift, kind__in=kinds).order_by("id")
    return [
        MovementView(*row)
        for row in rows.values_list("kind", "means", "amount", "reason", "user__name", "at")
    ]


def takings_of(shift: UUID) -> list[Takings]:
    """What each means brought and gave back in a shift; one statement."""
    rows = Movement.objects.filter(shift_id=shift, kind__in=("sale", "refund")).order_by("means")
    sums = {
        (means, kind): (number, total or 0)
        for means, kind, number, total in rows.values("means", "kind")
        .annotate(number=Count("id"), total=Sum("amount"))
        .values_list("means", "kind", "number", "total")
    }
    return [
        Takings(means, *sums.get((means, "sale"), (0, 0)), *sums.get((means, "refund"), (0, 0)))
        for means in dict.fromkeys(means for means, _kind in sums)
    ]


def refund_alone(cinema: int) -> int:
    """Cents one person may give back without an owner's agreement."""
    limit = CounterRules.objects.filter(cinema_id=cinema).values_list("refund_alone", flat=True).first()
    return REFUND_ALONE if limit is None else limit


def payment_given(subject: UUID) -> int | None:
    """The cash that was handed over for an order, in cents; None when nobody said."""
    request = Payment.objects.filter(subject=subject, means="cash").values_list("request", flat=True).first()
    given = (request or {}).get("given")
    return given if isinstance(given, int) else None
