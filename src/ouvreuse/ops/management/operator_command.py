"""What every command for operators has in common: it speaks the language of the terminal, to the last word."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ouvreuse.kernel import arguments, terminal


class OperatorCommand(BaseCommand):
    """A command of ours. Its help leaves out Django's own options, which work and are said in English only."""

    typed = False
    suppressed_base_arguments = {
        *("--version", "--verbosity", "--settings", "--pythonpath", "--traceback"),
        *("--no-color", "--force-color"),
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser, whose own words are in the language of the terminal."""
        arguments.speak()
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        for action in parser._actions:
            if action.dest == "skip_checks":  # the one of Django's that can't be left out by its name
                action.help = argparse.SUPPRESS
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Do what was typed."""
        self.typed = True
        terminal.never_fail()
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Do it. Typed in a terminal, a refusal is one line as everywhere."""
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not self.typed or options["traceback"]:
                raise
            self.stderr.write(f"ouvreuse: {refusal}")
            sys.exit(refusal.returncode)
