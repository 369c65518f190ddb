"""Public pages kept for two seconds in each process: a rush on one page costs one drawing, and nothing stays wrong."""

from __future__ import annotations

import functools
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

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
        _all.append(self)

    def recall(self, key: Any, make: Callable[[], T], *, keep: Callable[[T], bool] = lambda _: True) -> T:
        """The value of that key, made when it is missing or older than two seconds."""
        found = self.get(key)
        now = time.monotonic()
        if found is not None and found[0] > now:
            kept: T = found[1]
            return kept
        value = make()
        if keep(value):
            self[key] = (now + SECONDS, value)
            while len(self) > PAGES_KEPT:
                self.popitem(last=False)
        return value


pages = Brief()


def forget() -> None:
    """Empty every such memory: each test begins without one."""
    for memory in _all:
        memory.clear()


def public_page(view: View[P]) -> View[P]:
    """For a page that is the same for everybody: no cookie read or set, an ETag, and two seconds of memory."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        def draw() -> tuple[int, bytes, dict[str, str]]:
            response = view(request, *args, **kwargs)
            headers = dict(response.headers)
            return response.status_code, response.content, headers

        key = (request.method == "HEAD", request.get_host(), request.get_full_path())
        status, content, headers = pages.recall(key, draw, keep=lambda drawn: drawn[0] == 200)
        response = HttpResponse(content, status=status, headers=headers)
        if status != 200:
            return response
        response.headers["Cache-Control"] = f"public, max-age={int(SECONDS)}"
        etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return wrapped


def private_page(response: HttpResponse) -> HttpResponse:
    """Never stored, never indexed, its address told to no other site.

    ``same-origin`` and not ``no-referrer``: under the latter browsers send ``Origin: null`` with our own forms.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
