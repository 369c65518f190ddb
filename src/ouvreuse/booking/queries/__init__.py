"""Reads of booking: the seat map of a screening, orders, tickets. Frozen views for the public doors."""

from .keys import public_keys
from .left import Left, places_left
from .links import order_of, order_token, order_url
from .opening import opening
from .orders import (
    OrderView,
    SeatOfOrder,
    ShowOfOrder,
    TicketView,
    find_orders,
    order_by_code,
    order_view,
    orders_to_settle,
    orders_with_hanging_money,
    refunds_of_cancelled,
    upcoming_orders,
)
from .screenings import ScreeningFacts, screening_facts, screening_for_sale
from .seats import (
    Availability,
    PlanSeat,
    PlanZone,
    SeatMapView,
    availability,
    free_counts,
    plan,
    seat_at,
    seat_map,
    zones,
)  # fmt: skip

__all__ = [
    "Availability",
    "Left",
    "OrderView",
    "PlanSeat",
    "PlanZone",
    "ScreeningFacts",
    "SeatMapView",
    "SeatOfOrder",
    "ShowOfOrder",
    "TicketView",
    "availability",
    "find_orders",
    "free_counts",
    "opening",
    "order_by_code",
    "order_of",
    "order_token",
    "order_url",
    "order_view",
    "orders_to_settle",
    "orders_with_hanging_money",
    "places_left",
    "plan",
    "public_keys",
    "refunds_of_cancelled",
    "screening_facts",
    "screening_for_sale",
    "seat_at",
    "seat_map",
    "upcoming_orders",
    "zones",
]
