"""Addresses of machines."""

from django.urls import URLPattern, path

from ouvreuse.api.webhooks import receive

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("webhooks/stripe/<int:account>", receive, name="stripe_webhook"),
    path("webhooks/stripe", receive, name="stripe_webhook_any"),
]
