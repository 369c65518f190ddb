"""Data that an earlier release has written, sales and all, are brought to this one: nothing is lost, AUDIT is clean."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ouvreuse.project.cluster import Cluster

pytestmark = pytest.mark.integration
HERE = Path(__file__).parent
COUNTED = (
    "accounts_user", "accounts_auditentry", "venues_cinema", "venues_membership", "venues_seatmap",
    "catalogue_film", "catalogue_filmversion", "pricing_pricelistversion", "programme_screening",
    "booking_order", "booking_claim", "booking_orderline", "booking_ticket", "booking_admission",
    "payments_payment", "payments_refund", "fiscal_entry", "fiscal_admissionright", "fiscal_cancelledright",
    "notifications_message",
)  # fmt: skip


class Earlier:
    """A database as an earlier release left it, in the cluster of the tests."""

    def __init__(self, release: str) -> None:
        self.cluster = Cluster(Path(os.environ["OUVREUSE_TEST_CLUSTER"]) / "data")
        self.name = f"{release}_{os.getpid()}"
        self.cluster.drop_database(self.name)
        self.cluster.create_database(self.name)
        with psycopg.connect(self.url("superuser"), autocommit=True) as database:
            database.execute(gzip.decompress((HERE / f"{release}.sql.gz").read_bytes()))

    def url(self, role: str) -> str:
        """Its address for a role."""
        return self.cluster.url(role, self.name)  # type: ignore[arg-type]

    def run(self, *command: str) -> None:
        """A command of this release upon it, which must succeed."""
        told = {
            "DATABASE_URL": self.url("app"),
            "DATABASE_OWNER_URL": self.url("owner"),
            "OUVREUSE_ROLE": "owner" if command[0] == "prepare" else "app",
        }
        done = subprocess.run(
            [sys.executable, "-m", "django", *command],
            check=False,
            env={**os.environ, **told},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of a statement."""
        with psycopg.connect(self.url("superuser"), autocommit=True) as database:
            return database.execute(statement).fetchall()  # type: ignore[arg-type]

    def counts(self) -> dict[str, object]:
        """How many rows each table has."""
        return {table: self.ask(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}


@pytest.fixture
def earlier(prepared_database: str) -> Iterator[Earlier]:
    """The release before the back office: sold, refunded, cancelled, admitted, and distributors as words of a film."""
    found = Earlier("before_the_back_office")
    yield found
    found.cluster.drop_database(found.name)


BOOKS = "SELECT channel, length, head FROM fiscal_book ORDER BY id"
DISTRIBUTORS = """
SELECT DISTINCT lower(d.name), f.distributor_id IS NULL
  FROM catalogue_film f LEFT JOIN catalogue_distributor d ON d.id = f.distributor_id
"""
LATER = "INSERT INTO clock_offset (name, ahead) VALUES ('main', '60 days') RETURNING name"


def test_data_from_before_the_back_office_come_to_this_release_whole(earlier: Earlier) -> None:
    before, books = earlier.counts(), earlier.ask(BOOKS)
    assert all(before.values()), "the earlier data say something of everything"

    earlier.run("prepare", "--kind", "TEST")

    assert (earlier.counts(), earlier.ask(BOOKS)) == (before, books)
    assert earlier.ask(DISTRIBUTORS) == [("les films du phare", False)], "two spellings are one distributor"
    assert earlier.ask("SELECT words FROM booking_order WHERE name <> ''") == [
        ("zoe lefevre camille@example.org",)
    ]
    earlier.ask(LATER)  # what was sold is over: nothing of it was to be done by anybody
    earlier.run("audit")
