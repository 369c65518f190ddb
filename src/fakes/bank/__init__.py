"""A bank that moves no money and speaks Stripe's language over real HTTP.

In tests: `with fakes.bank.serve(webhook=..., secret=...) as running:`, then
`StripeClient(key, base_addresses=running.addresses)`.
As a process: `python -m fakes.bank --port P --public-url U --webhook URL --webhook-secret S --data FILE`.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.bank import api, control, hosted, params
from fakes.bank.core import Bank, Delay
from fakes.bank.webhooks import Courier
from fakes.wire import Reply, Request, WebServer, as_json, serving

__all__ = ["Running", "serve"]


@dataclass(frozen=True)
class Running:
    """A bank being served: its URL, and the bank itself for tests in the same process."""

    url: str
    bank: Bank
    server: WebServer

    @property
    def addresses(self) -> dict[str, str]:
        """The `base_addresses` of a `StripeClient`."""
        return {"api": self.url}

    def order(self, **orders: Any) -> dict[str, Any]:
        """Give control orders (see `fakes.bank.control`) without going over the network."""
        return {name: control.obey(self.bank, name, value) for name, value in orders.items()}


def answer(bank: Bank, request: Request) -> Reply:
    """Which part of the bank answers."""
    if request.path.startswith("/v1/"):
        return api.answer(bank, request)
    if request.path.startswith("/c/pay/"):
        return hosted.answer(bank, request)
    if request.path == "/_control":
        return control.answer(bank, request)
    if request.path == "/healthz":
        return as_json({"status": "ok"})
    return hosted.unknown()


@contextlib.contextmanager
def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    data: Path | str = ":memory:",
    public_url: str | None = None,
    webhook: str | None = None,
    secret: str | None = None,
    events: list[str] | None = None,
    delay: Delay | None = None,
) -> Iterator[Running]:
    """Serve in threads for the time of the block; no delay unless asked for, any free port; all events unless said."""
    params.load()
    bank = Bank(data=data, delay=delay)
    server = WebServer(host=host, port=port, answer=lambda request: answer(bank, request))
    url = f"http://{host}:{server.port}"
    bank.public_url = (public_url or url).rstrip("/")
    if webhook:
        bank.store.remember("hook", {"url": webhook, "secret": secret or "", "events": events or []})
    courier = Courier(bank)
    courier.start()
    try:
        with serving(server):
            yield Running(url, bank, server)
    finally:
        courier.stop()
        bank.store.close()
