"""What the bank's tests share: a running bank, a client of it, a shop that listens."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import stripe

from fakes.bank import Running
from fakes.wire import Reply, Request, WebServer, serving

SECRET = "whsec_test"


def client(running: Running, key: str = "sk_test_cinema") -> stripe.StripeClient:
    """The real library, turned to the bank."""
    return stripe.StripeClient(
        key, base_addresses=running.addresses, max_network_retries=0, http_client=stripe.RequestsClient()
    )


def basket(**changes: Any) -> dict[str, Any]:
    """Parameters of a session for two tickets at 9.50."""
    product = {"name": "Plein tarif <Été>"}
    price = {"currency": "eur", "unit_amount": 950, "product_data": product}
    params: dict[str, Any] = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "line_items": [{"price_data": price, "quantity": 2}],
        "success_url": "https://cinema.example/merci?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://cinema.example/panier",
        "client_reference_id": "order-1",
        "metadata": {"payment": "p-1"},
        "locale": "fr",
        "customer_email": "zoe@example.org",
    }
    return {name: value for name, value in (params | changes).items() if value is not None}


class Shop:
    """Takes events; `status` is what it answers."""

    def __init__(self) -> None:
        self.got: list[Request] = []
        self.statuses: list[int] = []
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.got.append(request)
            return Reply(self.statuses.pop(0) if self.statuses else 200)

    def events(self) -> list[Any]:
        """What was taken, verified by the library."""
        with self._lock:
            taken = list(self.got)
        return [
            stripe.Webhook.construct_event(one.body, one.headers["stripe-signature"], SECRET) for one in taken
        ]


@contextlib.contextmanager
def shop() -> Iterator[tuple[Shop, str]]:
    """A listening shop and its address."""
    taken = Shop()
    with serving(WebServer(host="127.0.0.1", port=0, answer=taken.answer)) as server:
        yield taken, f"http://127.0.0.1:{server.port}/hook"


def until(true: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not come in time"
        time.sleep(0.02)
