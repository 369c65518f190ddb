"""Whose address a request has: the connection's, or what the one trusted proxy saw; never what a client says."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from ouvreuse.project.middleware import Request, client_address

pytestmark = pytest.mark.unit


def asked(forwarded: str | None, *, peer: str = "192.0.2.9") -> HttpRequest:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)


@pytest.mark.parametrize("forwarded", [None, "203.0.113.5", "127.0.0.1", "1.1.1.1, 203.0.113.5"])
@pytest.mark.parametrize("peer", ["192.0.2.9", "2001:db8::9"])
def test_without_a_proxy_nobody_is_believed(forwarded: str | None, peer: str) -> None:
    with override_settings(TRUSTED_PROXY=False):
        assert client_address(asked(forwarded, peer=peer)) == peer


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("127.0.0.1, 203.0.113.5", "203.0.113.5"),
        ("127.0.0.1, 10.0.0.1, 198.51.100.7,203.0.113.5", "203.0.113.5"),
        ("not an address, 203.0.113.5 ", "203.0.113.5"),
        ("127.0.0.1, 2001:db8::5", "2001:db8::5"),
    ],
)
def test_behind_the_proxy_only_its_own_word_counts(forwarded: str, address: str) -> None:
    with override_settings(TRUSTED_PROXY=True):
        assert client_address(asked(forwarded, peer="127.0.0.1")) == address


@pytest.mark.parametrize("forwarded", [None, "", "203.0.113.5, "])
def test_a_proxy_that_says_nothing_leaves_the_connection(forwarded: str | None) -> None:
    with override_settings(TRUSTED_PROXY=True):
        assert client_address(asked(forwarded, peer="2001:db8::9")) == "2001:db8::9"


@pytest.mark.parametrize(("trusted", "identity"), [(True, "given-id-42"), (False, None)])
def test_the_stack_asks_once_for_all(trusted: bool, identity: str | None) -> None:
    """What limits and pages read is set at the door, and so is the id of the request."""
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["CLIENT_ADDRESS"])
        return HttpResponse("page")

    request = asked("127.0.0.1, 203.0.113.5")
    request.META["HTTP_X_REQUEST_ID"] = "given-id-42"
    request.META["CLIENT_ADDRESS"] = "127.0.0.1"
    with override_settings(TRUSTED_PROXY=trusted):
        answer = Request(page)(request)
    assert seen == ["203.0.113.5" if trusted else "192.0.2.9"]
    assert (answer.headers["X-Request-Id"] == "given-id-42") is (identity is not None)
