"""A crowd of browsers, each with lines that it keeps and says nothing on."""

from __future__ import annotations

import contextlib
import socket

import pytest

from tests.crash.conftest import Stage

pytestmark = pytest.mark.integration
CROWD = 600  # lines: a hundred browsers that keep six each


def test_lines_that_are_kept_and_silent_keep_nobody_out(stage: Stage) -> None:
    asks = f"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1:{stage.stack.web_port}\r\n\r\n".encode()
    with contextlib.ExitStack() as kept:
        for _ in range(CROWD):
            line = kept.enter_context(
                socket.create_connection(("127.0.0.1", stage.stack.web_port), timeout=15)
            )
            line.sendall(asks)
            assert line.recv(65536).startswith(b"HTTP/1.1 200")
