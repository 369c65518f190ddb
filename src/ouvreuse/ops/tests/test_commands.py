"""The operator's commands."""

from __future__ import annotations

import io
import sys

import psycopg
import pytest
from django.core.management import CommandError, call_command
from tests.cast import Chain

from ouvreuse.accounts.actions import authenticate
from ouvreuse.booking.actions import sell
from ouvreuse.booking.queries import order_view
from ouvreuse.kernel import ids
from ouvreuse.venues.queries import rights_of

pytestmark = pytest.mark.integration


def sold(chain: Chain, places: int) -> str:
    order = sell(chain.screening(), places=list(range(1, places + 1)), rates=["PLEIN"] * places)
    return ids.show_code(order_view(order).code)


def test_verify_holds_then_names_the_first_broken_entry(
    chain: Chain, superuser: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("fiscal_verify")
    assert "nothing was sold" in capsys.readouterr().out
    for place in (1, 2, 3):
        sell(chain.screening(in_minutes=300 * place), places=[place], rates=["PLEIN"])
    call_command("fiscal_verify")
    assert "Le Phare, counter: 3 entries" in capsys.readouterr().out
    superuser.execute("SET session_replication_role = replica")
    kept = superuser.execute("SELECT payload FROM fiscal_entry WHERE number = 2").fetchone()
    assert kept is not None
    superuser.execute("UPDATE fiscal_entry SET payload = replace(payload, '950', '949') WHERE number = 2")
    with pytest.raises(SystemExit) as left:
        call_command("fiscal_verify")
    assert left.value.code == 1
    assert "entry 2: its content was altered" in capsys.readouterr().out
    superuser.execute("UPDATE fiscal_entry SET payload = %s WHERE number = 2", [kept[0]])


def test_an_order_is_refunded_by_ticket_then_whole(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    code = sold(chain, 3)
    call_command("refund_order", code.lower(), "--reason", "ill", "--ticket", "2")
    assert "9.50 EUR" in capsys.readouterr().out
    call_command("refund_order", code, "--reason", "ill")
    assert "19.00 EUR" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no longer at this step"):
        call_command("refund_order", code, "--reason", "again")


@pytest.mark.parametrize(("words", "said"), [(["AAAA-AAAA"], "does not exist"), (["x"], "does not exist")])
def test_an_unknown_order_is_refused(chain: Chain, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("refund_order", *words, "--reason", "x")


def test_an_unknown_ticket_is_named(chain: Chain) -> None:
    with pytest.raises(CommandError, match="no ticket 9; it has 1, 2"):
        call_command("refund_order", sold(chain, 2), "--reason", "x", "--ticket", "9")


def test_staff_are_added_with_a_role(
    chain: Chain, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long password\n"))
    call_command(
        "staff_add",
        "Ada@Example.org",
        "--name",
        "Ada",
        "--role",
        "usher",
        "--cinema",
        "le-phare",
        "--password-stdin",
    )
    assert "a long password" not in capsys.readouterr().out
    user = authenticate("ada@example.org", password="a long password", address="127.0.0.1")
    assert rights_of(int(user.pk)).roles == {chain.cinema: frozenset({"usher"})}
    call_command("staff_add", "ada@example.org", "--role", "box_office", "--cinema", "le-phare")
    assert rights_of(int(user.pk)).roles == {chain.cinema: frozenset({"usher", "box_office"})}


def test_a_made_up_password_is_printed_once_and_opens(
    chain: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("staff_add", "op@example.org", "--name", "Op", "--operator")
    password = capsys.readouterr().out.strip().rsplit(" ", 1)[1]
    user = authenticate("op@example.org", password=password, address="127.0.0.1")
    assert rights_of(int(user.pk)).may("scan_tickets", cinema=chain.cinema)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a@b.fr", "--name", "A", "--role", "usher"], "go together"),
        (["a@b.fr", "--name", "A", "--role", "usher", "--cinema", "nowhere"], "does not exist"),
        (["nobody", "--name", "A"], "one @"),
        (["a@b.fr"], "needs --name"),
    ],
)
def test_wrong_words_are_refused_whole(chain: Chain, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("staff_add", *words)
