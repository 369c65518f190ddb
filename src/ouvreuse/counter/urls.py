"""Addresses of the counter and the door."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [path("", include("ouvreuse.counter.scan.urls"))]
