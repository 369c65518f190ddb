"""The SMTP side: takes, refuses, hangs or cuts, as ordered."""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from fakes.mailbox.store import Store

MODES = ("take", "refuse", "later", "hang", "cut", "take_then_cut")
LARGEST = 40 * 1024 * 1024
END = b".\r\n"  # after a line's end, of a mail


class Mode:
    """What to do with the next mails: `mode` one of `MODES`, for `count` mails (0: until changed).

    refuse: 550 for good · later: 451 · hang: no answer for `seconds` · cut: the line breaks before the mail
    is kept · take_then_cut: it is kept and the sender never learns it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.mode, self.seconds, self.left = "take", 30.0, 0
        self.tried = 0

    def set(self, *, mode: str = "take", seconds: float = 30.0, count: int = 0) -> None:
        """Change it. Raises ValueError for an unknown mode."""
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        with self._lock:
            self.mode, self.seconds, self.left = mode, float(seconds), int(count)

    def next(self) -> tuple[str, float]:
        """What to do with this mail, counted."""
        with self._lock:
            self.tried += 1
            chosen = self.mode, self.seconds
            if self.left:
                self.left -= 1
                if not self.left:
                    self.mode = "take"
            return chosen

    def state(self) -> dict[str, Any]:
        """For `/_control`."""
        with self._lock:
            return {"mode": self.mode, "seconds": self.seconds, "count": self.left, "tried": self.tried}


class Taker:
    """The handler of the SMTP server."""

    def __init__(self, store: Store, mode: Mode) -> None:
        self._store, self._mode = store, mode

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A whole mail has come; the answer to give."""
        mode, seconds = self._mode.next()
        if mode == "hang":
            await asyncio.sleep(seconds)
            return "421 4.4.2 Timeout"
        if mode == "refuse":
            return "550 5.1.1 Refused by order"
        if mode == "later":
            return "451 4.3.0 Try again later"
        if mode != "cut":
            content = envelope.content or b""
            raw = content if isinstance(content, bytes) else content.encode()
            self._store.keep(envelope.mail_from or "", list(envelope.rcpt_tos), raw)
        if mode in ("cut", "take_then_cut") and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 Taken; this mailbox delivers to nobody"


class _Taking(SMTP):
    """The library's server, but for the lines of a mail: all at once, where it reads each of five hundred alone."""

    line_length_limit = (
        LARGEST  # of what is looked through for the end; lines themselves may be any length here
    )

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a mail to its lone dot."""
        envelope = self.envelope
        if arg or envelope is None or not envelope.rcpt_tos:
            await super().smtp_DATA(arg)  # says what is wrong
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        mail = b""
        while mail != END and not mail.endswith(b"\r\n" + END):
            mail += await self._reader.readuntil(END)
        mail = mail.removesuffix(END)
        if len(mail) > LARGEST:
            answer = "552 Error: Too much mail data"
        else:
            plain = mail[1:] if mail.startswith(b".") else mail
            envelope.content = envelope.original_content = plain.replace(b"\r\n.", b"\r\n")
            answer = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(answer)


class _Server(Controller):
    """A controller on a socket bound beforehand, so that port 0 means any free one."""

    def __init__(self, handler: Taker, bound: socket.socket) -> None:
        self._bound = bound
        host, port = bound.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, data_size_limit=LARGEST, enable_SMTPUTF8=True)

    def factory(self) -> SMTP:
        """A server for one line."""
        return _Taking(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextlib.contextmanager
def listening(taker: Taker, *, host: str, port: int) -> Iterator[int]:
    """Take mail in a thread for the time of the block; gives the port."""
    bound = socket.create_server((host, port), backlog=128)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = _Server(taker, bound)
    server.start()
    try:
        yield int(bound.getsockname()[1])
    finally:
        server.stop()
        bound.close()
