from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ouvreuse.ops"
    label = "ops"
