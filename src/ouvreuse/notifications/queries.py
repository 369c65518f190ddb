"""Reads of the room: what was sent to whom, and where letters go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from ouvreuse.kernel.sealed import CannotOpen, unseal
from ouvreuse.notifications.errors import MailUnset
from ouvreuse.notifications.models import MailServer, Message
from ouvreuse.notifications.rules import Server

PURPOSE = "mail server"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to somebody: what it is, where it goes, how far it came."""

    template: str
    address: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    error: str


def letters_to(recipient: str) -> list[Letter]:
    """The messages of a recipient, oldest first; '' has none."""
    if not recipient:
        return []
    rows = Message.objects.filter(recipient=recipient).order_by("created_at")
    return [Letter(*row) for row in rows.values_list(*Letter.__slots__)]


def mail_server() -> Server:
    """The server as staff set it, else that of the environment. Raises ``MailUnset`` when its secret is lost."""
    row = MailServer.objects.first()
    if row is None:
        return _of_the_environment()
    try:
        password = unseal(row.password, key=settings.SECRET_KEY, purpose=PURPOSE) if row.password else ""
    except CannotOpen as problem:
        raise MailUnset from problem
    return Server(row.host, row.port, row.security, row.user, password, row.sender, row.sender_name)


def _of_the_environment() -> Server:
    security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Server(
        settings.EMAIL_HOST, settings.EMAIL_PORT, security, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD,
        sender, name,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What may be shown of the server; its password never is, only when it was set."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    sender_name: str
    password_changed_at: datetime | None
    checked_at: datetime | None


def mail_settings() -> MailSettings | None:
    """The server as staff set it; None while nobody has."""
    row = MailServer.objects.values_list(*MailSettings.__slots__).first()
    return MailSettings(*row) if row else None
