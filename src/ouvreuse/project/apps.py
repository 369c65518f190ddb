from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ouvreuse.project"
    label = "project"

    def ready(self) -> None:
        """Give the kernel its clock, the database's; arm its fault points when a test asks for it."""
        from django.conf import settings

        from ouvreuse.kernel import clock, fault
        from ouvreuse.project.database import database_kind, read_clock

        clock.install(read_clock)
        fault.arm(settings.FAULT, kind=settings.KIND, marked=database_kind)
