"""An order as the staff see it: tickets, money, letters, papers, and who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.shell.channels import CHANNELS as SOLD_BY
from ouvreuse.booking.queries import OrderView, order_url, order_view
from ouvreuse.booking.queries.counter import PrintView, prints_of
from ouvreuse.booking.queries.orders import TicketView
from ouvreuse.kernel.ids import show_code
from ouvreuse.notifications.queries import letters_to
from ouvreuse.payments.queries import PaymentView, RefundView, payments_of, refunds_of
from ouvreuse.payments.queries.desk import Awaited, terminal_exchanges
from ouvreuse.payments.queries.drawer import ShiftView, open_shift_of, refund_alone
from ouvreuse.venues.queries import CinemaView

STATES: dict[str, Any] = {
    "held": _("held"),
    "paying": _("in payment"),
    "confirmed": _("paid"),
    "expired": _("expired"),
    "cancelled": _("given up"),
    "refunded": _("refunded"),
    "review": _("to look at"),
}
CHANNELS: dict[str, Any] = {**SOLD_BY, "house": _("Kept off sale")}
MEANS: dict[str, Any] = {
    "card": _("card"),
    "cash": _("cash"),
    "terminal": _("terminal"),
    "invoice": _("on invoice"),
    "free": _("free of charge"),
}
PAYMENTS: dict[str, Any] = {
    "created": _("not begun"),
    "open": _("under way"),
    "unknown": _("asking the bank"),
    "succeeded": _("taken"),
    "expired": _("expired"),
    "cancelled": _("given up"),
    "failed": _("declined"),
}
REFUNDS: dict[str, Any] = {
    "requested": _("on its way to the bank"),
    "pending": _("under way"),
    "done": _("given back"),
    "failed": _("failed"),
}
LETTERS: dict[str, Any] = {
    "booking/mail/tickets": _("Tickets"),
    "booking/mail/refunded": _("Refund"),
    "booking/mail/address_changed": _("Address changed"),
}
LETTER_STATES: dict[str, Any] = {
    "queued": _("waiting"),
    "sending": _("being sent"),
    "sent": pgettext_lazy("letter", "sent"),
    "failed": _("failed"),
    "lapsed": _("too late to send"),
}
WAYS: dict[str, Any] = {"roll": _("Roll"), "sheet": _("A4 sheet")}
OUTCOMES: dict[str, Any] = {
    "asked": _("under way"),
    "done": _("printed"),
    "failed": _("nothing came out"),
    "unknown": _("nobody knows"),
}
VERBS: dict[str, Any] = {
    "refund_tickets": _("refunded tickets"),
    "return_money": _("gave the money back"),
    "refund_again": _("asked for the refund again"),
    "pay_back": _("handed the money over"),
    "reprint": _("printed again"),
    "change_address": _("changed the address"),
    "resend_tickets": _("sent the tickets again"),
    "exchange_tickets": _("exchanged tickets"),
    "hear_exchange": _("told the terminal’s word on an exchange"),
}


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket. ``state``: valid, void or admitted."""

    id: UUID
    code: str
    seat: str
    rate: str
    film: str
    starts_at: datetime
    zone: str
    screen: str
    series: str
    price: int
    state: str
    since: datetime | None
    refundable: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a small table: words, a sum in cents, a state, when."""

    words: str
    state: str
    amount: int | None
    at: datetime
    note: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """All that is known of an order, and what this person may do with it."""

    view: OrderView
    code: str
    state: str
    channel: str
    tickets: tuple[TicketLine, ...]
    payments: tuple[Line, ...]
    refunds: tuple[Line, ...]
    by_hand: tuple[Line, ...]
    terminal: tuple[Awaited, ...]
    letters: tuple[Line, ...]
    prints: tuple[Line, ...]
    trail: tuple[tuple[str, AuditEntry], ...]
    public_url: str
    shift: ShiftView | None
    limit: int
    may_change: bool
    may_refund: bool
    failed: bool
    sees_visitor: bool

    @property
    def refundable(self) -> bool:
        """Whether some ticket can be refunded by this person."""
        return self.may_refund and self.view.state == "confirmed" and any(t.refundable for t in self.tickets)

    @property
    def exchangeable(self) -> bool:
        """Whether some ticket can be exchanged by this person."""
        return self.may_change and self.view.state == "confirmed" and any(t.refundable for t in self.tickets)

    @property
    def printable(self) -> bool:
        """Whether it has tickets that are good."""
        return self.may_change and any(ticket.state != "void" for ticket in self.tickets)

    @property
    def in_review(self) -> bool:
        """Whether the bank took another sum than was due."""
        return self.may_refund and self.view.state == "review"


def order_page(staff: Staff, here: CinemaView, order: UUID) -> OrderPage:
    """The page of an order, in a fixed number of statements."""
    view = order_view(order)
    refunds = refunds_of(order)
    return OrderPage(
        view=view,
        code=show_code(view.code),
        state=str(STATES.get(view.state, view.state)),
        channel=str(CHANNELS.get(view.channel, view.channel)),
        tickets=tuple(_ticket(view, ticket) for ticket in view.tickets),
        payments=tuple(_payment(each) for each in payments_of(order)),
        refunds=tuple(_refund(each) for each in refunds),
        by_hand=tuple(_refund(each) for each in refunds if each.by_hand),
        terminal=tuple(terminal_exchanges(order)),
        letters=tuple(_letters(order)),
        prints=tuple(_print(each) for each in prints_of(order)),
        trail=tuple(_trail(order)),
        public_url=order_url(order, language=get_language() or "fr"),
        shift=open_shift_of(staff.user, cinema=here.id),
        limit=refund_alone(here.id),
        may_change=staff.rights.may("change_orders", cinema=here.id),
        may_refund=staff.rights.may("refund_orders", cinema=here.id),
        failed=any(each.state == "failed" and not each.by_hand for each in refunds),
        sees_visitor=staff.rights.may("change_orders", cinema=here.id),
    )


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _ticket(view: OrderView, ticket: TicketView) -> TicketLine:
    show = next(each.facts for each in view.shows if each.facts.id == ticket.screening)
    state = "void" if not ticket.valid else "admitted" if ticket.admitted_at else "valid"
    return TicketLine(
        ticket.id, f"{show_code(view.code)}-{ticket.number}", f"{ticket.row}{ticket.seat}",
        ticket.label_fr if _french() else ticket.label_en, show.film_title, show.starts_at, show.zone,
        show.screen_name, f"{ticket.series} n° {ticket.series_number}", ticket.price, state, ticket.admitted_at,
        state == "valid",
    )  # fmt: skip


def _payment(each: PaymentView) -> Line:
    return Line(
        str(MEANS.get(each.means, each.means)), str(PAYMENTS.get(each.state, each.state)), each.captured or each.amount,
        each.created_at, id=each.id,
    )  # fmt: skip


def _refund(each: RefundView) -> Line:
    state = str(_("to hand over at the counter") if each.by_hand else REFUNDS.get(each.state, each.state))
    return Line(
        str(MEANS.get(each.means, each.means)),
        state,
        each.amount,
        each.ended_at or each.created_at,
        each.error,
        each.id,
    )


def _letters(order: UUID) -> list[Line]:
    return [
        Line(
            f"{LETTERS.get(each.template, each.template)} → {each.address}",
            str(LETTER_STATES.get(each.state, each.state)), None, each.sent_at or each.created_at, each.error[:120],
        )
        for each in letters_to(str(order))
    ]  # fmt: skip


def _print(each: PrintView) -> Line:
    note = str(_("duplicate")) if each.duplicates else ""
    return Line(
        f"{WAYS.get(each.way, each.way)}, {each.tickets}", str(OUTCOMES.get(each.outcome, each.outcome)), None, each.at,
        note,
    )  # fmt: skip


def _trail(order: UUID) -> list[tuple[str, AuditEntry]]:
    rows = AuditEntry.objects.filter(subject=f"order:{order}").select_related("actor").order_by("at")[:100]
    return [(str(VERBS.get(row.verb, row.verb)), row) for row in rows]
