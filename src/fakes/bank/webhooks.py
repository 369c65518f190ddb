"""Sends signed events, again and again until they are taken: duplicates and disorder on demand."""

import hashlib
import heapq
import hmac
import http.client
import json
import random
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from fakes.bank import sessions
from fakes.bank.core import Bank

FIRST_RETRY_S, LONGEST_RETRY_S, GIVE_UP_AFTER = 1.0, 3600.0, 90
SENDERS = 128  # a slow shop makes its own events late, never those that come after
DEADLINE_S = 15.0


def signature(payload: bytes, *, secret: str, at: int) -> str:
    """The header `Stripe-Signature`: HMAC-SHA256 over `timestamp.payload`."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class Courier:
    """Carries events to the shop, each in a thread of its own; what is undelivered survives a restart."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._due: list[tuple[float, int]] = []
        self._seen: set[int] = set()
        self._lock = threading.Lock()
        self._stop = False
        self._dice = random.Random()  # noqa: S311 - disorder, not secrecy
        self._lines = threading.local()
        self._senders = ThreadPoolExecutor(max_workers=SENDERS, thread_name_prefix="courier")
        self._feeder = threading.Thread(target=self._feed, daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._feeder.start()

    def stop(self) -> None:
        """End all threads; what is under way ends first."""
        self._stop = True
        self._bank.wake.set()
        self._feeder.join()
        self._senders.shutdown(cancel_futures=True)

    def _feed(self) -> None:
        """Hands over what is due, takes in new deliveries, and lets sessions expire."""
        swept = 0.0
        while not self._stop:
            self._bank.wake.wait(self._rest())
            self._bank.wake.clear()
            if time.monotonic() - swept > 0.5:
                swept = time.monotonic()
                sessions.sweep(self._bank)
            self._collect()
            for seq in self._ready():
                self._senders.submit(self._carry, seq)

    def _rest(self) -> float:
        """Seconds until there may be something to do."""
        with self._lock:
            next_due = self._due[0][0] - time.monotonic() if self._due else 0.5
        return max(0.0, min(next_due, 0.5))

    def _ready(self) -> Iterator[int]:
        with self._lock:
            while self._due and self._due[0][0] <= time.monotonic():
                yield heapq.heappop(self._due)[1]

    def _collect(self) -> None:
        how = self._bank.store.setting("webhooks", {})
        rows = self._bank.store.rows("SELECT seq FROM delivery WHERE done = 0 AND held = 0 ORDER BY seq")
        with self._lock:
            for (seq,) in rows:
                if seq not in self._seen:
                    self._seen.add(seq)
                    wait = float(how.get("delay_s", 0))
                    wait += self._dice.uniform(0, 0.8) if how.get("shuffle") else 0
                    heapq.heappush(self._due, (time.monotonic() + wait, seq))

    def _carry(self, seq: int) -> None:
        """Deliver; a fault of the fake itself is said, and the event is sent again."""
        try:
            self._deliver(seq)
        except Exception:
            traceback.print_exc()
            self._again(seq, FIRST_RETRY_S)

    def _deliver(self, seq: int) -> None:
        store, line = self._bank.store, self._line()
        rows = store.rows(
            "SELECT d.attempts, o.body FROM delivery d JOIN object o ON o.id = d.event WHERE d.seq = ?", seq
        )
        hook = store.setting("hook")
        if not rows or not hook or not hook.get("url"):
            self._again(seq, FIRST_RETRY_S)
            return
        attempts, payload = int(rows[0][0]), _pretty(rows[0][1])
        header = signature(payload, secret=hook["secret"], at=int(time.time()))
        status = line.post(hook["url"], payload, header)
        done = 1 if 200 <= status < 300 else 0
        sql = "UPDATE delivery SET attempts = ?, done = ?, last_status = ? WHERE seq = ?"
        store.run(sql, attempts + 1, done, status, seq)
        self._bank.heard(json.loads(payload)["data"]["object"]["id"])
        if not done and attempts + 1 < GIVE_UP_AFTER:
            self._again(seq, min(FIRST_RETRY_S * 2**attempts, LONGEST_RETRY_S))

    def _line(self) -> "_Line":
        """This thread's line."""
        if not hasattr(self._lines, "kept"):
            self._lines.kept = _Line()
        line: _Line = self._lines.kept
        return line

    def _again(self, seq: int, seconds: float) -> None:
        with self._lock:
            heapq.heappush(self._due, (time.monotonic() + seconds, seq))


def _pretty(body: str) -> bytes:
    """Stripe sends its events indented: whoever signs a re-serialised body is found out."""
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False).encode()


class _Line:
    """One kept-alive connection to the shop."""

    def __init__(self) -> None:
        self._at = ""
        self._line: http.client.HTTPConnection | None = None

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def post(self, url: str, payload: bytes, signed: str) -> int:
        """The status of the answer, 0 when there was none."""
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signed}
        headers |= {"User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)"}
        fresh = self._line is None or self._at != url
        for attempt in range(1 if fresh else 2):
            try:
                return self._post(url, payload, headers)
            except (OSError, http.client.HTTPException):
                self.close()
                if attempt or fresh:
                    return 0
        return 0

    def _post(self, url: str, payload: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(url)
        if self._line is None or self._at != url:
            self.close()
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._line, self._at = kind(parts.netloc, timeout=DEADLINE_S), url
        self._line.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), payload, headers)
        answer = self._line.getresponse()
        answer.read()
        if answer.will_close:
            self.close()
        return answer.status
