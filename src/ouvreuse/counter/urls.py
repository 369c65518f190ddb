"""Addresses of the door and the counter."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("door/", include("ouvreuse.counter.scan.urls")),
    path("counter/<slug:cinema>/shift/", include("ouvreuse.counter.shift.urls")),
    path("counter/<slug:cinema>/", include("ouvreuse.counter.sell.urls")),
]
