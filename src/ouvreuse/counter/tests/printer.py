"""A ticket printer of paper and patience: it keeps what it is sent, or falls silent as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Printer:
    """``received``: what each line brought; ``deaf`` hangs up at once, with a reset."""

    port: int
    received: list[bytes] = field(default_factory=list)
    deaf: bool = False

    @property
    def paper(self) -> bytes:
        """All that came out."""
        return b"".join(self.received)


@contextmanager
def printing() -> Iterator[Printer]:
    """A printer on a free port between 9100 and 9199 of this machine."""
    listener = _listening()
    printer = Printer(listener.getsockname()[1])
    thread = threading.Thread(target=_serve, args=(listener, printer), daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        listener.close()
        thread.join(2)


def _listening() -> socket.socket:
    for port in range(9101, 9200):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()
        except OSError:
            listener.close()
            continue
        return listener
    raise AssertionError("no free port")


def _serve(listener: socket.socket, printer: Printer) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line:
            if printer.deaf:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                continue
            found = b""
            while chunk := line.recv(65536):
                found += chunk
            printer.received.append(found)
