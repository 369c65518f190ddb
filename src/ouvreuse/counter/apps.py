from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "ouvreuse.counter"
    label = "counter"
