"""The language of the terminal, and what is written there."""

from __future__ import annotations

import argparse
import ast
import errno
import inspect
import io
import sys

import pytest

from ouvreuse.kernel import arguments, terminal
from ouvreuse.kernel.system_error import FRENCH, reason

pytestmark = pytest.mark.unit

DECIDED = [
    ({}, "en"),
    ({"LANG": "C"}, "en"),
    ({"LANG": "POSIX"}, "en"),
    ({"LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LANG": "fr"}, "fr"),
    ({"LANG": "fr_CA@euro"}, "fr"),
    ({"LANG": "FR_fr"}, "fr"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "en_GB.UTF-8"}, "en"),
    ({"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
    ({"LC_ALL": "C", "LC_MESSAGES": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
    ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LC_ALL": "fr_FR.UTF-8", "LANG": "C"}, "fr"),
    ({"OUVREUSE_LANG": "fr", "LC_ALL": "C"}, "fr"),
    ({"OUVREUSE_LANG": "en", "LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
    ({"OUVREUSE_LANG": "", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
    ({"LC_CTYPE": "fr_FR.UTF-8", "LANGUAGE": "fr"}, "en"),
]


@pytest.mark.parametrize(("told", "language"), DECIDED)
def test_the_first_variable_that_says_something_decides(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], language: str
) -> None:
    for name in terminal.ASKED:
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert terminal.language() == language
    assert terminal.bilingual(fr="fr", en="en") == language


def test_numbers_are_written_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (terminal.decimal(1.25), terminal.amount(-1905), terminal.amount(7)) == ("1.2", "-19.05", "0.07")
    monkeypatch.setenv("OUVREUSE_LANG", "fr")
    assert (terminal.decimal(1.25), terminal.amount(-1905), terminal.amount(7)) == ("1,2", "-19,05", "0,07")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_no_terminal_is_too_poor_for_what_is_said(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.StringIO())  # as some test runners have it
    terminal.never_fail()
    sys.stdout.write("démarrage … « été »\n")
    sys.stdout.flush()
    assert raw.getvalue().decode(encoding).startswith("d?marrage" if encoding == "ascii" else "démarrage")


def test_the_parser_of_arguments_speaks_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        parser = argparse.ArgumentParser(prog="essai")
        parser.add_argument("--port", type=int, required=True)
        with pytest.raises(SystemExit):
            parser.parse_args(words)
        out, err = capsys.readouterr()
        return out + err

    arguments.speak()
    assert "the following arguments are required: --port" in said()
    monkeypatch.setenv("OUVREUSE_LANG", "fr")
    assert "essai : erreur : il manque : --port" in said()
    assert "argument --port : attend une valeur" in said("--port")
    assert "argument --port : valeur de type int non valable : 'x'" in said("--port", "x")
    assert "arguments inconnus : --neuf" in said("--port", "1", "--neuf")
    assert said("--help").startswith("usage : essai")
    assert "affiche cette aide" in said("--help")
    monkeypatch.setenv("OUVREUSE_LANG", "en")
    assert "show this help message and exit" in said("--help")


def test_the_words_of_the_parser_are_those_of_this_python() -> None:
    known = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(node, ast.Constant)
    }
    assert set(arguments.FRENCH) - known == set()


def test_the_system_refuses_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "/srv/x")
    assert reason(refused) == "Permission denied"
    monkeypatch.setenv("OUVREUSE_LANG", "fr")
    assert reason(refused) == FRENCH[errno.EACCES] == "permission refusée"
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(OSError("words of a library")) == "words of a library"
