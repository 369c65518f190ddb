"""Public pages kept for two seconds in each process: a rush on one page costs one drawing, and nothing stays wrong."""

from __future__ import annotations

import functools
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
T = TypeVar("T")
SECONDS = 2.0
PAGES_KEPT = 512
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


_all: list[Brief] = []


class Brief(OrderedDict[Any, tuple[float, Any]]):
    """Values that live two seconds, the oldest dropped first past a bound."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: dict[Any, threading.Lock] = {}
        _all.append(self)

    def recall(self, key: Any, make: Callable[[], T], *, keep: Callable[[T], bool] = lambda _: True) -> T:
        """The value of that key, made when it is missing or older than two seconds, by one thread for all."""
        if found := self._fresh(key):
            return cast(T, found[0])
        with self._turns.setdefault(key, threading.Lock()):
            if found := self._fresh(key):
                return cast(T, found[0])
            try:
                return self._remember(key, make(), keep)
            finally:
                self._turns.pop(key, None)

    def _fresh(self, key: Any) -> tuple[Any] | None:
        found = self.get(key)
        return (found[1],) if found is not None and found[0] > time.monotonic() else None

    def _remember(self, key: Any, value: T, keep: Callable[[T], bool]) -> T:
        if keep(value):
            self[key] = (time.monotonic() + SECONDS, value)
            self.move_to_end(key)
            while len(self) > PAGES_KEPT:
                self.popitem(last=False)
        return value


pages = Brief()


def forget() -> None:
    """Empty every such memory: each test begins without one."""
    for memory in _all:
        memory.clear()


def same(request: HttpRequest, etag: str) -> bool:
    """Whether the browser already has this version; a proxy that compresses weakens the tag."""
    return request.headers.get("If-None-Match", "").removeprefix("W/") == etag


def public_page(view: View[P]) -> View[P]:
    """For a page that is the same for everybody: no cookie read or set, an ETag, and two seconds of memory."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        def draw() -> tuple[int, bytes, dict[str, str]]:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                response.headers["Cache-Control"] = f"public, max-age={int(SECONDS)}"
                response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
            return response.status_code, response.content, dict(response.headers)

        key = (request.get_host(), request.get_full_path())
        status, content, headers = pages.recall(key, draw, keep=lambda drawn: drawn[0] == 200)
        if status == 200 and same(request, headers["ETag"]):
            return HttpResponse(
                status=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")}
            )
        return HttpResponse(content, status=status, headers=headers)

    return wrapped


def private_page(response: HttpResponse) -> HttpResponse:
    """Never stored, never indexed, its address told to no other site.

    ``same-origin`` and not ``no-referrer``: under the latter browsers send ``Origin: null`` with our own forms.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
