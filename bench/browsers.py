"""Many visitors in one thread: each a generator that asks for pages and pauses, as a browser's person does.

The site stands behind one proxy hop, so visitors share kept-alive connections to it, as through a proxy.
"""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: ``step`` names its place in the journey; ``form`` makes it a POST."""

    step: str
    url: str
    form: str | None = None
    headers: str = ""
    accept: str = "text/html"


@dataclass(frozen=True, slots=True)
class Pause:
    """The person, or the page's own refresh, waits."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; ``location`` is absolute. Status 0: the server hung up."""

    status: int
    body: str
    location: str
    cookies: tuple[str, ...]


Journey = Generator[Visit | Pause, Page | None, str]


@dataclass
class Record:
    """What a run was: endings by name, milliseconds by step, statuses by step, CPU of this generator."""

    seconds: float = 0.0
    lasted: float = 0.0
    cpu: float = 0.0
    endings: Counter[str] = field(default_factory=Counter)
    in_time: Counter[str] = field(default_factory=Counter)
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    lives: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class _Line:
    """A connection, and the request that is under way on it."""

    socket: socket.socket
    port: int
    buffer: bytearray = field(default_factory=bytearray)
    who: int = -1
    visit: Visit | None = None
    request: bytes = b""
    sent: float = 0.0
    used: bool = False


def _request(visit: Visit) -> tuple[int, bytes]:
    parts = urlsplit(visit.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    common = f"Host: {parts.netloc}\r\nAccept: {visit.accept}\r\nAccept-Language: fr\r\n{visit.headers}"
    if visit.form is None:
        return parts.port or 80, f"GET {path} HTTP/1.1\r\n{common}\r\n".encode()
    origin = f"Origin: {parts.scheme}://{parts.netloc}\r\nSec-Fetch-Site: same-origin\r\n"
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(visit.form)}\r\n"
    return parts.port or 80, f"POST {path} HTTP/1.1\r\n{common}{origin}{kind}\r\n{visit.form}".encode()


def form(**fields: object) -> str:
    """A form as a browser sends it."""
    return urlencode(fields, doseq=True)


def _page(data: bytes, url: str) -> Page | None:
    head, found, body = data.partition(b"\r\n\r\n")
    if not found:
        return None
    lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.strip().partition(";")[0])
        headers[name.lower()] = value.strip()
    if len(body) < int(headers.get("content-length", "0")):
        return None
    location = headers.get("location", "")
    if location.startswith("/"):
        parts = urlsplit(url)
        location = f"{parts.scheme}://{parts.netloc}{location}"
    return Page(int(lines[0].split()[1]), body.decode("utf-8", "replace"), location, tuple(cookies))


class Crowd:
    """Runs journeys side by side until the time is up, then lets those under way finish."""

    def __init__(self, begin: Callable[[int], Journey], *, seconds: float, most: int, rate: float) -> None:
        self.begin, self.seconds, self.most, self.rate = begin, seconds, most, rate
        self.record = Record()
        self._selector = selectors.DefaultSelector()
        self._idle: dict[int, list[_Line]] = defaultdict(list)
        self._timers: list[tuple[float, int, int]] = []
        self._order = itertools.count()
        self._people: dict[int, Journey] = {}
        self._born: dict[int, float] = {}
        self._end = 0.0

    def run(self, *, grace: float = 60.0) -> Record:
        """An open load of ``rate`` newcomers a second (at most ``most`` inside), or a closed one of ``most``."""
        cpu, start = time.process_time(), time.perf_counter()
        come, end = 0, start + self.seconds
        self._end = end
        while (now := time.perf_counter()) < end + grace:
            due = (now - start) * self.rate
            while now < end and len(self._people) < self.most and (not self.rate or come < due):
                self._arrive(come)
                come += 1
            if now >= end and not self._people:
                break
            self._turn(end, now)
        for who in list(self._people):
            self._leave(who, "unfinished", time.perf_counter())
        self.record.seconds, self.record.lasted = self.seconds, time.perf_counter() - start
        self.record.cpu = time.process_time() - cpu
        for key in list(self._selector.get_map().values()):
            key.data.socket.close()
        self._selector.close()
        return self.record

    def _turn(self, end: float, now: float) -> None:
        wait = 0.02 if now < end else 0.2
        if self._timers:
            wait = max(0.0, min(wait, self._timers[0][0] - now))
        for key, _ in self._selector.select(wait):
            self._hear(key.data)
        while self._timers and self._timers[0][0] <= time.perf_counter():
            self._go_on(heapq.heappop(self._timers)[2], None)
        self._lose_patience(now)

    def _lose_patience(self, now: float) -> None:
        for key in list(self._selector.get_map().values()):
            line: _Line = key.data
            if line.visit is not None and now - line.sent > PATIENCE_S:
                self._hang_up(line)
                self._answered(line, Page(0, "", "", ()))

    def _arrive(self, who: int) -> None:
        self._people[who] = self.begin(who)
        self._born[who] = time.perf_counter()
        self._go_on(who, None)

    def _go_on(self, who: int, page: Page | None) -> None:
        journey = self._people[who]
        try:
            wanted = next(journey) if page is None else journey.send(page)
        except StopIteration as ended:
            self._leave(who, str(ended.value), time.perf_counter())
            return
        if isinstance(wanted, Pause):
            heapq.heappush(self._timers, (time.perf_counter() + wanted.seconds, next(self._order), who))
        else:
            self._ask(who, wanted)

    def _leave(self, who: int, ending: str, at: float) -> None:
        del self._people[who]
        self.record.endings[ending] += 1
        self.record.lives[ending].append((at - self._born.pop(who)) * 1000)
        if at <= self._end:
            self.record.in_time[ending] += 1

    def _ask(self, who: int, visit: Visit) -> None:
        port, request = _request(visit)
        line = self._idle[port].pop() if self._idle[port] else self._connect(port)
        line.who, line.visit, line.request, line.sent = who, visit, request, time.perf_counter()
        line.buffer.clear()
        try:
            line.socket.sendall(request)
        except OSError:
            self._again(line)

    def _connect(self, port: int) -> _Line:
        made = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = _Line(made, port)
        self._selector.register(made, selectors.EVENT_READ, line)
        return line

    def _hang_up(self, line: _Line) -> None:
        self._selector.unregister(line.socket)
        line.socket.close()

    def _again(self, line: _Line) -> None:
        """A kept connection was closed while idle: the request goes out on a fresh one."""
        self._hang_up(line)
        if not line.used or line.visit is None:
            self._answered(line, Page(0, "", "", ()))
            return
        self._idle[line.port].clear()
        self._ask(line.who, line.visit)

    def _hear(self, line: _Line) -> None:
        try:
            data = line.socket.recv(262144)
        except OSError:
            data = b""
        if line.visit is None:  # idle: nothing is expected but the end
            self._hang_up(line)
            if line in self._idle[line.port]:
                self._idle[line.port].remove(line)
            return
        if not data:
            self._again(line)
            return
        line.buffer += data
        page = _page(bytes(line.buffer), line.visit.url)
        if page is None:
            return
        line.used = True
        self._answered(line, page)

    def _answered(self, line: _Line, page: Page) -> None:
        visit, who = line.visit, line.who
        assert visit is not None
        line.visit = None
        if page.status:
            self._idle[line.port].append(line)
        self.record.steps[visit.step].append((time.perf_counter() - line.sent) * 1000)
        self.record.statuses[visit.step, page.status] += 1
        if who in self._people:
            self._go_on(who, page)


def quantile(values: list[float], part: float) -> float:
    """A quantile in the values' unit; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
