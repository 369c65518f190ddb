from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ouvreuse.api"
    label = "api"
