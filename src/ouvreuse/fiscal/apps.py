from django.apps import AppConfig


class FiscalConfig(AppConfig):
    name = "ouvreuse.fiscal"
    label = "fiscal"
    default_auto_field = "django.db.models.BigAutoField"
