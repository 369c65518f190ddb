"""`python -m fakes.mailbox`: the demonstration's mailbox as a process of its own."""

import argparse
import signal
import threading

from fakes.mailbox import serve


def main() -> None:
    """Read the arguments, serve until told to stop."""
    parser = argparse.ArgumentParser(prog="fakes.mailbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--data", default=":memory:", help="SQLite file; it survives a kill")
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serve(host=given.host, smtp_port=given.smtp_port, http_port=given.http_port, data=given.data) as box:
        print(f"mailbox on {box.url}, mail on port {box.smtp_port}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
