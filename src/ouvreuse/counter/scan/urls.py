"""Addresses of the door: of a whole cinema, or of one of its screens."""

from django.urls import URLPattern, path

from ouvreuse.counter.scan import views

DOORS = ("<slug:cinema>/", "<slug:cinema>/screen/<int:screen>/")

urlpatterns: list[URLPattern] = [
    path("", views.choose, name="choose"),
    *(path(door, views.scan, name="scan") for door in DOORS),
    *(path(f"{door}admit/", views.admit, name="admit") for door in DOORS),
    *(path(f"{door}undo/", views.undo, name="undo") for door in DOORS),
    *(path(f"{door}search/", views.search, name="search") for door in DOORS),
]
