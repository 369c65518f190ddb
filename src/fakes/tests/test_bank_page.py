"""The hosted page: pressed as a browser without script presses it."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.bank import Running, serve
from fakes.tests.bank_kit import basket, client


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_BROWSER = urllib.request.build_opener(_Stay)


def _get(url: str) -> str:
    with _BROWSER.open(url) as answer:
        return str(answer.read().decode())


def _press(url: str, page: str, word: str) -> str:
    """Press the button that carries this word; the address one is sent to."""
    target = next(
        (found[0] for found in re.findall(r'formaction="([^"]+)">([^<]+)<', page) if word in found[1]), None
    )
    target = target or re.search(r"action=['\"]([^'\"]+)['\"]", page)[1]  # type: ignore[index]
    with pytest.raises(urllib.error.HTTPError) as sent:
        _BROWSER.open(urllib.parse.urljoin(url, target), data=b"email=")
    assert sent.value.code == 303
    return urllib.parse.urljoin(url, sent.value.headers["Location"])


@pytest.fixture
def bank() -> Iterator[Running]:
    with serve() as running:
        yield running


def _open(bank: Running, **changes: Any) -> Any:
    return client(bank).v1.checkout.sessions.create(params=basket(**changes))


def test_page_says_in_both_languages_that_no_money_moves(bank: Running) -> None:
    french = html.unescape(_get(_open(bank).url))
    english = html.unescape(_get(_open(bank, locale="en").url))
    assert '<html lang="fr">' in french
    assert "aucun argent ne circule" in french
    assert "19,00\u00a0€" in french
    assert '<html lang="en">' in english
    assert "no money moves" in english
    assert "€19.00" in english
    for page in (french, english):
        assert 'class="demo"' in page
        assert "<script" not in page


def test_names_of_goods_are_escaped(bank: Running) -> None:
    page = _get(_open(bank).url)
    assert "Plein tarif &lt;Été&gt; × 2" in page


def test_success_goes_back_with_the_session(bank: Running) -> None:
    made = _open(bank)
    assert _press(made.url, _get(made.url), "Payer 19") == f"https://cinema.example/merci?s={made.id}"
    assert client(bank).v1.checkout.sessions.retrieve(made.id).status == "complete"
    assert "est payée" in _get(made.url)


def test_decline_stays_and_says_so(bank: Running) -> None:
    made = _open(bank)
    page = _get(_press(made.url, _get(made.url), "refuser"))
    assert 'role="alert"' in page
    assert client(bank).v1.checkout.sessions.retrieve(made.id).status == "open"
    assert _press(made.url, page, "Payer 19").startswith("https://cinema.example/merci")


def test_strong_authentication_authorised_and_refused(bank: Running) -> None:
    made = _open(bank)
    second = _press(made.url, _get(made.url), "3-D")
    assert second.endswith("/3ds")
    refused = _press(second, _get(second), "Refuser")
    assert "Authentification refusée" in _get(refused)
    _press(made.url, _get(made.url), "3-D")
    assert _press(second, _get(second), "Autoriser").startswith("https://cinema.example/merci")


def test_abandon_goes_back_to_the_shop(bank: Running) -> None:
    made = _open(bank)
    assert _press(made.url, _get(made.url), "Abandonner") == "https://cinema.example/panier"
    assert client(bank).v1.checkout.sessions.retrieve(made.id).status == "open"


def test_expired_and_unknown_pages(bank: Running) -> None:
    made = _open(bank)
    client(bank).v1.checkout.sessions.expire(made.id)
    assert "a expiré" in _get(made.url)
    with pytest.raises(urllib.error.HTTPError) as unknown:
        _get(f"{bank.url}/c/pay/cs_test_none")
    assert unknown.value.code == 404
