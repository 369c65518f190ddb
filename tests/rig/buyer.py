"""A person with a browser who buys seats and, when a page does not come, tries it again."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Sequence
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.rig.stack import PATIENCE, NotReached

LINE = 60.0  # seconds a browser waits for a page


class Buyer:
    """One browser. ``site``: the address typed; ``known_as``: the site's own, when a relay stands between."""

    def __init__(self, site: str, *, known_as: str = "") -> None:
        self.site, self.known_as = site, known_as or site
        self.cookies: dict[str, str] = {}
        self.retries = 0
        self.order = ""

    # -- the browser ------------------------------------------------------------------------------------------

    def visit(self, address: str, form: Sequence[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """Status, address to go on to, page. Repeated as a reload while the line breaks or the site is ill."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._once(address, form)
                if answer[0] < 500:
                    return answer
                trouble = f"{answer[0]} {answer[2][:200]}"
            except (OSError, http.client.HTTPException) as problem:
                trouble = repr(problem)
            if time.monotonic() > until:
                raise NotReached(f"{address}: {trouble}")
            self.retries += 1
            time.sleep(0.1)

    def _once(self, address: str, form: Sequence[tuple[str, str]] | None) -> tuple[int, str, str]:
        whole = self._whole(address)
        parts = urlsplit(whole)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"{parts.scheme}://{parts.netloc}"}
        line = http.client.HTTPConnection(parts.netloc, timeout=LINE)
        try:
            line.request(
                "GET" if form is None else "POST",
                parts.path + (f"?{parts.query}" if parts.query else ""),
                None if form is None else urlencode(form),
                headers,
            )
            answer = line.getresponse()
            page = answer.read().decode()
        finally:
            line.close()
        for given in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(given).items()}
        return answer.status, answer.headers.get("Location") or "", page

    def _whole(self, address: str) -> str:
        if address.startswith("/"):
            return self.site + address
        return address.replace(self.known_as, self.site, 1) if address.startswith(self.known_as) else address

    # -- the purchase -----------------------------------------------------------------------------------------

    def choose(self, screening: int, *places: int) -> str:
        """Hold seats; the order's address."""
        _, _, page = self.visit(f"/en/screening/{screening}/seats/?PLEIN={len(places)}")
        key = re.search(r'name="key" value="([0-9a-f]+)"', page.replace("-", ""))
        assert key is not None, page[:600]
        form = [("key", key[1]), ("PLEIN", str(len(places))), *(("place", str(place)) for place in places)]
        status, self.order, page = self.visit(f"/en/screening/{screening}/hold/", form)
        assert status == 303, page[:600]
        return self.order

    def go_to_bank(self, email: str) -> str:
        """Press the button that binds; the bank's address, however often the site has to be asked."""
        status, there, page = self.visit(f"{self.order}pay/", [("email", email), ("name", "Camille")])
        until = time.monotonic() + PATIENCE
        while "/c/pay/" not in there:
            assert status in (200, 303), page[:600]
            assert time.monotonic() < until, page[:600]
            time.sleep(0.1)
            status, there, page = self.visit(f"{self.order}bank/")
        return there

    def pay(self, bank: str) -> str:
        """Press the bank's button; the address it sends the buyer back to."""
        status, back, page = self.visit(f"{bank}/pay", [("email", "")])
        assert status == 303, page[:600]
        return back

    def come_back(self, address: str) -> str:
        """Return from the bank and look until the tickets are there; their page."""
        status, there, page = self.visit(address)
        until = time.monotonic() + PATIENCE
        while 'class="tickets"' not in page:
            assert status in (200, 303), page[:600]
            assert time.monotonic() < until, page[:600]
            time.sleep(0.1)
            status, there, page = self.visit(there or self.order)
        return page
