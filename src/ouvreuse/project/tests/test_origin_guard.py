"""The guard of origins in the real stack of middlewares (docs/adr/0003)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

pytestmark = pytest.mark.unit
DONE: list[str] = []


@csrf_exempt
def deed(request: HttpRequest) -> HttpResponse:
    """What must not happen when another site asks for it."""
    DONE.append(str(request.method))
    return HttpResponse("done")


def kept(request: HttpRequest) -> HttpResponse:
    """A page of someone known: the token guard stands behind the guard of origins."""
    DONE.append("kept")
    return HttpResponse("done")


urlpatterns = [path("fr/deed", deed), path("fr/kept", kept), path("api/deed", deed)]


@pytest.fixture(autouse=True)
def _probes() -> Iterator[None]:
    DONE.clear()
    with override_settings(ROOT_URLCONF=__name__, BASE_URL="https://cinema.example"):
        yield


def send(to: str = "/fr/deed", *, method: str = "POST", https: bool = False, **headers: str) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method, to, secure=https, headers={"host": "localhost:8000", **named})


def test_the_stack_is_the_products_own() -> None:
    assert settings.MIDDLEWARE.index("ouvreuse.project.middleware.OriginGuard") < settings.MIDDLEWARE.index(
        "django.middleware.csrf.CsrfViewMiddleware"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:8000"},
        {"origin": "https://cinema.example"},
        {"origin": "http://localhost:8000", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "same-origin"},
    ],
)
def test_our_own_pages_are_heard(headers: dict[str, str]) -> None:
    assert send(**headers).status_code == 200
    assert DONE == ["POST"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"referer": "http://localhost:8000/fr/"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://cinema.example"},
        {"origin": "https://cinema.example.evil.example"},
        {"origin": "https://shop.cinema.example"},
        {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
        {"origin": "null", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": ""},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_done_for_another_site(headers: dict[str, str], method: str) -> None:
    answer = send(method=method, **headers)
    assert answer.status_code == 403
    assert DONE == []


def test_the_scheme_counts() -> None:
    assert send(https=True, origin="https://localhost:8000").status_code == 200
    assert send(https=True, origin="http://localhost:8000").status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_is_free(method: str) -> None:
    assert send(method=method, origin="https://evil.example", sec_fetch_site="cross-site").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "https://evil.example"}])
def test_machines_carry_their_own_proof(headers: dict[str, str]) -> None:
    assert send("/api/deed", **headers).status_code == 200


@pytest.mark.parametrize("to", ["/fr/api/deed", "//api/deed", "/apix/deed"])
def test_no_address_merely_looks_like_a_machines(to: str) -> None:
    assert send(to).status_code == 403


def test_the_token_guard_stands_behind_it() -> None:
    """From our own page but without its token: an identity asks for both."""
    assert send("/fr/kept", origin="http://localhost:8000").status_code == 403
    assert DONE == []


def test_the_refusal_is_a_page_with_the_headers_of_all_others() -> None:
    answer = send(origin="https://evil.example")
    assert "autre site" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-Id"]
