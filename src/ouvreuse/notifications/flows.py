"""Sending: lease, render, speak to the mail server, record. Never inside a transaction."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog
from django.conf import settings
from django.db import Error, connection
from django.template.loader import render_to_string
from django.utils import translation

from ouvreuse.kernel import trace
from ouvreuse.kernel.sealed import unseal
from ouvreuse.kernel.text import one_line
from ouvreuse.notifications import actions, queries
from ouvreuse.notifications.actions import Leased
from ouvreuse.notifications.errors import MailUnset, NotificationError
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import Letter, line, try_out
from ouvreuse.notifications.rules import Server, split_subject
from ouvreuse.ui.documents.facts import Language, TicketSheet
from ouvreuse.ui.documents.formats import euros
from ouvreuse.ui.documents.letter import letter_tickets
from ouvreuse.ui.documents.programme import Programme, programme_pdf
from ouvreuse.ui.documents.qr import qr_png
from ouvreuse.ui.documents.render import tickets_pdf
from ouvreuse.ui.documents.words import words

BATCH = 16
log = structlog.get_logger("notifications")


def send_waiting(*, most: int = BATCH, senders: Executor | None = None) -> int:
    """Send messages of the outbox, several at a time where there are senders; returns how many were taken on.

    At least once, as near to once as SMTP allows: the Message-ID is stable, and each is written down as sent
    before the next result is looked at. A refusal is written down too; what is temporary is tried again later.
    Raises ``django.db.Error`` when a result could not be written down, after all the others were.
    """
    if connection.in_atomic_block:
        raise NotificationError("a message is never sent inside a transaction")
    leased = actions.lease(most)
    if not leased:
        return 0
    lost = [problem for row, result in _tried(leased, senders) if (problem := _write_down(row, result))]
    if lost:
        raise lost[0]
    return len(leased)


class Result(Enum):
    """What became of a message that was not refused."""

    SENT = "sent"
    TOO_LATE = "too late"


@dataclass(frozen=True)
class Refusal:
    """Why the mail server did not take a message; ``final``: it never will."""

    error: str
    final: bool


def _tried(leased: list[Leased], senders: Executor | None) -> Iterator[tuple[Leased, Result | Refusal]]:
    try:
        server = queries.mail_server()
    except MailUnset:
        return ((row, Refusal("MailUnset", final=False)) for row in leased)
    return _results(leased, server=server, senders=senders)


def _results(
    leased: list[Leased], *, server: Server, senders: Executor | None
) -> Iterator[tuple[Leased, Result | Refusal]]:
    if senders is None:
        yield from ((row, _send(row, server=server)) for row in leased)
        return
    under_way = {senders.submit(_send, row, server=server): row for row in leased}
    for done in as_completed(under_way):
        yield under_way[done], done.result()


def _send(row: Leased, *, server: Server) -> Result | Refusal:
    """Render a message and hand it over. Reads no table: it may run in any thread."""
    with trace.use_correlation_id(row.correlation_id):
        about = {"message": str(row.id), "template": row.template}
        try:
            letter = compose(row, sender=server.from_header)
            if row.is_late():
                log.warning("message not begun: its lease is nearly over", **about)
                return Result.TOO_LATE
            line.send(letter, server=server)
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            return Refusal("refused", final=bool(codes) and all(code >= 500 for code in codes))
        except (smtplib.SMTPException, OSError) as problem:
            return Refusal(type(problem).__name__, final=False)
        except Exception as problem:  # a template or a document that fails: the others must not wait for it
            log.exception("message not rendered", **about)
            return Refusal(type(problem).__name__, final=False)
        log.info("message sent", **about, tries=row.attempts)
        return Result.SENT


def _write_down(row: Leased, result: Result | Refusal) -> Error | None:
    """Write a result down, on a new connection if the first attempt fails; returns what went wrong twice.

    The other letters are on their way: what the mail server took and nobody wrote down goes out again.
    """
    try:
        _record(row, result)
    except Error:
        connection.close()
        try:
            _record(row, result)
        except Error as problem:
            connection.close()
            log.exception("message not written down", message=str(row.id), template=row.template)
            return problem
    return None


def _record(row: Leased, result: Result | Refusal) -> None:
    match result:
        case Result.SENT:
            actions.record_sent(row)
        case Result.TOO_LATE:
            actions.give_back(row)
        case Refusal():
            actions.record_failure(row, error=result.error, final=result.final)


def compose(row: Leased | Message, *, sender: str = "") -> Letter:
    """The mail of an outbox row: text, HTML, QR images inline, documents attached.

    Templates see the facts, ``language``, ``base_url``, ``demo``, ``say`` (the words of documents), ``tickets``
    (``ui.documents.letter``) when there is a sheet, and each amount in cents also as ``<name>_text``.
    """
    facts: dict[str, Any] = row.facts
    sheet = TicketSheet.from_json(facts["sheet"]["facts"]) if "sheet" in facts else None
    with translation.override(row.language):
        context = _context(row, sheet)
        subject, text = split_subject(render_to_string(f"{row.template}.{row.language}.txt", context))
        html = render_to_string(f"{row.template}.{row.language}.html", {**context, "subject": subject})
    mail = Letter(
        subject, text, sender or settings.DEFAULT_FROM_EMAIL, [row.address],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    mail.attach_alternative(html, "text/html")
    for number, payload in enumerate(facts.get("qr", ()), start=1):
        mail.show(qr_png(payload, scale=6), cid=f"qr{number}")
    if sheet is not None:
        mail.attach(facts["sheet"]["file"], tickets_pdf(sheet), "application/pdf")
    if "paper" in facts:
        paper = Programme.from_json(facts["paper"]["facts"])
        mail.attach(facts["paper"]["file"], programme_pdf(paper), "application/pdf")
    return mail


def _context(row: Leased | Message, sheet: TicketSheet | None) -> dict[str, Any]:
    language: Language = "fr" if row.language == "fr" else "en"
    amounts = {
        f"{name}_text": euros(row.facts[name], language=language)
        for name in ("amount", "total")
        if isinstance(row.facts.get(name), int)
    }
    sealed = {
        name: unseal(text, key=settings.SECRET_KEY, purpose=actions.PURPOSE)
        for name, text in row.facts.get("sealed", {}).items()
    }
    return {
        **row.facts,
        **sealed,
        **amounts,
        "language": language,
        "base_url": settings.BASE_URL,
        "demo": settings.KIND == "DEMO",
        "say": words(language),
        "cinema": one_line(f"{sheet.cinema}, {sheet.town}") if sheet else "",
        "tickets": letter_tickets(sheet) if sheet else [],
    }


def try_mail_server(*, address: str, language: str) -> None:
    """Hand a letter of trial to the server that is set, and write down that it took it.

    Raises ``MailUnset`` and ``MailRefused``. What becomes of the letter afterwards only its reader can say.
    """
    if connection.in_atomic_block:
        raise NotificationError("a message is never sent inside a transaction")
    server = queries.mail_server()
    with translation.override(language):
        context = {"language": language, "base_url": settings.BASE_URL, "demo": settings.KIND == "DEMO"}
        subject, text = split_subject(render_to_string(f"notifications/mail/trial.{language}.txt", context))
    try_out(
        server,
        Letter(subject, text, server.from_header, [address], headers={"Auto-Submitted": "auto-generated"}),
    )
    actions.record_checked(server)
