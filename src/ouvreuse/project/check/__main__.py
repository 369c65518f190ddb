"""The list of checks behind ``./ouvreuse check``. It needs no database."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence

from ouvreuse.project import frontend, translations
from ouvreuse.project.check import house, layers, layout, programs, templates
from ouvreuse.project.check.runner import Check, run

ROOT, PACKAGE = frontend.ROOT, frontend.PACKAGE


def changed_models() -> list[str]:
    """Models that differ from their migrations."""
    from django.core.management import CommandError, call_command

    said = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no database is asked, and Django warns of that
        try:
            call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
        except (SystemExit, CommandError) as problem:
            return [*said.getvalue().splitlines(), str(problem)]
    return []


def checks() -> list[Check]:
    """All of them, the slow ones first."""
    rank = layers.ranks(ROOT)
    return [
        Check("types (mypy)", programs.types),
        Check("import contracts", programs.contracts),
        Check("templates: style (djlint)", programs.template_style),
        Check("TypeScript: types", programs.script_types),
        Check("CSS and TypeScript: format", programs.script_format),
        Check("style (ruff)", programs.style),
        Check("format (ruff)", programs.python_format),
        Check("templates: format (djade)", programs.template_format),
        Check("templates: layout", _all(lambda: layout.misplaced(PACKAGE))),
        Check("templates: compile", _all(lambda: templates.broken_templates(PACKAGE))),
        Check("templates: no inline code", _all(lambda: templates.inline_code(PACKAGE))),
        Check("translations", translations.check),
        Check("migrations: models", changed_models),
        Check("migrations: one line", _all(lambda: house.migrations_in_line(ROOT))),
        Check(
            "foreign keys point down",
            _all(lambda: layers.upward_relations(layers.relations_of_models(), rank)),
        ),
        Check(
            "foreign keys leave no trace",
            _all(lambda: layers.visible_relations(layers.relations_of_models())),
        ),
        Check("jobs exist", _all(lambda: layers.unknown_jobs(PACKAGE))),
        Check("jobs go down", _all(lambda: layers.upward_jobs(PACKAGE, rank))),
        Check("errors have words", _all(lambda: layers.unsaid_errors(PACKAGE))),
        Check(
            "file length",
            _all(lambda: house.long_files(ROOT)),
            warn=_all(lambda: house.growing_files(ROOT)),
        ),
        Check("function length", _all(lambda: house.long_functions(ROOT))),
        Check("nothing unfinished", _all(lambda: house.unfinished(ROOT))),
        Check("no registry addresses", _all(lambda: house.registry_hosts(ROOT))),
    ]


def fix() -> None:
    """Let the formatters do what they can."""
    folders = [name for name in programs.PYTHON_FOLDERS if (ROOT / name).exists()]
    programs.program("ruff", "check", "--quiet", "--fix", *folders)
    programs.program("ruff", "format", "--quiet", *folders)
    programs.write_template_format()
    layout.put_in_place(PACKAGE)
    frontend.write_format()


def main(arguments: Sequence[str]) -> int:
    """Run all; ``--fix`` lets the formatters write first."""
    if set(arguments) - {"--fix"}:
        sys.stderr.write("usage: ouvreuse check [--fix]\n")
        return 2
    os.environ.setdefault("OUVREUSE_KIND", "TEST")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouvreuse.project.settings")
    import django

    with contextlib.suppress(ImportError):
        django.setup()  # what does not import is reported by the checks that need it
    frontend.install(dev=True)
    if "--fix" in arguments:
        fix()
    return 0 if run(checks()) else 1


def _all(find: Callable[[], Iterable[str]]) -> Callable[[], list[str]]:
    return lambda: list(find())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
