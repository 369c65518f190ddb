"""The address of the trail."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.trail import views

urlpatterns: list[URLPattern] = [path("trail/", views.trail, name="trail")]
