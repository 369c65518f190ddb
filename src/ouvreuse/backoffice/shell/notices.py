"""What was done, said on the next page, with the way to undo it where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

KEPT = "notices"


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that takes an act back: where it is posted and what it says."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


def say(request: HttpRequest, text: str, *, kind: str = "good", undo: Undo | None = None) -> None:
    """Say it on the next page drawn. ``kind``: good, info, warn or bad."""
    notice: dict[str, Any] = {"text": str(text), "kind": kind}
    if undo is not None:
        notice["undo"] = {"url": undo.url, "fields": list(undo.fields.items())}
    request.session[KEPT] = [*request.session.get(KEPT, []), notice]


def taken(request: HttpRequest) -> list[dict[str, Any]]:
    """What there is to say now; said once."""
    found: list[dict[str, Any]] = request.session.pop(KEPT, [])
    return found


def see(url: str) -> HttpResponse:
    """Go and look: the answer to a form that was right."""
    return HttpResponse(status=303, headers={"Location": url})
