"""How the provider's library reaches its server: kept lines of urllib3, which the library's default wraps twice.

The default takes a millisecond more of processor time a call, and its packages ten megabytes a process.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe
import urllib3
from urllib3.exceptions import HTTPError

MOST_LINES = 16  # kept open to one server; more are made and closed


class Transport(stripe.HTTPClient):
    """Speaks HTTP for the library, from any thread. The machine's proxy settings hold, as for every program."""

    name = "urllib3"

    def __init__(self, *, connect: float, answer: float) -> None:
        """Deadlines in seconds: to reach the server, and for each of its answers."""
        super().__init__()
        self._deadlines = urllib3.Timeout(connect=connect, read=answer)
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}

    def request(  # type: ignore[override] # the library itself reads bytes, and names what it passes in its own
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | bytes | None = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One call, tried once. Raises ``stripe.APIConnectionError`` when there is no whole answer."""
        try:
            answer = self._pool(url).request(
                method.upper(), url, body=post_data, headers=headers, redirect=False, retries=False
            )
        except HTTPError as problem:
            failed: Any = stripe.APIConnectionError
            raise failed(f"{type(problem).__name__}: {problem}") from problem
        return answer.data, answer.status, answer.headers

    def _pool(self, url: str) -> urllib3.PoolManager:
        server = urlsplit(url)[:2]
        if server not in self._pools:
            self._pools[server] = self._new_pool(proxy_of(url))
        return self._pools[server]

    def _new_pool(self, proxy: str | None) -> urllib3.PoolManager:
        kept: dict[str, Any] = {
            "maxsize": MOST_LINES,
            "timeout": self._deadlines,
            "ca_certs": stripe.ca_bundle_path,
        }
        return urllib3.ProxyManager(proxy, **kept) if proxy else urllib3.PoolManager(**kept)

    def close(self) -> None:
        """Hang up every line."""
        for pool in self._pools.values():
            pool.clear()


def proxy_of(url: str) -> str | None:
    """The proxy this machine's settings ask for on the way to this address."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    return None if not proxy or urllib.request.proxy_bypass(parts.hostname or "") else proxy
