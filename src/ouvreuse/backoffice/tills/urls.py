"""Addresses of the tills."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.tills import views

urlpatterns: list[URLPattern] = [
    path("cinema/<slug:cinema>/tills/", views.tills, name="tills"),
    path("cinema/<slug:cinema>/tills/new/", views.till, name="till_new"),
    path("cinema/<slug:cinema>/tills/rules/", views.rules, name="till_rules"),
    path("cinema/<slug:cinema>/tills/<int:till>/", views.till, name="till"),
    path("cinema/<slug:cinema>/tills/<int:till>/test/", views.test_print, name="till_test"),
]
