"""Each bench, as small as can be: it runs, and what must be true at any speed is true."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.browsers import Crowd, Journey, Pause, quantile
from bench.ready import PREPARED

from bench import budget, memory

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _prepared(request: pytest.FixtureRequest) -> None:
    """Benches copy the prepared cluster."""
    if request.node.get_closest_marker("integration"):
        request.getfixturevalue("prepared_database")


def run(bench: str, *words: str) -> dict[str, Any]:
    """A bench in a process of its own: it brings its own database and settings."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("OUVREUSE_", "DATABASE_"))
    }
    own.pop("DJANGO_SETTINGS_MODULE", None)
    own[PREPARED] = os.environ[PREPARED]
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{bench}", "--json", *words], cwd=ROOT, env=own, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.integration
def test_a_move_loses_nobody_and_seats_nobody_twice() -> None:
    found = run("move")
    assert (found["sold"], found["seated"], found["refunded"]) == (300, 120, 180)
    assert (found["lost"], found["double"], found["audit"]) == (0, 0, 0)
    assert found["statements"] <= budget.of("move")["statements_at_most"], (
        "as many for 300 seats as for three"
    )


@pytest.mark.integration
def test_a_purchase_ends_with_tickets_and_their_mail() -> None:
    found = run("purchase", "--seconds", "1", "--rate", "0", "--buyers", "2", "--only", "zero")["zero"]
    assert found["endings"].get("tickets", 0) >= 1
    assert (found["without_tickets"], found["mails_unsent"], found["in_payment"]) == (0, 0, 0)
    assert found["audit"] == 0, "every invariant holds in what was sold"
    assert set(found["cpu_ms_per_order"]) == {"web", "worker", "postgres", "bank", "mailbox", "generator"}


@pytest.mark.integration
def test_two_doors_let_each_ticket_in_once() -> None:
    found = run("door", "--tickets", "8", "--visitors", "2", "--pause", "0")
    assert (found["tickets"], found["let_in"], found["let_in_again"], found["double_admissions"]) == (
        8,
        8,
        0,
        0,
    )
    assert (found["holds_beside"] > 0, found["errors"], found["audit"]) == (True, 0, 0)


@pytest.mark.integration
def test_a_page_costs_as_many_statements_for_thirty_rows_as_for_one() -> None:
    found = run("pages", "--rounds", "1", "--seconds", "0.3")
    most = found.pop("limits")["cold_statements_at_most"]
    for name, page in found.items():
        assert page["statements_with_30_rows"] == page["statements_with_1_row"] <= most, name
        assert page["ratio_cached"] > 0


@pytest.mark.integration
def test_a_week_of_sixteen_screens_is_few_statements_and_a_light_page() -> None:
    found = run("planner", "--moves", "1")
    limits = found["limits"]
    assert found["screenings"] == 560
    assert found["statements"] <= limits["statements_at_most"]
    assert found["kb_compressed"] <= limits["kb_compressed_at_most"]
    assert found["move_ms_median"] > 0


@pytest.mark.integration
def test_a_week_goes_in_from_each_kind_of_file_and_is_the_same_the_second_time() -> None:
    found = run("programme", "--rows", "7")
    assert (found.pop("rows"), found.pop("limits")) == (7, budget.of("import"))
    assert set(found) == {"csv", "xlsx", "json"}
    assert all(took["new_s"] > 0 and took["same_s"] > 0 for took in found.values())


@pytest.mark.unit
def test_memory_is_weighed_by_named_parts() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()  # fakes.bank"], stdin=subprocess.PIPE) as child:
        pids = memory.family(os.getpid())
        assert child.pid in pids
        assert memory.part_of(child.pid) == "bank"
        assert memory.weigh([child.pid])["bank"]["mb"] > 0
        child.communicate(b"\n")
    assert memory.pss_mb(child.pid) == 0


@pytest.mark.unit
def test_a_crowd_ends_every_journey_it_began() -> None:
    def journey(number: int) -> Journey:
        yield Pause(0)
        return "even" if number % 2 == 0 else "odd"

    record = Crowd(journey, seconds=0.2, most=3, rate=0).run(grace=5)
    assert record.endings["even"] - record.endings["odd"] in (0, 1)
    assert record.endings["odd"] > 0


@pytest.mark.unit
def test_the_limits_are_those_of_the_papers() -> None:
    assert budget.of("purchase")["orders_per_second_at_least"] == 40
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    with pytest.raises(KeyError):
        budget.of("nothing")


@pytest.mark.integration
def test_dashboards_are_read_beside_a_rush() -> None:
    found = run(
        "onsale",
        "--rounds",
        "1",
        "--seconds",
        "1",
        "--connections",
        "2",
        "--claims",
        "0",
        "--dashboards",
        "10",
    )
    beside = found["2 connections"]
    assert (beside["readings"] > 0, beside["readings_failed"]) == (True, 0)
    assert beside["p99_ratio"] > 0


@pytest.mark.integration
def test_a_rush_sells_no_seat_twice() -> None:
    found = run("onsale", "--rounds", "1", "--seconds", "1", "--connections", "2", "--claims", "0")
    [rush] = found["runs"]
    assert (rush["oversold"], rush["errors"]) == (0, 0)
    assert found["hot_seat"]["winners"] == 1
