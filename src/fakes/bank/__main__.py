"""`python -m fakes.bank`: the fake bank as a process of its own."""

import argparse
import signal
import threading

from fakes.bank import serve
from fakes.bank.core import Delay

SUBSCRIBED = (
    "checkout.session.completed,checkout.session.expired,charge.refunded,"
    "refund.created,refund.updated,refund.failed"
)


def main() -> None:
    """Read the arguments, serve until told to stop."""
    parser = argparse.ArgumentParser(prog="fakes.bank", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--public-url", help="how browsers reach the hosted page")
    parser.add_argument("--webhook", help="where events are posted")
    parser.add_argument("--webhook-secret", default="")
    parser.add_argument(
        "--webhook-events", default=SUBSCRIBED, help="which events the shop subscribed to, `*` for all"
    )
    parser.add_argument("--data", default=":memory:", help="SQLite file; it survives a kill")
    parser.add_argument("--median-ms", type=float, default=250.0)
    parser.add_argument("--p99-ms", type=float, default=1200.0)
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serve(
        host=given.host,
        port=given.port,
        data=given.data,
        public_url=given.public_url,
        webhook=given.webhook,
        secret=given.webhook_secret,
        events=[] if given.webhook_events == "*" else given.webhook_events.split(","),
        delay=Delay(given.median_ms, given.p99_ms),
    ) as running:
        print(f"fake bank on {running.url}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
