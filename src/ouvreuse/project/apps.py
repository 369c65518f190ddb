from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ouvreuse.project"
    label = "project"

    def ready(self) -> None:
        """Give the kernel its clock: the database's."""
        from ouvreuse.kernel import clock
        from ouvreuse.project.database import read_clock

        clock.install(read_clock)
