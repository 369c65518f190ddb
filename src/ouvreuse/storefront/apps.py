from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "ouvreuse.storefront"
    label = "storefront"
