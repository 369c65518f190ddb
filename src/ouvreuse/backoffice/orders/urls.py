"""Addresses of the orders."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.orders import acts, exchange, views

ONE = "cinema/<slug:cinema>/orders/<slug:order>/"

urlpatterns: list[URLPattern] = [
    path("cinema/<slug:cinema>/orders/", views.orders, name="orders"),
    path(ONE, views.order, name="order"),
    path(f"{ONE}resend/", acts.resend, name="order_resend"),
    path(f"{ONE}address/", acts.address, name="order_address"),
    path(f"{ONE}refund/", acts.refund, name="order_refund"),
    path(f"{ONE}exchange/", exchange.exchange, name="order_exchange"),
    path(f"{ONE}exchange/terminal/", acts.terminal, name="order_terminal"),
    path(f"{ONE}hand-over/", acts.hand_over, name="order_hand_over"),
    path(f"{ONE}money/", acts.money, name="order_money"),
    path(f"{ONE}print/", acts.print_tickets, name="order_print"),
    path(f"{ONE}sheet/", acts.sheet, name="order_sheet"),
]
