"""The mail channel: how a letter with pictures and documents is put together, and the server it goes to."""

from __future__ import annotations

import base64
import contextlib
import functools
import io
import re
import secrets
import select
import smtplib
import ssl
import threading
import time
from email.generator import BytesGenerator
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from ouvreuse.kernel.text import one_line
from ouvreuse.notifications.errors import MailRefused
from ouvreuse.notifications.rules import Server


class Letter(EmailMultiAlternatives):
    """A mail whose pictures belong to its HTML (multipart/related) and whose documents stand beside (mixed).

    A document put among the pictures is hidden by several mail programs.
    """

    pictures: tuple[MIMEImage, ...] = ()

    def message(self, **options: Any) -> Any:
        """The mail, its boundaries random: Python would look for them through all that is inside, each time."""
        self.subject = encoded_words(str(self.subject))
        made = super().message(**options)
        for part in made.walk():
            if part.is_multipart():
                part.set_boundary(secrets.token_hex(16))
        made.as_bytes = functools.partial(written, made)
        return made

    def show(self, image: bytes, *, cid: str) -> None:
        """Add a PNG that the HTML shows as ``cid:<cid>``: it travels in the mail and needs no network."""
        part = MIMEImage(image, "png")
        part.add_header("Content-ID", f"<{cid}>")
        part.add_header("Content-Disposition", "inline", filename=f"{cid}.png")
        self.pictures = (*self.pictures, part)

    def _create_alternatives(self, msg: Any) -> MIMEMultipart | MIMEText:
        body: MIMEMultipart | MIMEText = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self.pictures:
            return body
        related = MIMEMultipart("related", type="multipart/alternative")
        related.attach(body)
        for picture in self.pictures:
            related.attach(picture)
        return related


def encoded_words(text: str) -> str:
    """A header's text as RFC 2047 writes it; Python encodes each beginning of it anew to learn what fits on a line."""
    if text.isascii():
        return text
    words, word = [], b""
    for letter in text:
        more = word + letter.encode()
        if len(more) > OCTETS_OF_A_WORD:
            words.append(word)
            more = letter.encode()
        word = more
    return " ".join(f"=?utf-8?b?{base64.b64encode(each).decode()}?=" for each in (*words, word))


class _Headers(Compat32):
    """Headers as Python writes them; those that need neither folding nor encoding are written straight."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        said = f"{name}: {value}"
        if len(said) < STRAIGHT and said.isascii() and said.isprintable() and said == said.strip():
            return f"{said}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class _Pen(BytesGenerator):
    """Writes the lines of a part in one go: an attachment of 40 kB has five hundred."""

    _NL: str  # the end of a line, as asked for

    def _write_lines(self, lines: str) -> None:
        if "\r" in lines:
            lines = _END.sub("\n", lines)
        self.write(lines.replace("\n", self._NL))


STRAIGHT = 76  # letters of a header's line
OCTETS_OF_A_WORD = 39  # in base64, with its frame: 64 letters, which fit on a line beside "Subject: "
_END = re.compile(r"\r\n?")
_HEADERS = _Headers()


def written(mail: Message, *, linesep: str = "\n") -> bytes:
    """A mail's bytes, the same as ``mail.as_bytes`` makes, in half the time."""
    paper = io.BytesIO()
    _Pen(paper, mangle_from_=False, policy=_HEADERS).flatten(mail, linesep=linesep)
    return paper.getvalue()


TRIAL_S = 8.0  # a person waits
IDLE_S = 5.0  # a server may hang up on those who say nothing


class Line(threading.local):
    """This thread's line to a mail server, kept open from one letter to the next."""

    server: EmailBackend | None = None
    leads_to: Server | None = None
    last = 0.0

    def send(self, letter: Letter, *, server: Server) -> None:
        """Hand a letter over. Raises what ``smtplib`` raises; the line is then hung up."""
        if not self._is_up(server):
            self.hang_up()
            self.server, self.leads_to = opened(server), server
        letter.connection = self.server
        try:
            letter.send()
        except BaseException:
            self.hang_up()
            raise
        self.last = time.monotonic()

    def _is_up(self, server: Server) -> bool:
        """Used a moment ago, to this very server, and nothing to read: that would be its end."""
        smtp = self.server
        if smtp is None or smtp.connection is None or time.monotonic() - self.last > IDLE_S:
            return False
        if self.leads_to != server:
            return False
        line = smtp.connection.sock
        return line is not None and not select.select([line], [], [], 0)[0]

    def hang_up(self) -> None:
        """Close the line, if there is one; how the server takes it says nothing of the letter."""
        smtp, self.server = self.server, None
        if smtp is not None:
            with contextlib.suppress(OSError):  # smtplib's errors are such
                smtp.close()


def opened(server: Server, *, timeout: float | None = None) -> EmailBackend:
    """A line to a server. Raises what ``smtplib`` and ``ssl`` raise."""
    smtp = EmailBackend(
        host=server.host, port=server.port, username=server.user, password=server.password,
        use_tls=server.security == "starttls", use_ssl=server.security == "tls",
        timeout=timeout or settings.EMAIL_TIMEOUT,
    )  # fmt: skip
    smtp.open()
    return smtp


def try_out(server: Server, letter: Letter) -> None:
    """Hand one letter over on a line of its own. Raises ``MailRefused`` with what is wrong, as the server says it."""
    try:
        letter.connection = opened(server, timeout=TRIAL_S)
        try:
            letter.send()
        finally:
            with contextlib.suppress(OSError):
                letter.connection.close()
    except (OSError, ssl.CertificateError) as problem:
        raise MailRefused(_reason(problem), said=_said(problem)) from problem


REASONS: Final[tuple[tuple[tuple[type[Exception], ...], str], ...]] = (
    ((smtplib.SMTPAuthenticationError,), "password"),
    ((smtplib.SMTPSenderRefused,), "sender"),
    ((smtplib.SMTPRecipientsRefused,), "recipient"),
    ((ssl.SSLError, smtplib.SMTPNotSupportedError), "tls"),
    ((smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError), "host"),
    ((smtplib.SMTPException,), "other"),
)


def _reason(problem: Exception) -> str:
    return next((reason for kinds, reason in REASONS if isinstance(problem, kinds)), "host")


def _said(problem: Exception) -> str:
    text = getattr(problem, "smtp_error", b"")
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return one_line(words)[:200]


line = Line()
