"""Addresses of the figures: of a cinema, and of the chain."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.dashboards import arranging, rows, views

HERE = "cinema/<slug:cinema>/figures/"
CHAIN = "figures/"
PAGES = (
    ("", "figures", views.dashboard),
    ("live/", "figures_live", views.live),
    ("board/", "figures_board", arranging.board),
    ("days/", "figures_days", rows.days),
    ("films/", "figures_films", rows.films),
    ("screenings/", "figures_screenings", rows.screenings),
    ("entries/", "figures_entries", rows.entries),
)
urlpatterns: list[URLPattern] = [
    *(path(f"{HERE}{end}", view, name=name) for end, name, view in PAGES),
    path(f"{HERE}screenings/<int:screening>/", rows.screening, name="figures_screening"),
    path(f"{CHAIN}definitions/", views.definitions, name="figures_definitions"),
    *(path(f"{CHAIN}{end}", view, name=f"chain_{name}") for end, name, view in PAGES),
]
