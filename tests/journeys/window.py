"""What a browser complains about while a journey is walked."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

STATUS_LINE = "^Failed to load resource: the server responded with a status of 4"
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


class Watch:
    """Collects answers that say we failed, scripts that break, and what the content policy refused."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        self.expected = STATUS_LINE

    def over(self, context: BrowserContext) -> None:
        """Watch a browser's pages, those to come too."""
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda broken: self.faults.append(f"script: {broken.error}"))

    def _response(self, response: Response) -> None:
        may_refuse = response.request.resource_type in ("document", "fetch", "xhr")
        if response.url.startswith(self.url) and response.status >= (500 if may_refuse else 400):
            self.faults.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(self.expected, message.text):
            self.faults.append(f"console: {message.text}")
