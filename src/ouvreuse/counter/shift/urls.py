"""Addresses of the till."""

from django.urls import URLPattern, path

from ouvreuse.counter.shift import views

urlpatterns: list[URLPattern] = [
    path("", views.shift, name="shift"),
    path("<uuid:shift>/", views.report, name="report"),
    path("<uuid:shift>/move/", views.move, name="move"),
    path("<uuid:shift>/close/", views.close, name="close"),
    path("<uuid:shift>/print/", views.print_report, name="print_report"),
]
