"""Network off: a test that calls another machine fails loudly."""

from __future__ import annotations

import asyncio
import socket
import urllib.request

import pytest
from tests.plugin import NetworkOff

pytestmark = pytest.mark.unit
ELSEWHERE = "192.0.2.1"  # an address for documentation: nobody lives there


def test_no_stream_leaves_this_machine() -> None:
    with pytest.raises(NetworkOff, match=r"192\.0\.2\.1, port 80"):
        socket.create_connection((ELSEWHERE, 80), timeout=1)
    with socket.socket() as line, pytest.raises(NetworkOff):
        line.connect_ex((ELSEWHERE, 80))
    with socket.socket(socket.AF_INET6) as line, pytest.raises(NetworkOff):
        line.connect(("2001:db8::1", 80))
    with socket.socket() as line, pytest.raises(NetworkOff):
        line.connect(("shop.example", 80))


def test_what_hides_errors_does_not_hide_this_one() -> None:
    with pytest.raises(NetworkOff):
        urllib.request.urlopen(f"http://{ELSEWHERE}/", timeout=1)


def test_no_asynchronous_stream_leaves_either() -> None:
    async def call() -> None:
        await asyncio.open_connection(ELSEWHERE, 80)

    with pytest.raises(NetworkOff):
        asyncio.run(call())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached(host: str) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection((host, server.getsockname()[1]), timeout=5) as line:
            assert line.getpeername() == server.getsockname()


def test_sockets_of_files_are_left_alone() -> None:
    with socket.socket(socket.AF_UNIX) as line, pytest.raises(FileNotFoundError):
        line.connect("/nonexistent/socket")
