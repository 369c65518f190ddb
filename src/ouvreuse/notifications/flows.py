"""Sending: lease, render, speak to the mail server, record. Never inside a transaction."""

from __future__ import annotations

import smtplib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from ouvreuse.kernel.text import one_line
from ouvreuse.notifications import actions
from ouvreuse.notifications.actions import Leased
from ouvreuse.notifications.errors import NotificationError
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import Letter, line
from ouvreuse.notifications.rules import split_subject
from ouvreuse.ui.documents.facts import Language, TicketSheet
from ouvreuse.ui.documents.formats import euros
from ouvreuse.ui.documents.letter import letter_tickets
from ouvreuse.ui.documents.qr import qr_png
from ouvreuse.ui.documents.render import tickets_pdf
from ouvreuse.ui.documents.words import words


def deliver(message: UUID) -> bool:
    """Send one message of the outbox; True when the mail server took it now.

    At least once, as near to once as SMTP allows: the Message-ID is stable. A temporary refusal raises, so
    that the job is tried again; a final one is recorded.
    """
    if connection.in_atomic_block:
        raise NotificationError("a message is never sent inside a transaction")
    row = actions.lease(message)
    if row is None:
        return False
    try:
        line.send(compose(row))
    except smtplib.SMTPRecipientsRefused as problem:
        final = all(code >= 500 for code, _ in problem.recipients.values())
        actions.record_failure(message, error=str(problem.recipients and "refused"), final=final)
        if not final:
            raise
        return False
    except (smtplib.SMTPException, OSError) as problem:
        actions.record_failure(message, error=f"{type(problem).__name__}", final=False)
        raise
    actions.record_sent(message)
    return True


def compose(row: Leased | Message) -> Letter:
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
        subject, text, settings.DEFAULT_FROM_EMAIL, [row.address],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    mail.attach_alternative(html, "text/html")
    for number, payload in enumerate(facts.get("qr", ()), start=1):
        mail.show(qr_png(payload, scale=6), cid=f"qr{number}")
    if sheet is not None:
        mail.attach(facts["sheet"]["file"], tickets_pdf(sheet), "application/pdf")
    return mail


def _context(row: Leased | Message, sheet: TicketSheet | None) -> dict[str, Any]:
    language: Language = "fr" if row.language == "fr" else "en"
    amounts = {
        f"{name}_text": euros(row.facts[name], language=language)
        for name in ("amount", "total")
        if isinstance(row.facts.get(name), int)
    }
    return {
        **row.facts,
        **amounts,
        "language": language,
        "base_url": settings.BASE_URL,
        "demo": settings.KIND == "DEMO",
        "say": words(language),
        "cinema": one_line(f"{sheet.cinema}, {sheet.town}") if sheet else "",
        "tickets": letter_tickets(sheet) if sheet else [],
    }
