"""Addresses of screenings."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.screenings import quotas, views

HERE = "cinema/<slug:cinema>/screenings/"
ONE = f"{HERE}<int:screening>/"
urlpatterns: list[URLPattern] = [
    path(HERE, views.screenings, name="screenings"),
    path(ONE, views.screening, name="screening"),
    path(f"{ONE}move/", views.move, name="move_screening"),
    path(f"{ONE}alter/", views.alter, name="alter_screening"),
    path(f"{ONE}web/", quotas.quota, name="screening_quota"),
    path(f"{ONE}cancel/", views.cancel, name="cancel_screening"),
    path(f"{ONE}changes/<int:number>/", views.change, name="screening_change"),
]
