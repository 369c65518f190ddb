"""Pictures of films at addresses that never change: a cache may keep them for ever."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ouvreuse.catalogue.queries import rendition

TYPES = {"avif": "image/avif", "webp": "image/webp"}
KEPT = 256  # a poster weighs some 30 kB: at most about 10 MB for each process


class Missing(LookupError):
    """There is no such picture; unlike an answer, this is not remembered."""


@require_safe
def picture(request: HttpRequest, digest: str, width: int, format: str) -> HttpResponse:
    """One rendition. Its address holds the hash of its content, so it is never another."""
    if format not in TYPES:
        raise Http404
    try:
        body = _body(digest, width, format)
    except Missing as error:
        raise Http404 from error
    response = HttpResponse(body, content_type=TYPES[format])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=KEPT)
def _body(digest: str, width: int, format: str) -> bytes:
    found = rendition(digest, width=width, format=format)
    if found is None:
        raise Missing
    return found
