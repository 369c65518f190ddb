"""What every request passes: a correlation id, security headers, a log line, and the guard of origins."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.template.loader import render_to_string

from ouvreuse.kernel import trace
from ouvreuse.project import logs

Answer = Callable[[HttpRequest], HttpResponse]
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        " ".join(filter(None, ("form-action 'self'", settings.BANK_PAGE_URL, "https://checkout.stripe.com"))),
    ]
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
if settings.SECURE and urlsplit(settings.BASE_URL).hostname not in ("localhost", "127.0.0.1"):
    ALWAYS["Strict-Transport-Security"] = "max-age=31536000"
# As a response keeps its headers: the name in small letters, the pair as it is sent.
HEADERS = ResponseHeaders(ALWAYS)._store


class Request:
    """Outermost: gives the request its id, times it, adds the headers, logs one line without personal data."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        identity = given if settings.TRUSTED_PROXY and GIVEN_ID.fullmatch(given) else uuid4().hex
        request.META["CLIENT_ADDRESS"] = client_address(request)
        with trace.use_correlation_id(identity):
            response = self.answer(request)
            said = response.headers._store
            for key, header in HEADERS.items():
                said.setdefault(key, header)
            response.headers["X-Request-Id"] = identity
            if not response.streaming and "Content-Length" not in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
            took = round((time.perf_counter() - started) * 1000, 1)
            logs.access(method=request.method, route=_route(request), status=response.status_code, ms=took)
        return response


def _route(request: HttpRequest) -> str:
    """The pattern, never the path: links carry secrets."""
    match = request.resolver_match
    return match.route if match is not None else "-"


class OriginGuard:
    """Refuse unsafe requests that another site makes a browser send (docs/adr/0003).

    A browser sends Origin or Sec-Fetch-Site with every POST. Foreign or ``null``: refused. Both absent: refused
    too, but for the paths of machines, which carry their own proof (a signature or a token).
    """

    SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
    MACHINES = "/api/"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.SAFE or request.path.startswith(self.MACHINES) or self._ours(request):
            return self.answer(request)
        return HttpResponse(render_to_string("ui/foreign.html", request=request), status=403)

    def _ours(self, request: HttpRequest) -> bool:
        origin = request.META.get("HTTP_ORIGIN")
        if origin is not None:
            return origin in (f"{request.scheme}://{request.get_host()}", settings.BASE_URL)
        return request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin"


def client_address(request: HttpRequest) -> str:
    """The client's address: of the connection, or what the one trusted proxy says it saw."""
    if settings.TRUSTED_PROXY:
        # The proxy adds what it saw at the end; all before that is what the client likes to say.
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))
