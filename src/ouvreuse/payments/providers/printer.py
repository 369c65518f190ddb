"""A ticket printer on the network: bytes over TCP (port 9100, "raw"), one ticket roll after the other."""

from __future__ import annotations

import contextlib
import socket

from ouvreuse.payments.errors import PrinterSilent, PrinterUnreachable

CONNECT_S, SEND_S = 1.5, 4.0


def send(host: str, *, port: int, data: bytes) -> None:
    """Send it all. Raises ``PrinterUnreachable`` (nothing came out) and ``PrinterSilent`` (something may have)."""
    try:
        line = socket.create_connection((host, port), timeout=CONNECT_S)
    except OSError as problem:
        raise PrinterUnreachable(type(problem).__name__) from problem
    with line:
        try:
            line.settimeout(SEND_S)
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            with contextlib.suppress(TimeoutError):  # many printers never hang up: what was sent is theirs
                line.settimeout(0.2)
                line.recv(64)
        except OSError as problem:
            raise PrinterSilent(type(problem).__name__) from problem
