from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "ouvreuse.backoffice"
    label = "backoffice"
