"""The lines on which the provider's library speaks: kept, cut, through a proxy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from ouvreuse.payments.providers.transport import Transport, proxy_of

pytestmark = pytest.mark.integration


class Server(ThreadingHTTPServer):
    """Notes what it is asked and by how many lines."""

    daemon_threads = True
    asked: list[str]
    lines: int
    answer: Callable[[BaseHTTPRequestHandler], None]
    ended: threading.Semaphore

    def shutdown_request(self, request: Any) -> None:
        """Note that a line was ended."""
        super().shutdown_request(request)
        self.ended.release()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        self.server.lines += 1
        super().setup()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(f"{self.path} {body.decode()}")
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def whole(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"{}")


def hung_up_after(handler: BaseHTTPRequestHandler) -> None:
    whole(handler)
    handler.close_connection = True  # without saying so


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "50")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/other")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.asked, made.lines, made.answer = [], 0, answer  # type: ignore[method-assign]
        made.ended = threading.Semaphore(0)
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


def ask(transport: Transport, made: Server) -> tuple[bytes, int]:
    url = f"http://127.0.0.1:{made.server_port}/v1/refunds"
    body, status, _ = transport.request("post", url, {}, "amount=950")
    return body, status


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transport]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Transport(connect=2.0, answer=6.0)
    yield made
    made.close()


def test_a_line_is_kept_from_one_call_to_the_next(transport: Transport) -> None:
    with server(whole) as made:
        assert [ask(transport, made), ask(transport, made)] == [(b"{}", 200)] * 2
        assert made.lines == 1
        assert made.asked == ["/v1/refunds amount=950"] * 2
        transport.close()


def test_a_line_the_server_ended_is_not_used_again(transport: Transport) -> None:
    with server(hung_up_after) as made:
        for _ in range(5):
            assert ask(transport, made) == (b"{}", 200)
            assert made.ended.acquire(timeout=10)
        assert (made.lines, len(made.asked)) == (5, 5)


def test_a_cut_answer_is_none_and_is_not_asked_for_again(transport: Transport) -> None:
    with server(cut) as made:
        with pytest.raises(stripe.APIConnectionError):
            ask(transport, made)
        assert len(made.asked) == 1


def test_nobody_there_is_an_error_of_the_connection(transport: Transport) -> None:
    with server(whole) as made:
        pass
    with pytest.raises(stripe.APIConnectionError):
        ask(transport, made)


def test_it_is_not_sent_elsewhere_with_the_key(transport: Transport) -> None:
    with server(elsewhere) as made:
        assert ask(transport, made) == (b"", 302)
        assert len(made.asked) == 1


def test_the_machines_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(whole) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("no_proxy", "bank.intern")
        transport = Transport(connect=2.0, answer=6.0)
        url = "http://bank.test/v1/refunds"
        assert transport.request("post", url, {}, "amount=950")[:2] == (b"{}", 200)
        assert proxy.asked == ["http://bank.test/v1/refunds amount=950"]
        assert proxy_of("http://bank.intern/v1/refunds") is None
        transport.close()
