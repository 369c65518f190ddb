"""Sending: lease, render, speak to the mail server, record. Never inside a transaction."""

from __future__ import annotations

import smtplib
from email.mime.image import MIMEImage
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from ouvreuse.notifications import actions
from ouvreuse.notifications.errors import NotificationError
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.rules import split_subject
from ouvreuse.ui.documents.facts import TicketSheet
from ouvreuse.ui.documents.qr import qr_png
from ouvreuse.ui.documents.render import tickets_pdf


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
        compose(row, connection=_server()).send()
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


def _server() -> BaseEmailBackend:
    backend: BaseEmailBackend = get_connection("django.core.mail.backends.smtp.EmailBackend")
    return backend


def compose(row: Message, *, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail of an outbox row: text, HTML, QR images inline, documents attached."""
    facts: dict[str, Any] = row.facts
    with translation.override(row.language):
        context = {**facts, "language": row.language, "base_url": settings.BASE_URL, "demo": settings.KIND == "DEMO"}
        subject, text = split_subject(render_to_string(f"{row.template}.{row.language}.txt", context))
        html = render_to_string(f"{row.template}.{row.language}.html", context)
    mail = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [row.address], connection=connection,
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    mail.attach_alternative(html, "text/html")
    mail.mixed_subtype = "related"
    for number, payload in enumerate(facts.get("qr", ()), start=1):
        image = MIMEImage(qr_png(payload, scale=6), "png")
        image.add_header("Content-ID", f"<qr{number}>")
        image.add_header("Content-Disposition", "inline", filename=f"qr{number}.png")
        mail.attach(image)
    if sheet := facts.get("sheet"):
        mail.attach(sheet["file"], tickets_pdf(TicketSheet.from_json(sheet["facts"])), "application/pdf")
    return mail
