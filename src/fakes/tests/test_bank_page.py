"""The hosted page: pressed as a browser without script presses it."""

import html
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any

import pytest

from fakes.bank import Running, hosted, serve, sessions
from fakes.tests.bank_kit import SECRET, basket, client
from fakes.wire import Reply, Request, WebServer, serving


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


def _pay_request(found: Any) -> Request:
    return Request("POST", f"/c/pay/{found['id']}/pay", "", {}, b"")


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


def test_a_second_click_does_not_wait_for_the_shop_nor_make_the_first_deaf(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosted, "REDIRECT_WAITS_S", 600)
    called, may_answer = threading.Event(), threading.Event()

    def slow_shop(_request: Request) -> Reply:
        called.set()
        assert may_answer.wait(30)
        return Reply(200)

    shop = WebServer(host="127.0.0.1", port=0, answer=slow_shop)
    with serving(shop), ThreadPoolExecutor(2) as clicks:
        hook = f"http://127.0.0.1:{shop.port}/hook"
        with serve(webhook=hook, secret=SECRET, events=[hosted.COMPLETED]) as bank:
            found = sessions.get(bank.bank, _open(bank).id)
            try:
                first, second = (
                    clicks.submit(hosted._press, bank.bank, _pay_request(found), found, "pay")
                    for _ in range(2)
                )
                done, waits = wait((first, second), timeout=10, return_when=FIRST_COMPLETED)
                assert called.wait(10)
                assert (len(done), len(waits)) == (1, 1), (
                    "one has paid and waits; the other has nothing to wait for"
                )
            finally:
                may_answer.set()
            back = f"https://cinema.example/merci?s={found['id']}"
            assert [click.result(10).headers["Location"] for click in (first, second)] == [back, back]


def test_who_pays_what_has_just_expired_is_sent_back_to_the_page(
    bank: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted, "REDIRECT_WAITS_S", 20)
    bank.order(webhook={"url": "http://127.0.0.1:1/hook", "secret": SECRET, "events": [hosted.COMPLETED]})
    found = sessions.get(bank.bank, _open(bank).id)
    client(bank).v1.checkout.sessions.expire(found["id"])
    with ThreadPoolExecutor(1) as clicks:
        sent = clicks.submit(hosted._press, bank.bank, _pay_request(found), found, "pay").result(10)
    assert sent.headers["Location"] == f"/c/pay/{found['id']}"


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
