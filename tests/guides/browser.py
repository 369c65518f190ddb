"""A browser for the guides: our pages through the whole stack, the bank's over real HTTP; no script runs."""

from __future__ import annotations

import urllib.request
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client

from tests.guides.pages import Button, Form, Link, Page, plain

HOME = "http://localhost:8000"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Browser:
    """One window. ``address`` and ``page`` are what it shows."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost", SERVER_PORT="8000")
        self.address = f"{HOME}/"
        self.page = Page("")

    def open(self, address: str) -> None:
        """Show a page, wherever it leads."""
        self._show("get", urljoin(self.address, address), {})

    def press(self, label: str, fields: dict[str, list[str]]) -> None:
        """Press the button or link with these words, after filling the fields of its form."""
        form, found = self._find(plain(label), set(fields))
        if form is None:
            assert isinstance(found, Link)
            assert not fields, f"{label!r} is a link: nothing to fill"
            return self.open(found.href)
        sent = dict(form.sent)
        for name, values in fields.items():
            offered = form.offered[name]
            assert offered is None or offered.issuperset(values), f"{name} cannot be {values} here"
            sent[name] = values
        assert isinstance(found, Button)
        if name := found.attributes.get("name"):
            sent[name] = [found.attributes.get("value", "")]
        action = urljoin(self.address, found.attributes.get("formaction") or form.action)
        return self._show(form.method, action, sent)

    def _find(self, label: str, fields: set[str]) -> tuple[Form | None, Button | Link]:
        buttons = [(form, each) for form in self.page.forms for each in form.buttons]
        found = [
            (form, each) for form, each in buttons if _named(label, each) and fields <= set(form.offered)
        ]
        if found:
            return found[0]
        links = [each for each in self.page.links if label.rstrip("…") in each.words]
        assert links, f"nothing to press called {label!r} with {fields} on {self.address}: {self.page.words}"
        return None, links[0]

    def _show(self, method: str, address: str, sent: dict[str, list[str]]) -> None:
        for _ in range(8):
            if method == "get" and sent:
                address = f"{address.partition('?')[0]}?{urlencode(sent, doseq=True)}"
            status, location, text = self._ask(method, address, sent)
            self.address = address
            if status not in (301, 302, 303):
                assert status < 500, f"{status} on {address}: {plain(text)[:500]}"
                self.page = Page(text)
                return
            method, address, sent = "get", urljoin(address, location), {}
        raise AssertionError(f"{address} leads round in circles")

    def _ask(self, method: str, address: str, sent: dict[str, list[str]]) -> tuple[int, str, str]:
        if not address.startswith(HOME):
            return _outside(method, address, sent)
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if method == "get":
            answer = self.client.get(path)
        else:
            body = urlencode(sent, doseq=True)
            kind = "application/x-www-form-urlencoded"
            answer = self.client.post(path, body, content_type=kind, headers={"Origin": HOME})
        return answer.status_code, answer.headers.get("Location", ""), _text(answer)


def _named(label: str, button: Button) -> bool:
    """``Pay …`` names a button that begins so."""
    start = label.removesuffix("…")
    return button.words == label if start == label else button.words.startswith(start.strip())


def _text(answer: Any) -> str:
    kind = answer.headers.get("Content-Type", "")
    return answer.content.decode() if kind.startswith(("text/", "application/json")) else kind


def _outside(method: str, address: str, sent: dict[str, list[str]]) -> tuple[int, str, str]:
    body = urlencode(sent, doseq=True).encode() if method == "post" else None
    try:
        with urllib.request.build_opener(_Stay).open(
            urllib.request.Request(address, body), timeout=10
        ) as answer:
            return answer.status, "", answer.read().decode()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()


def query(text: str) -> dict[str, list[str]]:
    """``PLEIN=2&place=3&place=4`` as fields."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found
