"""``fiscal verify`` names what somebody changed who got past every guard."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import call_command
from tests.cast import Chain

from ouvreuse.booking.actions import refund_tickets, sell
from ouvreuse.booking.queries import order_view

pytestmark = pytest.mark.integration


@pytest.fixture
def sold(chain: Chain) -> Chain:
    """Entry 1 sells rights 1/PLEIN 1 to 3, entry 2 cancels the second, entry 3 sells 1/MOINS14 1."""
    screening = chain.screening()
    order = sell(screening, places=[1, 2, 3], rates=["PLEIN"] * 3)
    refund_tickets(order, tickets=[order_view(order).tickets[1].id], reason="ill")
    sell(screening, places=[4], rates=["MOINS14"])
    return chain


def verified(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    call_command("fiscal_verify")
    return capsys.readouterr().out


def test_a_fair_book_is_counted_and_summed(sold: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        verified(capsys)
        .splitlines()[0]
        .startswith("holds   Le Phare, counter: 3 entries, net 23.00 EUR, absolute 42.00 EUR, head ")
    )
    assert "holds   2 series without gap: 4 rights" in verified(capsys)


ENTRY_3 = "UPDATE fiscal_entry SET {} WHERE number = 3"
RIGHT_3 = "UPDATE fiscal_admissionright SET {} WHERE number = 3"
ADDED = (
    "INSERT INTO fiscal_admissionright (series_id, number, ticket, entry_id, screening)"
    " SELECT series_id, 4, gen_random_uuid(), entry_id, screening FROM fiscal_admissionright WHERE number = 3"
)
TAMPERINGS = {
    ENTRY_3.format("kind = 'gift'"): ["counter: entry 3: its column kind does not say"],
    ENTRY_3.format("at = at - interval '1 day'"): ["counter: entry 3: its column at does not say"],
    ENTRY_3.format("at = at + interval '1 microsecond'"): ["counter: entry 3: its column at does not say"],
    ENTRY_3.format("subject = gen_random_uuid()"): ["counter: entry 3: its column subject does not say"],
    ENTRY_3.format("subject = NULL"): ["counter: entry 3: its column subject does not say"],
    ENTRY_3.format("number = 9"): ["counter: entry 3: this entry is missing"],
    ENTRY_3.format("payload = replace(payload, '400', '401')"): ["counter: entry 3: its content was altered"],
    ENTRY_3.format("previous = repeat('0', 64)"): ["counter: entry 3: it is not chained"],
    "DELETE FROM fiscal_entry WHERE number = 2": ["counter: entry 2: this entry is missing"],
    "DELETE FROM fiscal_entry WHERE number = 3": ["entry 3: entries are missing at the end", "right 1: no entry"],
    "UPDATE fiscal_book SET length = 4": ["counter: entry 4: entries are missing at the end"],
    "UPDATE fiscal_book SET channel = 'phone'": ["phone: entry 1: its column channel does not say"],
    "DELETE FROM fiscal_book": ["No book", "series 1/PLEIN: right 1: no entry", "series 1/MOINS14: right 1: no entry"],
    # the last entry cut off and the book set back to match: its right is left without an entry
    "UPDATE fiscal_book SET length = 2, head = (SELECT hash FROM fiscal_entry WHERE number = 2);"
    " DELETE FROM fiscal_entry WHERE number = 3": [
        "holds   Le Phare, counter: 2 entries",
        "series 1/MOINS14: right 1: no entry of the book issued it",
    ],
    "DELETE FROM fiscal_admissionright WHERE number = 2": [
        "counter: entry 1: its right 1/PLEIN 2 is missing",
        "series 1/PLEIN: right 2: this right is missing",
    ],
    # the last right taken away with its number: no gap is left, but the entry knows
    "DELETE FROM fiscal_admissionright WHERE number = 3;"
    " UPDATE fiscal_series SET last_number = 2 WHERE rate_code = 'PLEIN'": [
        "counter: entry 1: its right 1/PLEIN 3 is missing"
    ],
    RIGHT_3.format("ticket = gen_random_uuid()"): ["counter: entry 1: its right 1/PLEIN 3 was altered"],
    RIGHT_3.format("screening = 0"): ["counter: entry 1: its right 1/PLEIN 3 was altered"],
    RIGHT_3.format("number = 7"): ["entry 1: its right 1/PLEIN 3 is missing", "1/PLEIN: right 3: this right is"],
    RIGHT_3.format("entry_id = (SELECT id FROM fiscal_entry WHERE number = 3)"): [
        "counter: entry 1: its right 1/PLEIN 3 is missing"
    ],
    RIGHT_3.format("series_id = (SELECT id FROM fiscal_series WHERE rate_code = 'MOINS14')"): [
        "counter: entry 1: its right 1/PLEIN 3 is missing",
        "series 1/MOINS14: right 2: this right is missing",
    ],
    ADDED: ["entry 1: its content knows no right 1/PLEIN 4", "1/PLEIN: right 4: it is past the last number"],
    "DELETE FROM fiscal_cancelledright": ["counter: entry 2: its cancellation of ticket"],
    "UPDATE fiscal_cancelledright SET right_id = (SELECT id FROM fiscal_admissionright WHERE number = 3)": [
        "counter: entry 2: its cancellation of ticket"
    ],
    "INSERT INTO fiscal_cancelledright (right_id, entry_id) SELECT r.id, e.id FROM fiscal_admissionright r,"
    " fiscal_entry e WHERE r.number = 3 AND e.number = 3": ["entry 3: its content does not cancel ticket"],
    "UPDATE fiscal_series SET last_number = 2 WHERE rate_code = 'PLEIN'": ["1/PLEIN: right 3: it is past the last"],
    "UPDATE fiscal_series SET last_number = 5 WHERE rate_code = 'PLEIN'": ["1/PLEIN: right 4: this right is missing"],
    "UPDATE fiscal_series SET rate_code = 'GRATUIT' WHERE rate_code = 'MOINS14'": [
        "counter: entry 3: its right 1/MOINS14 1 is missing"
    ],
    "DELETE FROM fiscal_series WHERE rate_code = 'MOINS14'": ["entry 3: its right 1/MOINS14 1 is missing"],
    "UPDATE fiscal_series SET cinema_id = 0 WHERE rate_code = 'PLEIN'": ["entry 1: its right 1/PLEIN 1 is missing"],
}  # fmt: skip


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("sql", TAMPERINGS)
def test_each_tampering_is_named(
    sold: Chain, superuser: psycopg.Connection, capsys: pytest.CaptureFixture[str], sql: str
) -> None:
    assert "BROKEN" not in verified(capsys)
    superuser.execute("SET session_replication_role = replica")
    for statement in sql.split("; "):
        assert superuser.execute(statement.encode()).rowcount >= 1
    with pytest.raises(SystemExit) as left:
        call_command("fiscal_verify")
    assert left.value.code == 1
    said = capsys.readouterr().out
    for words in TAMPERINGS[sql]:
        assert words in said
