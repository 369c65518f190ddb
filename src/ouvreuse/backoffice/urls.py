"""Addresses of the back office."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "backoffice"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ouvreuse.backoffice.team.urls")),
    path("", include("ouvreuse.backoffice.dashboards.urls")),
    path("", include("ouvreuse.backoffice.search.urls")),
    path("", include("ouvreuse.backoffice.prices.urls")),
    path("", include("ouvreuse.backoffice.screenings.urls")),
    path("", include("ouvreuse.backoffice.venues.urls")),
    path("", include("ouvreuse.backoffice.films.urls")),
    path("", include("ouvreuse.backoffice.orders.urls")),
    path("", include("ouvreuse.backoffice.groups.urls")),
    path("", include("ouvreuse.backoffice.tills.urls")),
    path("", include("ouvreuse.backoffice.setup.urls")),
    path("", include("ouvreuse.backoffice.trail.urls")),
    path("", include("ouvreuse.backoffice.planning.urls")),
]
