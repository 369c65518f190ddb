"""The public site, journey by journey."""

from __future__ import annotations

from django.urls import URLPattern

from ouvreuse.storefront.addresses import moved
from ouvreuse.storefront.checkout.urls import urlpatterns as checkout
from ouvreuse.storefront.film.urls import urlpatterns as film
from ouvreuse.storefront.home.urls import urlpatterns as home
from ouvreuse.storefront.pages.urls import urlpatterns as pages
from ouvreuse.storefront.screening.urls import urlpatterns as screening
from ouvreuse.storefront.series.urls import urlpatterns as series
from ouvreuse.storefront.tickets.urls import urlpatterns as tickets

app_name = "storefront"
urlpatterns: list[URLPattern] = [*screening, *checkout, *tickets, *home, *film, *series, *pages]
urlpatterns.sort(
    key=lambda route: route.callback is moved
)  # all that lead elsewhere come last: each is tried in turn
