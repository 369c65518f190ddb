"""The address of the search."""

from django.urls import URLPattern, path

from ouvreuse.backoffice.search import views

urlpatterns: list[URLPattern] = [path("search/", views.search, name="search")]
