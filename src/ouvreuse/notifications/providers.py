"""The mail channel: how a letter with pictures and documents is put together, and the server it goes to."""

from __future__ import annotations

import contextlib
import secrets
import select
import threading
import time
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend


class Letter(EmailMultiAlternatives):
    """A mail whose pictures belong to its HTML (multipart/related) and whose documents stand beside (mixed).

    A document put among the pictures is hidden by several mail programs.
    """

    pictures: tuple[MIMEImage, ...] = ()

    def message(self, **options: Any) -> Any:
        """The mail, its boundaries random: Python would look for them through all that is inside, each time."""
        made = super().message(**options)
        for part in made.walk():
            if part.is_multipart():
                part.set_boundary(secrets.token_hex(16))
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


IDLE_S = 5.0  # a server may hang up on those who say nothing


class Line(threading.local):
    """This thread's line to the mail server of the settings, kept open from one letter to the next."""

    server: EmailBackend | None = None
    last = 0.0

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises what ``smtplib`` raises; the line is then hung up."""
        if not self._is_up():
            self.hang_up()
            self.server = EmailBackend()
            self.server.open()
        letter.connection = self.server
        try:
            letter.send()
        except BaseException:
            self.hang_up()
            raise
        self.last = time.monotonic()

    def _is_up(self) -> bool:
        """Used a moment ago, to the server of today's settings, and nothing to read: that would be its end."""
        server = self.server
        if server is None or server.connection is None or time.monotonic() - self.last > IDLE_S:
            return False
        if (server.host, server.port) != (settings.EMAIL_HOST, settings.EMAIL_PORT):
            return False
        line = server.connection.sock
        return line is not None and not select.select([line], [], [], 0)[0]

    def hang_up(self) -> None:
        """Close the line, if there is one; how the server takes it says nothing of the letter."""
        server, self.server = self.server, None
        if server is not None:
            with contextlib.suppress(OSError):  # smtplib's errors are such
                server.close()


line = Line()
