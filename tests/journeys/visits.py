"""The guides' browser on a site that runs elsewhere: cookies kept, forms sent as a browser sends them."""

from __future__ import annotations

import urllib.request
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.guides.browser import Browser, _Stay
from tests.guides.pages import Page


class HttpBrowser(Browser):
    """One window on the running site; no script runs."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.address = f"{site}/"
        self.page = Page("")
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay)

    def _ask(self, method: str, address: str, sent: dict[str, list[str]]) -> tuple[int, str, str]:
        body = urlencode(sent, doseq=True).encode() if method == "post" else None
        request = urllib.request.Request(
            address, body, headers={"Origin": self.site} if body is not None else {}
        )
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, "", answer.read().decode()
        except HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location", ""), answer.read().decode()
