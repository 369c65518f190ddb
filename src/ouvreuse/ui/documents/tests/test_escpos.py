"""The printer's language: commands where they belong, accents and the euro, nothing that a title could command."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ouvreuse.ui.documents.escpos import Roll, encoded, qr_code, report_roll, tickets_roll
from ouvreuse.ui.documents.tests.cast import sheet

pytestmark = pytest.mark.unit


def plain(paper: bytes) -> str:
    """What can be read on it: the commands left out."""
    text = re.sub(rb"\x1d\(k(..)", b"", paper, flags=re.DOTALL)
    text = re.sub(rb"\x1b[@]|\x1b[taE!].|\x1bp...|\x1d[!B].|\x1dVB.", b"", text, flags=re.DOTALL)
    return text.decode("cp1252")


def test_each_ticket_says_what_the_law_asks_and_is_cut() -> None:
    facts = sheet()
    paper = tickets_roll(facts, roll=Roll(80))
    assert paper.startswith(b"\x1b@\x1bt\x10")
    assert paper.count(b"\x1dVB\x03") == len(facts.tickets)
    said = " ".join(plain(paper).split())
    first = facts.tickets[0]
    for part in (facts.cinema, facts.town, facts.operator, first.film.split()[0], first.screen, first.rate, first.code,
                 first.series, f"{first.number:06d}", facts.order_code):  # fmt: skip
        assert encoded(part).decode("cp1252") in said, part
    assert first.qr.encode() in paper


def test_a_free_right_says_so_and_a_duplicate_too() -> None:
    facts = sheet()
    free = replace(facts.tickets[0], price_cents=0, supplements=(), duplicate=True)
    said = plain(tickets_roll(replace(facts, language="fr", tickets=(free,)), roll=Roll(58)))
    assert "gratuit" in said
    assert "DUPLICATA" in said


def test_lines_fit_the_paper() -> None:
    for width, columns in ((58, 32), (80, 48)):
        for line in plain(report_roll(["mot " * 40], roll=Roll(width), title="Rapport")).split("\n"):
            assert len(line) <= columns


def test_accents_the_euro_and_letters_it_has_not() -> None:
    assert encoded("« Été » 9,50 €, œuvre, Ç") == "« Été » 9,50 €, œuvre, Ç".encode("cp1252")
    assert encoded("9,50\u202f€\u00a0: ok") == b"9,50 \x80 : ok"
    assert encoded("Dvořák 東京") == b"Dvor\xe1k ??"


def test_no_title_commands_the_printer() -> None:
    assert encoded("A\x1bp\x00\x19\xfaB\u202eC\n") == encoded("ApúBC")


def test_the_drawer_opens_once_and_only_when_asked() -> None:
    kick = b"\x1bp\x00\x19\xfa"
    assert tickets_roll(sheet(), roll=Roll(80), kick=True).count(kick) == 1
    assert kick not in tickets_roll(sheet(), roll=Roll(80))


def test_the_code_s_length_is_in_two_bytes() -> None:
    command = qr_code("A" * 300, module=6)
    assert b"\x1d(k" + bytes([303 % 256, 303 // 256]) + b"1P0" + b"A" * 300 in command
    assert command.endswith(b"\x1d(k\x03\x001Q0")
