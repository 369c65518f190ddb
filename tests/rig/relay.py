"""A bad line on loopback between a browser and a site: slow, lossy, and it cuts every answer once (failures.md 0: NET).

TCP repairs a lost segment by sending it again: what a program sees of a loss is a stall, or at worst a cut line.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SEGMENT = 1460
Request = tuple[str, str]
"""Method and path: sent again, it is the same request."""


@dataclass
class Line:
    """How bad it is, and what has happened on it: requests that reached the site, answers that were cut."""

    upstream: int
    round_trip_s: float = 0.4
    loss: float = 0.03
    stall_s: float = 0.6
    cut_share: float = 0.2
    dice: random.Random = field(default_factory=lambda: random.Random(20))
    reached: Counter[Request] = field(default_factory=Counter)
    cut: Counter[Request] = field(default_factory=Counter)
    stalls: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        _reset_when_aborted(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(self.round_trip_s)  # the handshake
            head, body = await _read_request(reader)
            if not await self._travel(len(head) + len(body)):
                writer.transport.abort()
                return
            key = _key(head)
            self.reached[key] += 1
            answer = await self._ask(head, body)
            await self._send(key, answer, writer)
        writer.close()

    async def _ask(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            first, _, rest = head.partition(b"\r\n")
            writer.write(first + b"\r\nConnection: close\r\n" + rest + body)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()

    async def _send(self, key: Request, answer: bytes, writer: asyncio.StreamWriter) -> None:
        """The first answer to a request is never received whole."""
        if not self.cut[key]:
            self.cut[key] += 1
            await asyncio.sleep(self.round_trip_s / 2)
            if len(answer) > 4 * SEGMENT and self.dice.random() < 0.5:
                writer.write(answer[: len(answer) // 2])
                await writer.drain()
            writer.transport.abort()
        elif await self._travel(len(answer)):
            writer.write(answer)
            await writer.drain()
        else:
            writer.transport.abort()

    async def _travel(self, size: int) -> bool:
        """Half a round trip, and for each lost segment a stall; False when the line breaks over it."""
        await asyncio.sleep(self.round_trip_s / 2)
        for _ in range(1 + size // SEGMENT):
            if self.dice.random() < self.loss:
                self.stalls += 1
                await asyncio.sleep(self.stall_s)
                if self.dice.random() < self.cut_share:
                    return False
        return True


def _reset_when_aborted(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head, await reader.readexactly(int(length[1])) if length else b""


def _key(head: bytes) -> Request:
    method, path, _ = head.decode("latin-1").split(" ", 2)
    return method, path


@contextlib.contextmanager
def bad_line(upstream: int) -> Iterator[Line]:
    """Relay to a port of this machine for the time of the block."""
    line, ready = Line(upstream), threading.Event()
    loop = asyncio.new_event_loop()

    async def listen() -> None:
        server = await asyncio.start_server(line.serve, "127.0.0.1", 0, limit=1 << 20)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(listen())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(asyncio.sleep(0))
        loop.close()
