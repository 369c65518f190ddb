"""Addresses of the sale."""

from django.urls import URLPattern, path

from ouvreuse.counter.sell import after, views

urlpatterns: list[URLPattern] = [
    path("", views.sell, name="sell"),
    path("free/", views.free, name="free"),
    path("<int:screening>/", views.sale, name="sale"),
    path("<int:screening>/quote/", views.quote, name="quote"),
    path("sold/<slug:order>/", after.sold, name="sold"),
    path("sold/<slug:order>/terminal/", after.terminal, name="terminal"),
    path("sold/<slug:order>/print/", after.print_again, name="print"),
    path("sold/<slug:order>/sheet/", after.sheet, name="sheet"),
    path("sold/<slug:order>/mail/", after.mail, name="mail"),
]
