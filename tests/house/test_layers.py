"""The four small tests of the house, on the house itself and on planted faults: what imports cannot show."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ouvreuse.project import frontend
from ouvreuse.project.check import layers
from ouvreuse.project.check.layers import Relation

pytestmark = pytest.mark.unit
RANK = layers.ranks(frontend.ROOT)


def relation(room: str, target: str, *, hidden: bool = True) -> Relation:
    return Relation(field=f"{room}.Thing.{target}", room=room, target=target, hidden=hidden)


def test_floors_come_from_the_contract() -> None:
    assert RANK["kernel"] == 0
    assert RANK["ui"] < RANK["accounts"] < RANK["booking"] < RANK["storefront"] < RANK["project"]
    assert RANK["pricing"] == RANK["catalogue"]


def test_every_foreign_key_points_to_the_same_or_a_lower_room() -> None:
    found = layers.relations_of_models()
    assert len(found) > 20
    assert list(layers.upward_relations(found, RANK)) == []


def test_a_foreign_key_that_points_up_or_aside_is_reported() -> None:
    assert list(layers.upward_relations([relation("venues", "booking")], RANK)) == [
        "venues.Thing.booking points up to booking"
    ]
    assert len(list(layers.upward_relations([relation("pricing", "catalogue")], RANK))) == 1
    assert (
        list(layers.upward_relations([relation("venues", "venues"), relation("booking", "venues")], RANK))
        == []
    )
    assert list(layers.upward_relations([relation("accounts", "auth")], RANK)) == []


def test_foreign_keys_to_other_rooms_leave_no_trace_there() -> None:
    assert list(layers.visible_relations(layers.relations_of_models())) == []


def test_a_foreign_key_that_leaves_a_trace_is_reported() -> None:
    assert len(list(layers.visible_relations([relation("booking", "venues", hidden=False)]))) == 1
    assert list(layers.visible_relations([relation("booking", "booking", hidden=False)])) == []


def test_each_job_deferred_by_name_exists() -> None:
    assert layers.jobs_deferred(frontend.PACKAGE)
    assert list(layers.unknown_jobs(frontend.PACKAGE)) == []


def test_a_job_is_deferred_only_to_the_same_or_a_lower_room() -> None:
    assert list(layers.upward_jobs(frontend.PACKAGE, RANK)) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house: a task of booking, deferred by booking and by a door."""
    package = tmp_path / "planted"
    for room in ("booking", "venues", "api"):
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").touch()
    (package / "booking" / "tasks.py").write_text(
        '@app.task(name="booking.settle", queue="q")\ndef settle(): ...\n'
    )
    (package / "api" / "views.py").write_text('app.configure_task("booking.settle", lock="x").defer(a=1)\n')
    return package


def test_jobs_in_order_are_left_alone(house: Path) -> None:
    assert list(layers.unknown_jobs(house)) == []
    assert list(layers.upward_jobs(house, RANK)) == []


def test_a_job_that_does_not_exist_is_reported(house: Path) -> None:
    (house / "booking" / "actions.py").write_text('app.configure_task("booking.setle").defer()\n')
    assert list(layers.unknown_jobs(house)) == ["booking/actions.py:1: no job is called booking.setle"]
    (house / "booking" / "actions.py").write_text("app.configure_task(name).defer()\n")
    assert list(layers.unknown_jobs(house)) == ["booking/actions.py:1: write the job's name out"]


def test_a_job_deferred_upward_is_reported(house: Path) -> None:
    (house / "venues" / "actions.py").write_text('app.configure_task(name="booking.settle").defer()\n')
    assert list(layers.upward_jobs(house, RANK)) == [
        "venues/actions.py:1: venues defers booking.settle, a job above it"
    ]


def test_a_task_named_after_another_room_is_reported(house: Path) -> None:
    (house / "venues" / "tasks.py").write_text('@app.task(name="booking.poll")\ndef poll(): ...\n')
    assert list(layers.upward_jobs(house, RANK)) == [
        "venues/tasks.py:1: booking.poll must be named after its room, venues"
    ]


def test_every_error_has_words_in_both_languages() -> None:
    assert list(layers.error_codes("ouvreuse.booking.errors"))
    assert list(layers.unsaid_errors(frontend.PACKAGE)) == []


def test_an_error_without_words_is_reported(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (house / "__init__.py").touch()
    (house / "venues" / "errors.py").write_text(
        'class Closed(Exception):\n    code = "closed"\nclass Full(Exception):\n    code = "full"\n'
    )
    (house / "venues" / "words.py").write_text('WORDS = {"full": ("Complet", " ")}\n')
    monkeypatch.syspath_prepend(house.parent)
    try:
        faults = list(layers.unsaid_errors(house))
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "planted"]:
            del sys.modules[name]
    assert faults == ["venues: no words for closed", "venues: the words of full are not (French, English)"]
