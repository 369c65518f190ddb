"""Who is asking, as far as caps need it: a random browser id and a keyed hash of the network."""

from __future__ import annotations

import hmac
from functools import lru_cache
from ipaddress import ip_address
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-browser" if settings.SECURE else "browser"
COOKIE_SECONDS = 24 * 3600


def known_browser(request: HttpRequest) -> UUID | None:
    """The id this browser was given, or None. It proves nothing: it only counts and shows one's own seats."""
    try:
        return UUID(hex=request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def browser_of(request: HttpRequest) -> UUID:
    """The browser's id, a new one when it has none yet; ``remember`` gives it back."""
    return known_browser(request) or uuid4()


def remember(response: HttpResponse, browser: UUID) -> None:
    """Give the browser its id: strictly necessary to the purchase, gone after a day, unreadable to scripts."""
    response.set_cookie(
        COOKIE, browser.hex, max_age=COOKIE_SECONDS, secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def network_of(request: HttpRequest) -> str:
    """A keyed hash of the client's /24 or /64: enough to count by, useless to find anyone."""
    return _hashed(str(request.META.get("CLIENT_ADDRESS", "")))


@lru_cache(maxsize=4096)
def _hashed(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    network = known.packed[: 3 if known.version == 4 else 8]
    return hmac.digest(settings.SECRET_KEY.encode(), network, "sha256").hex()[:32]
