"""Addresses in both languages: ``/fr/seance/7/`` is ``/en/screening/7/``.

They live in code, not among the translations: an address once printed or mailed must never change because
a word was translated better.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import lazy
from django.utils.translation import get_language

from ouvreuse.storefront.answers import SeeOther


def _choose(english: str, french: str) -> str:
    return french if language() == "fr" else english


_lazily = lazy(_choose, str)


def either(english: str, french: str) -> str:
    """A route that is one address in each language."""
    return _lazily(english, french)


def language() -> str:
    """'fr' or 'en', of the page being answered."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def order_address(token: str) -> str:
    """The path of an order's page in the page's language, without asking the router each time."""
    before, after = _around_token(language())
    return f"{before}{token}{after}"


@lru_cache(maxsize=4)
def _around_token(spoken: str) -> tuple[str, str]:
    before, _token, after = reverse("storefront:order", args=["~"]).partition("~")
    return before, after


def acts_on_order(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Only what a form sends acts. Who opens the address otherwise is shown the order: a reload, the other language."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        if request.method == "POST":
            return view(request, token)
        return SeeOther(order_address(token))

    return wrapped


def page(english: str, french: str, view: Callable[..., HttpResponse], *, name: str) -> list[URLPattern]:
    """The two routes of a page: its own in each language, and the other language's words, which lead there."""
    return [
        path(either(english, french), view, name=name),
        path(either(french, english), moved, {"page": name}),
    ]


def moved(request: HttpRequest, *, page: str, **arguments: object) -> HttpResponse:
    """The same page under its address in the page's own language."""
    query = request.META.get("QUERY_STRING", "")
    return SeeOther(reverse(f"storefront:{page}", kwargs=arguments) + (f"?{query}" if query else ""))
