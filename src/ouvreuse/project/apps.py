from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "ouvreuse.project"
    label = "project"

    def ready(self) -> None:
        """Keep by thread what Django keeps; give the kernel its clock and database; arm its fault points for a test."""
        from django.conf import settings

        from ouvreuse.kernel import clock, fault, prepared
        from ouvreuse.project.database import database_kind, read_clock, run_prepared
        from ouvreuse.project.locals import keep_by_thread

        keep_by_thread()
        clock.install(read_clock)
        prepared.install(run_prepared)
        fault.arm(settings.FAULT, kind=settings.KIND, marked=database_kind)
