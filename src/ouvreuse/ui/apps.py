from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ouvreuse.ui"
    label = "ui"
