"""The tables of states: drawn as they are, the same in SQL and Python, without a dead end."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from ouvreuse.booking.models import Order
from ouvreuse.payments.models import Payment, Refund
from ouvreuse.payments.rules import REFUND_STEPS, STEPS, UNSETTLED
from tests.guides.states import PAGE, Table, page, steps_in_python, steps_in_sql, tables

MODELS = {"Order": Order, "Payment": Payment, "Refund": Refund}
every_table = pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)


@pytest.mark.unit
def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.guides.states"


@pytest.mark.unit
@every_table
def test_the_table_knows_the_states_of_the_model(table: Table) -> None:
    choices = set(MODELS[table.name].State.values)
    assert table.states == choices
    assert table.rests <= choices
    assert len(set(table.steps)) == len(table.steps)
    assert all(source != target for source, target in table.steps)


@pytest.mark.unit
@every_table
def test_every_state_is_reached_and_none_is_a_dead_end(table: Table) -> None:
    assert reach(table, {table.start}) == table.states
    for state in table.states - table.rests:
        assert table.after(state), f"{state} has no way out"
        assert reach(table, {state}) & table.rests, f"{state} never comes to rest"


def reach(table: Table, states: set[str]) -> set[str]:
    """Every state one can come to from these."""
    found = set(states)
    while more := {target for state in found for target in table.after(state)} - found:
        found |= more
    return found


@pytest.mark.unit
def test_sql_and_python_agree_on_payments() -> None:
    table = next(each for each in tables() if each.name == "Payment")
    assert set(steps_in_python(STEPS)) == set(table.steps)
    assert table.states - table.rests == UNSETTLED
    assert set(STEPS) == table.states


@pytest.mark.unit
def test_a_success_is_never_taken_back() -> None:
    assert STEPS["succeeded"] == frozenset()
    assert all("succeeded" in STEPS[state] for state in STEPS if state != "succeeded")


@pytest.mark.unit
def test_refunds_know_every_state() -> None:
    assert set(REFUND_STEPS) == set(Refund.State.values)


@pytest.mark.unit
def test_a_table_written_otherwise_is_noticed(tmp_path: Path) -> None:
    broken = tmp_path / "guards.sql"
    broken.write_text(
        "FUNCTION a_forward_only() NOT (OLD.state, NEW.state) IN (('a', 'b'), ( 'b', 'c')) THEN"
    )
    with pytest.raises(ValueError, match="another way"):
        steps_in_sql(broken)
    broken.write_text("nothing")
    with pytest.raises(ValueError, match="0 found"):
        steps_in_sql(broken)


@pytest.mark.integration
@pytest.mark.parametrize("table", tables()[:2], ids=lambda table: table.name)
def test_the_triggers_in_the_database_are_those_of_the_file(table: Table, database: None) -> None:
    """What is drawn is what runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{table.name.lower()}_forward_only"]
        )
        (body,) = cursor.fetchone()
    assert all(f"('{source}', '{target}')" in body for source, target in table.steps)
    assert body.count("('") == len(table.steps)
