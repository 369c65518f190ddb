"""A small HTTP/1.1 server with keep-alive, light enough never to be the slow part of a measurement."""

import contextlib
import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MAX_BODY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One request: header names in lower case, the path without its query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    def field(self, name: str, default: str = "") -> str:
        """The first value of a query field."""
        return parse_qs(self.query).get(name, [default])[0]

    def form(self, name: str, default: str = "") -> str:
        """The first value of a posted form field."""
        return parse_qs(self.body.decode("utf-8", "replace")).get(name, [default])[0]


@dataclass(frozen=True)
class Reply:
    """One answer; `cut` closes the line without sending anything."""

    status: int = 200
    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


def as_json(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """An answer carrying JSON."""
    return Reply(status, json.dumps(body, ensure_ascii=False).encode(), "application/json", headers or {})


def redirect(url: str) -> Reply:
    """303 See Other."""
    return Reply(303, b"", headers={"Location": url})


Answer = Callable[[Request], Reply]


class _Line(socketserver.StreamRequestHandler):
    """One connection: requests one after the other until either side closes."""

    disable_nagle_algorithm = True
    timeout = 75
    server: "WebServer"

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while self._one():
                pass

    def _one(self) -> bool:
        line = self.rfile.readline(65536)
        parts = line.decode("latin-1").split()
        if len(parts) != 3:
            return False
        method, target, version = parts
        headers = self._headers()
        length = int(headers.get("content-length", "0") or "0")
        if length > MAX_BODY or "transfer-encoding" in headers:
            self._send(Reply(413), keep=False)
            return False
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(length) if length else b""
        url = urlsplit(target)
        reply = self.server.reply(Request(method, unquote(url.path), url.query, headers, body))
        if reply.cut:
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        self._send(reply, keep=keep, head_only=method == "HEAD")
        return keep

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while (line := self.rfile.readline(65536)) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return headers

    def _send(self, reply: Reply, *, keep: bool, head_only: bool = False) -> None:
        lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        lines += [f"Content-Type: {reply.type}", f"Content-Length: {len(reply.body)}"]
        lines += ["X-Content-Type-Options: nosniff", "Cache-Control: no-store"]
        lines += [f"Connection: {'keep-alive' if keep else 'close'}", "", ""]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + (b"" if head_only else reply.body))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


class WebServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One thread per connection, none of which keeps the process alive."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, *, host: str, port: int, answer: Answer) -> None:
        self._answer = answer
        super().__init__((host, port), _Line)

    @property
    def port(self) -> int:
        """The port really bound (useful after asking for port 0)."""
        return int(self.server_address[1])

    def reply(self, request: Request) -> Reply:
        """Answer one request; a fault of the fake itself is a 500 that says so."""
        try:
            return self._answer(request)
        except Exception as error:
            return as_json(
                {"error": {"type": "api_error", "message": f"the fake failed: {error!r}"}}, status=500
            )


@contextlib.contextmanager
def serving(server: WebServer) -> Iterator[WebServer]:
    """Serve in a thread for the time of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
