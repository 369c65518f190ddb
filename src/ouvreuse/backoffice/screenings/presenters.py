"""How a screening is shown to staff: how full it is, who sits where, what was done to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.shell.channels import CHANNELS
from ouvreuse.booking.models import Order, OrderLine, Ticket
from ouvreuse.booking.queries.changes import MovePlan
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.queries.seats import PlanSeat, plan
from ouvreuse.booking.rules.changing import SeatHeld
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.money import Money
from ouvreuse.programme.models import Screening
from ouvreuse.ui.tables import Column

STATES = {
    "draft": gettext_lazy("Draft"),
    "published": gettext_lazy("On sale"),
    "cancelled": gettext_lazy("Cancelled"),
    "over": gettext_lazy("Over"),
}
KINDS = {
    "sold": pgettext_lazy("seat", "sold"),
    "paying": pgettext_lazy("seat", "in payment"),
    "held": pgettext_lazy("seat", "held"),
    "house": pgettext_lazy("seat", "kept by the house"),
    "free": pgettext_lazy("seats", "free"),
    "inside": pgettext_lazy("seat", "inside"),
}
MARKS = {"sold": "●", "paying": "€", "held": "…", "house": "–", "inside": "✓", "free": ""}
ORDER_STATES = {
    "held": gettext_lazy("Held"),
    "paying": gettext_lazy("In payment"),
    "confirmed": gettext_lazy("Paid"),
    "expired": gettext_lazy("Expired"),
    "cancelled": gettext_lazy("Given up"),
    "refunded": gettext_lazy("Refunded"),
    "review": gettext_lazy("To be looked at"),
}
VERBS = {
    "move_screening": gettext_lazy("Moved to another screen"),
    "alter_screening": gettext_lazy("Changed"),
    "cancel_screening": gettext_lazy("Cancelled"),
}
CHANGES = {
    "moved": gettext_lazy("Moved to another screen"),
    "changed": gettext_lazy("Changed"),
    "cancelled": gettext_lazy("Cancelled"),
}
FACTS = {
    "film": gettext_lazy("Film"),
    "version": gettext_lazy("Version"),
    "classification": gettext_lazy("Classification"),
    "starts_at": gettext_lazy("Screening"),
    "film_starts_at": gettext_lazy("Film starts"),
    "ends_at": gettext_lazy("Out at"),
    "pre_show_min": gettext_lazy("Pre-show, in minutes"),
    "screen": pgettext_lazy("auditorium", "Screen"),
}
INSTANTS = ("starts_at", "film_starts_at", "ends_at")


def listed(cinema: int) -> QuerySet[Screening]:
    """The screenings of a cinema with what their list says; the count of seats only for the rows of the page."""
    valid = Ticket.objects.filter(screening=OuterRef("pk"), voided_at__isnull=True).order_by()
    sold = valid.values("screening").annotate(n=Count("pk")).values("n")
    return (
        Screening.objects.filter(cinema_id=cinema)
        .select_related("film", "version", "screen")
        .annotate(sold=Coalesce(Subquery(sold, output_field=IntegerField()), 0))
    )


def state_of(row: Screening) -> str:
    """Its state in words: a screening on sale ends."""
    over = row.state == "published" and row.ends_at <= clock.now()
    return str(STATES["over" if over else row.state])


def columns(cinema: str) -> tuple[Column, ...]:
    """The columns of the list of screenings."""

    def url(row: Screening) -> str:
        return reverse("backoffice:screening", kwargs={"cinema": cinema, "screening": row.pk})

    return (
        Column("start", _("Screening"), lambda r: r.starts_at, order=("starts_at",), link=url),
        Column("film", _("Film"), lambda r: r.film.title, order=("film__sort_key",)),
        Column("version", _("Version"), lambda r: r.version.label),
        Column(
            "screen",
            pgettext_lazy("auditorium", "Screen"),
            lambda r: r.screen.name,
            order=("screen__number",),
        ),
        Column("sold", _("Sold"), lambda r: r.sold, number=True),
        Column("capacity", _("Seats"), lambda r: r.capacity, number=True),
        Column("fill", _("Fill"), lambda r: round(100 * r.sold / r.capacity), show=_percent, number=True),
        Column("state", _("State"), state_of),
        Column("reference", _("Reference"), lambda r: r.external_ref, chosen=False),
    )


def _percent(row: Any) -> str:
    return f"{round(100 * row.sold / row.capacity)} %"


STANDING = ("paying", "confirmed", "refunded", "review")


def orders_of(screening: int) -> QuerySet[Order]:
    """Every order that has or had a ticket of a screening, or has its seats in payment; found by the screening."""
    tickets = Ticket.objects.filter(order=OuterRef("pk"), screening=screening)
    here = OrderLine.objects.filter(
        order=OuterRef("pk"), screening=screening, replaced_at__isnull=True
    ).order_by()
    places = here.filter(kind="ticket").values("order").annotate(n=Count("pk")).values("n")
    cents = here.values("order").annotate(n=Sum("gross")).values("n")
    bought = OrderLine.objects.filter(screening=screening, kind="ticket").values("order_id")
    return Order.objects.filter(id__in=bought, state__in=STANDING).annotate(
        here=Coalesce(Subquery(places, output_field=IntegerField()), 0),
        cents=Coalesce(Subquery(cents, output_field=IntegerField()), 0),
        inside=Exists(tickets.filter(admitted_at__isnull=False)),
    )


def order_columns(*, cinema: str, personal: bool) -> tuple[Column, ...]:
    """The columns of a screening's orders; ``personal``: with names, addresses and a link to each."""
    who = (
        Column("name", _("Name"), lambda r: r.name),
        Column("email", _("E-mail"), lambda r: r.email),
    )

    def page(row: Order) -> str:
        return reverse("backoffice:order", kwargs={"cinema": cinema, "order": row.code})

    return (
        Column("code", _("Order"), lambda r: ids.show_code(r.code), link=page if personal else None),
        *(who if personal else ()),
        Column("since", _("Since"), lambda r: r.created_at, order=("created_at",)),
        Column("channel", _("Channel"), lambda r: str(CHANNELS.get(r.channel, r.channel))),
        Column("places", _("Seats"), lambda r: r.here, number=True),
        Column("cents", _("Sum"), lambda r: Money(r.cents), number=True),
        Column("state", _("State"), lambda r: str(ORDER_STATES.get(r.state, r.state))),
        Column("inside", _("Somebody is inside"), lambda r: r.inside, chosen=False),
    )


@dataclass(frozen=True, slots=True)
class Fill:
    """How full a screening is. ``oldest``: minutes the oldest payment has been open."""

    capacity: int
    sold: int
    inside: int
    paying: int
    held: int
    house: int
    oldest: int

    @property
    def free(self) -> int:
        """Seats left."""
        return self.capacity - self.sold - self.paying - self.held - self.house

    @property
    def share(self) -> int:
        """Sold, of a hundred."""
        return round(100 * self.sold / self.capacity) if self.capacity else 0


def fill_of(show: ScreeningFacts, held: Iterable[SeatHeld]) -> Fill:
    """The fill of a screening from its claims."""
    seats = list(held)
    count = Counter(seat.kind for seat in seats)
    payments = [seat.held_until for seat in seats if seat.kind == "paying"]
    age = clock.now() - min(payments) + HOLD if payments else timedelta(0)
    return Fill(
        capacity=show.capacity,
        sold=count["sold"],
        inside=sum(seat.inside for seat in seats),
        paying=count["paying"],
        held=count["held"],
        house=count["house"],
        oldest=max(0, int(age.total_seconds() // 60)),
    )


HOLD = timedelta(minutes=8)


@dataclass(frozen=True, slots=True)
class Dot:
    """A seat of a drawn plan: where, how it looks, its mark and what it says."""

    x: float
    y: float
    look: str
    mark: str
    words: str

    @property
    def at(self) -> str:
        """Its place as SVG writes it, whatever the language."""
        return f"{self.x:g} {self.y:g}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plan as it is taken: drawn as a picture, told as a sentence."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    told: str
    legend: tuple[tuple[str, str, str], ...]

    @property
    def box(self) -> str:
        """The picture's box: its seats, and the screen above them."""
        return f"-0.3 -1.2 {self.width + 0.5:g} {self.height + 1.5:g}"

    @property
    def screen(self) -> str:
        """The line of the screen."""
        return f"M{self.width * 0.15:g} -0.6H{self.width * 0.85:g}"


def drawing(
    seat_map: int, *, capacity: int, taken: Mapping[int, str], words: Callable[[PlanSeat], str] | None = None
) -> Drawing:
    """The plan with each place's state: ``taken`` says sold, paying, held, house or inside by place."""
    seats = [seat for seat in plan(seat_map) if seat.place <= capacity]
    left, top = min(seat.x for seat in seats), min(seat.y for seat in seats)
    dots = tuple(
        Dot(
            seat.x - left, seat.y - top, state := taken.get(seat.place, "free"),
            MARKS[state] or {"W": "♿", "S": ""}.get(seat.kind, seat.kind),
            f"{seat.row}{seat.number} : {words(seat) if words else KINDS[state]}",
        )
        for seat in seats
    )  # fmt: skip
    count = Counter(dot.look for dot in dots)
    legend = tuple((look, MARKS[look], f"{KINDS[look]} : {count[look]}") for look in KINDS if count[look])
    width, height = max(dot.x for dot in dots) + 1, max(dot.y for dot in dots) + 1
    return Drawing(width, height, dots, ", ".join(said for _look, _mark, said in legend), legend)


def as_sold(show: ScreeningFacts, held: Iterable[SeatHeld]) -> Drawing:
    """The plan of a screening as it is sold now."""
    taken = {seat.place: "inside" if seat.inside else seat.kind for seat in held}
    return drawing(show.seat_map, capacity=show.capacity, taken=taken)


def before_and_after(moved: MovePlan) -> tuple[Drawing, Drawing]:
    """The two rooms of a move."""
    here = {seat.held.place: "inside" if seat.held.inside else seat.held.kind for seat in moved.seats}
    came = {seat.after.place: seat for seat in moved.seats if seat.after is not None}

    def words(seat: PlanSeat) -> str:
        found = came.get(seat.place)
        if found is None:
            return str(KINDS["free"])
        return f"← {found.before.row}{found.before.number} ({ids.show_code(found.held.code)})"

    there = {place: here[seat.held.place] for place, seat in came.items()}
    return (
        drawing(moved.show.seat_map, capacity=moved.show.capacity, taken=here),
        drawing(moved.seat_map, capacity=moved.capacity, taken=there, words=words),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact before and after."""

    name: str
    before: Any
    after: Any
    instant: bool


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is another, in words."""
    return [
        Difference(str(name), _value(key, before.get(key)), _value(key, after.get(key)), key in INSTANTS)
        for key, name in FACTS.items()
        if before.get(key) != after.get(key)
    ]


def _value(key: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if key in INSTANTS and isinstance(value, str) else value


def trail_of(screening: int) -> list[dict[str, Any]]:
    """Who did what to a screening, the last first."""
    rows = AuditEntry.objects.filter(subject=f"screening:{screening}").order_by("-at")
    told = rows.annotate(who=F("actor__name")).values_list("at", "who", "actor_label", "verb", "facts")[:20]
    return [
        {
            "at": at,
            "who": who or label,
            "what": VERBS.get(verb, verb),
            "why": facts.get("reason", ""),
        }
        for at, who, label, verb, facts in told
    ]


def version_choices(row: Screening) -> list[tuple[str, list[tuple[int, str]]]]:
    """Versions to choose from, by film: those of its own film first, then of films this cinema shows these weeks."""
    near = timedelta(days=30)
    films = Screening.objects.filter(
        cinema_id=row.cinema_id, starts_at__gt=row.starts_at - near, starts_at__lt=row.starts_at + near
    ).values("film_id")
    found = FilmVersion.objects.filter(Q(film_id__in=films) | Q(film_id=row.film_id)).select_related("film")
    groups: dict[str, list[tuple[int, str]]] = {}
    for version in sorted(found, key=lambda v: (v.film_id != row.film_id, v.film.sort_key, v.label)):
        label = version.label if version.format == "2D" else f"{version.label} {version.format}"
        groups.setdefault(version.film.title, []).append((version.id, f"{version.film.title} ({label})"))
    return list(groups.items())


def chosen_orders(rows: Sequence[tuple[Any, str]]) -> dict[Any, int]:
    """What staff decided for each order without a seat: 0 refunds, a number is a screening."""
    return {order: int(said) for order, said in rows if said.isascii() and said.isdigit() and len(said) < 10}
