"""Addresses for machines and operators."""

from django.urls import URLPattern, path

from ouvreuse.ops.views import healthz

app_name = "ops"
urlpatterns: list[URLPattern] = [path("healthz", healthz, name="healthz")]
