"""What every page knows: whether this is the demo, its language and the others, its number, its styles."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override

from ouvreuse.kernel import trace
from ouvreuse.ui import assets


@dataclass(frozen=True, slots=True)
class LanguageSwitch:
    """The same page in another language."""

    code: str
    name: str
    url: str


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor of every template (see ``TEMPLATES`` in the settings)."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return {
        "demo": settings.KIND == "DEMO",
        "language": language,
        "other_languages": _switches(request, language=language),
        "correlation_id": trace.correlation_id(),
        "stylesheet": assets.stylesheet_url(_door(request)),
    }


def _switches(request: HttpRequest, *, language: str) -> list[LanguageSwitch]:
    """Links to the same page, when its address carries its language; queries stay, posted forms do not."""
    prefix = f"/{language}/"
    if not request.path_info.startswith(prefix):
        return []
    query = request.META.get("QUERY_STRING", "") if request.method in {"GET", "HEAD"} else ""
    return [
        LanguageSwitch(
            code, name, _same_page(request, language=language, other=code) + (query and f"?{query}")
        )
        for code, name in settings.LANGUAGES
        if code != language
    ]


def _same_page(request: HttpRequest, *, language: str, other: str) -> str:
    """The page in another language; where there is no page, the same path below the other prefix."""
    match = request.resolver_match
    if match is not None:
        with override(other), suppress(NoReverseMatch):
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return f"/{other}/{request.path.removeprefix(f'/{language}/')}"


def _door(request: HttpRequest) -> str:
    """The door the page belongs to: the first namespace of its address."""
    match = request.resolver_match
    return match.namespaces[0] if match is not None and match.namespaces else ""
