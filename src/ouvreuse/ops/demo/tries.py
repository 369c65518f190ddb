"""The ten things of the tour. Each does the real thing through the real verbs and says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import uuid4

from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ouvreuse.booking import actions
from ouvreuse.booking.actions.admission import Refusal
from ouvreuse.booking.errors import BookingError, SeatTaken
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import free_counts, order_url, order_view, seat_map
from ouvreuse.booking.words import say
from ouvreuse.fiscal.queries import first_entries
from ouvreuse.fiscal.rules import first_break
from ouvreuse.kernel import clock, ids
from ouvreuse.ops import audit
from ouvreuse.ops.demo import showcase
from ouvreuse.ops.demo.selling import ask_bank
from ouvreuse.programme.models import Screening


@dataclass(frozen=True)
class Result:
    """What came of a try: a sentence, lines of detail, links to look at."""

    title: str
    lines: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Thing:
    """A card of the tour: a link to follow, or a button to press."""

    slug: str
    title: str
    text: str
    link: str = ""


def things() -> list[Thing]:
    """The ten cards, in the language of the page."""
    return [
        Thing(
            "buy", _("Buy a ticket"), _("Pick a film and pay at the demonstration’s bank."), f"/{_tongue()}/"
        ),
        Thing("refused", _("Be refused"), _("Ask for a seat of a sold-out screening.")),
        Thing("race", _("Two windows, one seat"), _("Two visitors press at the same instant: one has it.")),
        Thing(
            "break-bank",
            _("Break the bank"),
            _("The bank answers with errors: buy, and see your seats kept."),
        ),
        Thing("mend-bank", _("Mend the bank"), _("The bank answers again.")),
        Thing("refund", _("Refund an order"), _("The last order paid by card goes back to its buyer.")),
        Thing("ticket", _("Get a ticket to scan"), _("Buy one for the screening that is entering now.")),
        Thing("forge", _("Forge a QR"), _("Change one letter of a real ticket and show it at the door.")),
        Thing("tamper", _("Tamper with the book"), _("Try to change one cent of a past sale.")),
        Thing("audit", _("Audit everything"), _("Ask the database whether every invariant holds.")),
    ]


def _tongue() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def _screening_page(screening: int) -> tuple[str, str]:
    return _("See this screening"), reverse("storefront:screening", args=[screening])


def refused() -> Result:
    """A hold of a sold-out screening."""
    screening = showcase.on_show().get("sold_out")
    if screening is None:
        return Result(_("No screening is sold out yet: come back in a minute."))
    try:
        _hold(screening, place=1)
    except BookingError as error:
        return Result(say(error, language=_tongue()), [], [_screening_page(screening)])
    return Result(_("A seat had just come back, and you have it."), [], [_screening_page(screening)])


def _hold(screening: int, *, place: int) -> actions.Hold:
    return actions.hold_seats(
        screening, places=[place], rates=["PLEIN"], purchase_key=uuid4(), browser=uuid4(), language=_tongue()
    )


def _open_screening() -> tuple[int, int] | None:
    """A screening on sale and one of its free standard seats."""
    now = clock.now()
    rows = Screening.objects.filter(
        state="published", free_seating=False, web_opens_at__lt=now, web_closes_at__gt=now
    )
    found = list(rows.order_by("starts_at").values_list("id", flat=True)[:30])
    free = free_counts(found)
    for screening in found:
        if free.get(screening, 0) > 10:
            view = seat_map(screening)
            for seat in view.seats:
                if seat.kind == "S" and seat.place not in view.taken:
                    return screening, seat.place
    return None


def race() -> Result:
    """Two holds of one seat by two threads at once."""
    found = _open_screening()
    if found is None:
        return Result(_("Nothing is on sale right now."))
    screening, place = found
    barrier, told, language = threading.Barrier(2), {}, _tongue()

    def run(name: str) -> None:
        barrier.wait(5)
        try:
            with override(language):  # a thread begins in the language of the site, not of the page
                told[name] = _press(name, screening, place=place)
        finally:
            connection.close()

    windows = [threading.Thread(target=run, args=(name,)) for name in ("Camille", "Nadia")]
    for window in windows:
        window.start()
    for window in windows:
        window.join(10)
    return Result(_("One seat, one owner"), sorted(told.values()), [_screening_page(screening)])


def _press(name: str, screening: int, *, place: int) -> str:
    """One visitor's window: what it shows."""
    try:
        until = _hold(screening, place=place).held_until
    except SeatTaken:
        return _("{name} is told the seat was just taken").format(name=name)
    except BookingError as error:
        return f"{name}: {say(error, language=_tongue())}"
    return _("{name} has the seat until {time} UTC").format(name=name, time=f"{until:%H:%M:%S}")


def break_bank() -> Result:
    """The next calls to the bank fail."""
    ask_bank({"faults": [{"call": "sessions.create", "do": "status", "status": 503, "count": 20}]})
    return Result(
        _("The bank now fails"),
        [_("The next twenty checkouts meet an error. Seats stay kept, and nobody is charged.")],
        [(_("Buy a ticket"), f"/{_tongue()}/")],
    )


def mend_bank() -> Result:
    """The bank works again."""
    ask_bank({"forget_faults": True, "delay": {"median_ms": 250, "p99_ms": 1200}})
    return Result(_("The bank works again"))


def refund() -> Result:
    """Refund the newest order that was paid at the bank and not used."""
    orders = Order.objects.filter(state="confirmed", channel="web", tickets__admitted_at__isnull=True)
    order = orders.order_by("-created_at").first()
    if order is None:
        return Result(_("No order has been paid at the bank yet."))
    amount = actions.refund_tickets(order.id, reason="demonstration", actor_label="demo")
    return Result(
        _("{amount} € go back").format(amount=f"{amount / 100:.2f}"),
        [_("Tickets void, seats on sale again, a mail sent, an entry in the book.")],
        [(ids.show_code(order.code), order_url(order.id, language=_tongue()))],
    )


def ticket() -> Result:
    """Sell one ticket for a screening that is entering."""
    now = clock.now()
    row = (
        Screening.objects.filter(
            state="published", free_seating=True, counter_closes_at__gt=now, ends_at__gt=now
        )
        .order_by("starts_at")
        .first()
    )
    if row is None:
        return Result(_("Nothing is entering right now."))
    order = actions.sell(row.id, rates=["PLEIN"], language=_tongue())
    view = order_view(order)
    code = f"{ids.show_code(view.code)}-{view.tickets[0].number}"
    return Result(
        _("Ticket {code}").format(code=code),
        [_("Sign in as the usher below, then scan its QR or type this code.")],
        [(_("Show the ticket and its QR"), order_url(order, language=_tongue()))],
    )


def forge() -> Result:
    """A real ticket's text with one letter changed."""
    row = (
        Ticket.objects.filter(voided_at__isnull=True, admitted_at__isnull=True)
        .select_related("screening")
        .last()
    )
    if row is None:
        return Result(_("No ticket has been sold yet."))
    forged = row.payload[:-20] + ("A" if row.payload[-20] != "A" else "B") + row.payload[-19:]
    answer = actions.admit(forged, cinemas=frozenset({row.screening.cinema_id}), user=None, way="typed")
    refused_as = (
        _("refused: the signature is not ours") if answer.refusal is Refusal.FORGED else str(answer.refusal)
    )
    return Result(_("The door is not fooled"), [row.payload, forged, refused_as])


def tamper() -> Result:
    """What the database says to a change, and what verification says of a copy with one cent changed."""
    copy = first_entries(limit=200)
    if not copy:
        return Result(_("The book is still empty."))
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE fiscal_entry SET payload = '{}' WHERE hash = %s", [copy[0].hash])
        refusal = _("The database let it pass. This is a fault: please tell us.")
    except DatabaseError as problem:
        refusal = str(problem).splitlines()[0]
    changed = replace(copy[0], payload=copy[0].payload.replace('"gross":', '"gross":1', 1))
    found = first_break([changed, *copy[1:]], length=len(copy), head=copy[-1].hash)
    named = _("Verification of a copy with one figure changed names entry {number} ({problem}).").format(
        number=found.number if found else "?", problem=found.problem if found else "?"
    )
    return Result(_("The book holds"), [_("The database answers: {words}").format(words=refusal), named])


def everything() -> Result:
    """AUDIT."""
    broken = audit.run()
    if not broken:
        return Result(
            _("Every invariant holds"),
            [_("{count} invariants were checked.").format(count=len(audit.invariants()))],
        )
    french = _tongue() == "fr"
    said = [(v.invariant.code, v.invariant.sentence_fr if french else v.invariant.sentence) for v in broken]
    return Result(_("Something does not hold"), [f"{code}: {sentence}" for code, sentence in said])


TRIES: dict[str, Callable[[], Result]] = {
    "refused": refused,
    "race": race,
    "break-bank": break_bank,
    "mend-bank": mend_bank,
    "refund": refund,
    "ticket": ticket,
    "forge": forge,
    "tamper": tamper,
    "audit": everything,
}
