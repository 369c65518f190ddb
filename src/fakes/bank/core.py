"""The bank itself: memory, clock, faults to play, events to send."""

import contextlib
import contextvars
import math
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes.bank import templates
from fakes.bank.errors import Refused
from fakes.bank.store import Store

Json = dict[str, Any]
P99_SIGMAS = 2.3263
REDIRECT_WAITS_S = (
    10.0  # so long waits the payer for the shop, as at Stripe (docs.stripe.com/checkout/fulfillment)
)


@dataclass(frozen=True)
class Cause:
    """Which API request an event comes from."""

    request: str | None = None
    key: str | None = None


cause: contextvars.ContextVar[Cause] = contextvars.ContextVar("cause", default=Cause())  # noqa: B039 - frozen


@dataclass
class Fault:
    """What to do to the next calls of a kind: delay, cut, act_then_cut, status, act_then_status."""

    call: str
    do: str
    count: int = 1
    seconds: float = 0.0
    status: int = 500
    code: str | None = None
    message: str = "An unknown error occurred"
    stored: bool = False

    def refusal(self) -> Refused:
        """The error this fault answers with."""
        kind = {402: "card_error", 429: "invalid_request_error", 409: "invalid_request_error"}
        code = self.code or {402: "card_declined", 409: "lock_timeout", 429: "rate_limit"}.get(self.status)
        return Refused(
            message=self.message,
            status=self.status,
            kind=kind.get(self.status, "invalid_request_error" if self.status < 500 else "api_error"),
            code=code,
            stored=self.stored,
        )


@dataclass
class Delay:
    """A log-normal delay; a median of 0 switches it off."""

    median_ms: float = 0.0
    p99_ms: float = 0.0
    seed: int | None = None
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - waiting, not secrecy

    def seconds(self) -> float:
        """One draw."""
        if self.median_ms <= 0:
            return 0.0
        sigma = max(0.0, math.log(max(self.p99_ms, self.median_ms) / self.median_ms) / P99_SIGMAS)
        return self.median_ms * math.exp(self._dice.gauss(0.0, sigma)) / 1000


class Bank:
    """Everything one running bank knows."""

    def __init__(self, *, data: Path | str, public_url: str = "", delay: Delay | None = None) -> None:
        self.store = Store(data)
        self.public_url = public_url.rstrip("/")
        self.delay = delay or Delay()
        self.faults: list[Fault] = []
        self.wake = threading.Event()
        self._guard = threading.Lock()
        self._awaited: dict[str, list[threading.Event]] = {}

    def now(self) -> int:
        """The bank's time in whole seconds (Unix), moved by the setting `clock_offset_s`."""
        return int(time.time()) + int(self.store.setting("clock_offset_s", 0))

    def take_fault(self, call: str) -> Fault | None:
        """The fault to play for this call, counted down."""
        with self._guard:
            for fault in self.faults:
                if fault.count > 0 and fault.call in (call, "*"):
                    fault.count -= 1
                    return fault
        return None

    def will_tell(self, kind: str) -> bool:
        """Whether an event of this kind is delivered to the shop without being asked for."""
        how, hook = self.store.setting("webhooks", {}), self.store.setting("hook") or {}
        wanted = kind in (hook.get("events") or [kind])
        return bool(hook.get("url") and wanted and not how.get("drop") and not how.get("hold"))

    @contextlib.contextmanager
    def listening(self, ident: str) -> Iterator[threading.Event]:
        """For the time of the block: set when the shop has answered an event about this object, well or not."""
        answered = threading.Event()
        with self._guard:
            self._awaited.setdefault(ident, []).append(answered)
        try:
            yield answered
        finally:
            with self._guard:
                self._awaited[ident].remove(answered)
                if not self._awaited[ident]:
                    del self._awaited[ident]

    def heard(self, ident: str) -> None:
        """The shop has answered an event about this object, well or not."""
        with self._guard:
            for answered in self._awaited.get(ident, ()):
                answered.set()

    def emit(self, kind: str, about: Json) -> None:
        """Remember an event and its deliveries, in the transaction of the fact itself."""
        now = cause.get()
        event = templates.event(kind, about, created=self.now(), request=now.request, key=now.key)
        self.store.put(event)
        how = self.store.setting("webhooks", {})
        wanted = (self.store.setting("hook") or {}).get("events")
        if not how.get("drop") and (not wanted or kind in wanted):
            for _ in range(max(1, int(how.get("duplicate", 1)))):
                held = 1 if how.get("hold") else 0
                self.store.run("INSERT INTO delivery (event, held) VALUES (?, ?)", event["id"], held)
        self.wake.set()
