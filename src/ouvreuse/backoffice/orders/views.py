"""The list of the orders, and one of them whole."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.orders.forms import OrdersFilter
from ouvreuse.backoffice.orders.pages import found_order, order_answer
from ouvreuse.backoffice.orders.presenters import CHANNELS, STATES
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries.finding import found_in, orders_here
from ouvreuse.kernel.ids import show_code
from ouvreuse.kernel.local_time import to_instant
from ouvreuse.kernel.money import Money
from ouvreuse.ui.tables import Column, Listing
from ouvreuse.venues.queries import CinemaView

SECTION = "orders"
MOST_COUNTED = 500  # of a name that thousands have, the first page is what somebody reads


@require_safe
@requires("see_orders")
def orders(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """Orders that were paid, the latest first; one named exactly is opened at once."""
    here = cinema_here(staff, cinema)
    form = OrdersFilter(request.GET)
    listing = Listing(
        request.GET,
        name=f"orders-{here.slug}",
        columns=_columns(here),
        rows=_rows(form, here),
        order=("-created_at", "id"),
        zone=here.zone,
        filters=form,
        empty=_("No order yet."),
        most_counted=MOST_COUNTED,
    )
    facts = {"listing": listing}
    return listing.export or show(
        request, "backoffice/orders/orders.html", facts, staff=staff, cinema=here, section=SECTION
    )


def _rows(form: OrdersFilter, here: CinemaView) -> QuerySet[Order]:
    rows = orders_here(here.id)
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    if asked["q"].strip():
        rows = found_in(rows, asked["q"], cinema=here.id)
    if asked["channel"]:
        rows = rows.filter(channel=asked["channel"])
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["sold_on"]:
        zone = ZoneInfo(here.zone)
        first = to_instant(asked["sold_on"], time(0), zone)
        rows = rows.filter(
            created_at__gte=first,
            created_at__lt=to_instant(asked["sold_on"] + timedelta(days=1), time(0), zone),
        )
    if asked["screening"]:
        rows = rows.filter(id__in=Ticket.objects.filter(screening_id=asked["screening"]).values("order_id"))
    return rows


def _columns(here: CinemaView) -> list[Column]:
    def link(row: Order) -> str:
        return reverse("backoffice:order", kwargs={"cinema": here.slug, "order": row.code})

    def said(words: dict[str, Any], name: str) -> str:
        return str(words.get(name, name))

    return [
        Column("code", gettext_lazy("Order"), lambda row: show_code(row.code), link=link),
        Column("sold", pgettext_lazy("order", "Sold"), lambda row: row.created_at, order=("created_at",)),
        Column("name", gettext_lazy("Name"), lambda row: row.name),
        Column("email", gettext_lazy("E-mail"), lambda row: row.email),
        Column("film", gettext_lazy("Film"), lambda row: row.film),
        Column("starts", gettext_lazy("Screening"), _starts),
        Column("seats", gettext_lazy("Seats"), lambda row: row.places, number=True),
        Column("total", gettext_lazy("Total"), lambda row: Money(row.total or 0, row.currency), number=True),
        Column("channel", gettext_lazy("Channel"), lambda row: said(CHANNELS, row.channel)),
        Column("state", gettext_lazy("State"), lambda row: said(STATES, row.state)),
    ]


def _starts(row: Any) -> datetime | None:
    return row.starts_at  # type: ignore[no-any-return]


@require_safe
@requires("see_orders")
def order(request: HttpRequest, *, staff: Staff, cinema: str, order: str) -> HttpResponseBase:
    """One order whole."""
    here = cinema_here(staff, cinema)
    return order_answer(request, staff, here, found_order(here, order))
