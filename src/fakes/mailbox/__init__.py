"""A mailbox for the demonstration and the tests: takes every mail over SMTP, delivers none, shows them all.

In tests: `with fakes.mailbox.serve() as box:`, then `box.smtp_port`, `box.url`, `box.mails(to=...)` and
`box.order(...)`.
As a process: `python -m fakes.mailbox --smtp-port P --http-port Q --data FILE`.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.mailbox import web
from fakes.mailbox.store import Store
from fakes.mailbox.taker import Mode, Taker, listening
from fakes.wire import WebServer, serving

__all__ = ["Running", "serve"]


@dataclass(frozen=True)
class Running:
    """A mailbox being served."""

    smtp_port: int
    url: str
    store: Store
    mode: Mode

    def mails(self, *, to: str = "") -> list[dict[str, Any]]:
        """What was taken, newest first, optionally for one address."""
        return [web.as_dict(kept) for kept in self.store.newest(limit=self.store.most, to=to)]

    def order(self, **orders: Any) -> None:
        """Set the mode: see `fakes.mailbox.taker.Mode`."""
        self.mode.set(**orders)


@contextlib.contextmanager
def serve(
    *,
    host: str = "127.0.0.1",
    smtp_port: int = 0,
    http_port: int = 0,
    data: Path | str = ":memory:",
    most: int = 2000,
) -> Iterator[Running]:
    """Take mail and show it for the time of the block; any free ports unless told."""
    store, mode = Store(data, most=most), Mode()
    server = WebServer(host=host, port=http_port, answer=lambda request: web.answer(store, mode, request))
    try:
        with listening(Taker(store, mode), host=host, port=smtp_port) as port, serving(server):
            yield Running(port, f"http://{host}:{server.port}", store, mode)
    finally:
        store.close()
