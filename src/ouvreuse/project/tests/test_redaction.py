"""Logs carry no address, key, card or link that opens something, at any depth."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog

from ouvreuse.project import logs

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail to camille.noir+cine@example.co.uk failed", "mail to [email] failed"),
        ("key sk_live_51Hx rk_test_9z", "key [key] [key]"),
        ("signed with whsec_abcDEF123", "signed with [key]"),
        ("card 4242424242424242 refused", "card [digits] refused"),
        ("card 4242 4242 4242 4242", "card [digits]"),
        ("card 3782-822463-10005.", "card [digits]."),
        ("GET /fr/order/Zk3_x9-abcdefghijklm", "GET /fr/order/[link]"),
        ("GET /en/tickets/abcdefghijklmnop?x=1", "GET /en/tickets/[link]?x=1"),
        ("GET /fr/staff/first/Zk3_x9-abcdefghijklm/", "GET /fr/staff/first/[link]/"),
        ("password=hunter2 kept", "password=[hidden] kept"),
        ('{"token": "abc"}', '{"token": [hidden]'),
        ("Authorization: Bearer abc", "Authorization: [hidden]"),
        ("cookie: a=1; session=2\nnext line", "cookie: [hidden]\nnext line"),
    ],
)
def test_a_sentence_loses_what_is_private(said: str, kept: str) -> None:
    assert logs.redact(said) == kept


@pytest.mark.parametrize(
    "said", ["order K7PQ-9M2X of 2026-11-25 20:15", "1250 cents, 14 screens", "/fr/film/12/", "port 8000"]
)
def test_the_rest_is_left_alone(said: str) -> None:
    assert logs.redact(said) == said


def test_nested_facts_are_redacted_by_name_and_by_content() -> None:
    facts = {
        "email": "a@b.fr",
        "client_address": "203.0.113.5",
        "Set-Cookie": "session=1",
        "api_token": None,
        "count": 3,
        "orders": [{"to": "a@b.fr", "cards": ("4242424242424242", 7)}, "sk_test_1"],
        "deep": {"secret_key": {"even": "this"}, "note": "ok"},
    }
    assert logs.redact(facts) == {
        "email": "[hidden]",
        "client_address": "[hidden]",
        "Set-Cookie": "[hidden]",
        "api_token": "[hidden]",
        "count": 3,
        "orders": [{"to": "[email]", "cards": ["[digits]", 7]}, "[key]"],
        "deep": {"secret_key": "[hidden]", "note": "ok"},
    }


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The product's own logging, to a string."""
    out, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", out)
    logs.configure({"level": "INFO"})
    yield out
    root.handlers[:] = before
    root.setLevel(level)


def test_our_lines_the_libraries_and_their_errors_pass_the_same_gate(written: io.StringIO) -> None:
    structlog.get_logger("ours").info("sent to a@b.fr", password="hunter2")
    logging.getLogger("library").warning("answer for %s: %s", "c@d.fr", {"key": "whsec_1"})
    try:
        raise ValueError("no card 4242424242424242")
    except ValueError:
        logging.getLogger("library").exception("failed")
    text = written.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in lines] == [
        "sent to [email]",
        "answer for [email]: {'key': '[key]'}",
        "failed",
    ]
    assert "ValueError: no card [digits]" in lines[2]["exception"]
    for private in ("a@b.fr", "c@d.fr", "hunter2", "whsec_1", "4242"):
        assert private not in text
