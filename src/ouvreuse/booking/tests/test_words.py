"""Every refusal is said: each reason raised anywhere, in Python or in the database, has its own sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ouvreuse
from ouvreuse.booking import errors
from ouvreuse.booking.words import WORDS, say

PACKAGE = Path(next(iter(ouvreuse.__path__)))
SQL = re.compile(r"RAISE EXCEPTION '(\w+)' USING ERRCODE = '(OV\d{3})'")
KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.BookingError) and kind is not errors.BookingError
}
pytestmark = pytest.mark.unit


def _speaks_of_booking(path: Path) -> bool:
    return "booking" in path.parts or "ouvreuse.booking.errors" in path.read_text()


def _in_python() -> Iterator[tuple[str, str]]:
    """``BadChoice("rate")``, ``Refused("OV400", "count")`` of the pure rules, ``_whole(..., reason="place")``."""
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts or path.name.startswith("test_") or not _speaks_of_booking(path):
            continue
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            said = [each.value for each in call.args if isinstance(each, ast.Constant)]
            if call.func.id in KINDS and said:
                yield KINDS[call.func.id].code, str(said[0])
            elif call.func.id == "Refused":
                yield errors.BY_SQLSTATE[str(said[0])].code, str(said[1])
            elif call.func.id == "_whole":
                yield from (
                    (errors.BadChoice.code, str(each.value.value))
                    for each in call.keywords
                    if each.arg == "reason" and isinstance(each.value, ast.Constant)
                )


def _in_sql() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("migrations/sql/*.sql"):
        for reason, state in SQL.findall(path.read_text()):
            yield errors.BY_SQLSTATE[state].code, reason


def _silent(raised: set[tuple[str, str]]) -> set[str]:
    return {f"{code}.{reason}" for code, reason in raised} - set(WORDS)


def test_every_reason_has_its_own_words() -> None:
    python, database = set(_in_python()), set(_in_sql())
    assert {("bad_choice", "form"), ("bad_choice", "place"), ("not_on_sale", "closed")} <= python
    assert ("seat_taken", "full") in database
    assert _silent(python | database) == set()
    assert _silent({("bad_choice", "nonsense")}) == {"bad_choice.nonsense"}


def test_an_incomplete_form_says_where_to_start_again() -> None:
    refusal = errors.BadChoice("form")
    assert say(refusal, language="fr") == "Ce formulaire est incomplet. Reprenez depuis la page de la séance."
    assert say(refusal, language="en") == "This form is incomplete. Start again from the screening’s page."
