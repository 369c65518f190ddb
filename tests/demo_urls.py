"""The addresses of a demonstration, for tests that tour it."""

from django.urls import include, path

from ouvreuse.project import urls

urlpatterns = [path("demo/", include("ouvreuse.ops.demo.urls")), *urls.urlpatterns]
