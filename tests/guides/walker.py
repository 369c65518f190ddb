"""Walks a guide step by step, as its reader would."""

from __future__ import annotations

import io
import os
import re
import shlex
from typing import Any
from unittest.mock import patch

from django.core.management import CommandError, call_command

from ouvreuse.project.cli import django_command
from ouvreuse.project.command_line import Command, Up, read
from tests.guides.browser import Browser, query
from tests.guides.guide import ROOT, Step, commands_of
from tests.guides.pages import Page, plain

LINK = re.compile(r"https?://\S+")


class Walker:
    """The reader: one browser, one terminal, one Python."""

    def __init__(self, facts: dict[str, str], *, language: str = "en") -> None:
        self.facts = facts
        self.language = language  # of the terminal
        self.browser = Browser()
        self.reading = False
        self.fails = False
        self.label = ""
        self.names: dict[str, Any] = {name: int(value) for name, value in facts.items() if value.isdigit()}

    def take(self, step: Step) -> None:
        """Do one step; an assertion says what the guide promised and did not find."""
        getattr(self, f"_{step.kind}", _only_read)(step.text)

    def _shows(self, label: str) -> None:
        self.label = plain(label)
        if self.reading:
            words = self.browser.page.words
            assert self.label.removesuffix("…").strip() in words, (
                f"{self.label!r} is not on {self.browser.address}: {words[:1500]}"
            )

    def _do(self, order: str) -> None:
        verb, _, rest = order.partition(" ")
        rest = rest.format(**self.facts)
        if verb == "open":
            self.reading = True
            self.browser.open(rest)
        elif verb == "close":
            self.reading = False
        elif verb == "press":
            self.browser.press(self.label, query(rest))
        elif verb == "wait":
            _let_seconds_pass()
            self.browser.open(self.browser.address)
        elif verb == "mail":
            self.reading = True
            self.browser.page = Page(_last_mail())
        elif verb == "new":
            self.browser = Browser()
        elif verb == "fails":
            self.fails = True
        else:
            raise AssertionError(f"no order is called {verb!r}")

    def _console(self, block: str) -> None:
        for command, expected in commands_of(block):
            shown = [plain(line) for line in self._run(command).splitlines()]
            at = 0
            for line in expected:
                found = next((n for n in range(at, len(shown)) if plain(line) in shown[n]), None)
                assert found is not None, f"{command} does not show {line!r} after line {at} of {shown}"
                at = found + 1

    def _run(self, command: str) -> str:
        words = shlex.split(command)
        assert words[0] == "./ouvreuse"
        told = read(words[1:])
        assert isinstance(told, Command)
        name, *arguments = django_command(told)
        said, failed, here = io.StringIO(), False, os.getcwd()
        try:
            os.chdir(ROOT)
            with patch.dict(os.environ, OUVREUSE_LANG=self.language):
                call_command(name, *arguments, stdout=said, stderr=said)
        except SystemExit as left:
            failed = bool(left.code)
        except CommandError as refused:
            failed = True
            said.write(str(refused))
        finally:
            os.chdir(here)
        assert failed == self.fails, f"{command}: {said.getvalue()}"
        self.fails = False
        if printed := LINK.search(said.getvalue()):
            self.facts["printed"] = printed[0]
        return said.getvalue()

    def _python(self, block: str) -> None:
        exec(compile(block, "guide", "exec"), self.names)

    def _sh(self, block: str) -> None:
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if "./ouvreuse" in words:
                try:
                    assert isinstance(read(words[words.index("./ouvreuse") + 1 :]), Command | Up)
                except SystemExit as left:  # help is an answer, a refusal is not
                    if left.code:
                        raise AssertionError(line) from left


def _only_read(_text: str) -> None:
    """Text, settings of other programs, drawings."""


def _let_seconds_pass() -> None:
    """As a page does that looks again by itself; the one clock moves, nobody waits."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clock_offset (name, ahead) VALUES ('main', '3 seconds') ON CONFLICT (name)"
            " DO UPDATE SET ahead = clock_offset.ahead + excluded.ahead"
        )


def _last_mail() -> str:
    """The mail queued last, as it will be sent; jobs that queue mails are done first."""
    from django.db import connection

    from ouvreuse.booking.actions.mailing import send_lost_tickets
    from ouvreuse.notifications.flows import compose
    from ouvreuse.notifications.models import Message

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'email' FROM procrastinate_jobs WHERE task_name = 'booking.mail_lost_tickets'"
        )
        for (email,) in cursor.fetchall():
            send_lost_tickets(email)
    letter = compose(Message.objects.order_by("-created_at")[0])
    return f"<p>{letter.subject}</p><pre>{letter.body}</pre>"
