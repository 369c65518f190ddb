"""A closed-loop load of HTTP/1.1 visitors over kept-alive sockets, light enough not to be the bottleneck."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = tuple[int, bytes]


@dataclass
class Result:
    """What came back: milliseconds of each answer, statuses, CPU seconds of this generator."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    cpu: float = 0.0

    def quantile(self, part: float) -> float:
        """A quantile of the latencies, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    def add(self, other: Result) -> None:
        """Join another window to this one."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.statuses += other.statuses
        self.broken += other.broken
        self.cpu += other.cpu


class Visitor:
    """One connection: sends a request, waits for its whole answer, sends the next."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connect()
        self.sent = 0.0
        self.buffer = b""

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.buffer = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer once it is complete. Raises ``ConnectionError`` when the server hangs up."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        lowered = head.lower()
        place = lowered.find(b"content-length:")
        if place >= 0:
            length = int(lowered[place + 15 :].split(b"\r\n", 1)[0])
            if len(body) < length:
                return None
        elif b"chunked" in lowered and not body.endswith(b"0\r\n\r\n"):
            return None
        return int(head[9:12]), self.buffer


def run(
    port: int,
    *,
    connections: int,
    seconds: float,
    request: Callable[[int], bytes],
    answered: Callable[[int, Answer], None] | None = None,
) -> Result:
    """Keep so many connections busy for so long. ``request``: bytes for a connection's next visit."""
    result = Result()
    selector = selectors.DefaultSelector()
    visitors = [Visitor(port) for _ in range(connections)]
    cpu, start = time.process_time(), time.perf_counter()
    for number, visitor in enumerate(visitors):
        selector.register(visitor.socket, selectors.EVENT_READ, number)
        visitor.send(request(number))
    busy = connections
    while busy:
        for key, _ in selector.select(10) or _stuck():
            number = key.data
            visitor = visitors[number]
            try:
                answer = visitor.receive()
            except ConnectionError:
                result.broken += 1
                selector.unregister(visitor.socket)
                visitor.connect()
                selector.register(visitor.socket, selectors.EVENT_READ, number)
                answer = (0, b"")
            if answer is None:
                continue
            now = time.perf_counter()
            if answer[0]:
                result.latencies.append((now - visitor.sent) * 1000)
                result.statuses[answer[0]] += 1
                if answered is not None:
                    answered(number, answer)
            if now - start < seconds:
                visitor.send(request(number))
            else:
                busy -= 1
    result.seconds = time.perf_counter() - start
    result.cpu = time.process_time() - cpu
    for visitor in visitors:
        visitor.socket.close()
    return result


def _stuck() -> list[tuple[selectors.SelectorKey, int]]:
    raise TimeoutError("the site has not answered for ten seconds")
