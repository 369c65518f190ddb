"""Pages of the staff: closed unless an action opens them, and only for the cinemas where the person may do it.

Rights live in a higher room: each door says once how they are read, ``requires = door_keeper(rights_of)``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

View = Callable[..., HttpResponseBase]
SIGN_IN = "backoffice:sign_in"


class Held(Protocol):
    """What a person may do (``venues.queries.Rights``)."""

    @property
    def operator(self) -> bool:
        """Whether the whole chain is open to the person, even while it has no cinema."""

    def cinemas_for(self, action: str) -> frozenset[int]:
        """Cinemas where this action is open to the person."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who asks: the user's id and name, the cinemas where the page's action is open to them, and all their rights."""

    user: int
    name: str
    cinemas: frozenset[int]
    rights: Any


def door_keeper(rights_of: Callable[[int | None], Held]) -> Callable[[str], Callable[[View], View]]:
    """The decorator ``requires`` of a door: ``@requires("scan_tickets")`` passes the view ``staff``, sets ``no-store``.

    Without a session a page leads to the sign-in and any other request is refused; who may not do the action
    anywhere gets 403. Rights are read at each request: a role taken back counts at once (ACC-03).
    """

    def requires(action: str) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @functools.wraps(view)
            def guarded(request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
                if not request.user.is_authenticated:
                    response: HttpResponseBase = _to_sign_in(request)
                else:
                    staff = _staff(request, rights_of, action)
                    response = view(request, *args, staff=staff, **parts)
                response.headers.setdefault("Cache-Control", "no-store")
                return response

            guarded.required_action = action  # type: ignore[attr-defined]
            return guarded

        return decorate

    return requires


def open_to_all(view: View) -> View:
    """Mark one of the few pages of a staff door that need no session: the test of the URL map asks for it."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def _staff(request: HttpRequest, rights_of: Callable[[int | None], Held], action: str) -> Staff:
    user = request.user
    rights = rights_of(user.pk)
    cinemas = rights.cinemas_for(action)
    if not cinemas and not rights.operator:
        raise PermissionDenied
    return Staff(int(user.pk or 0), str(getattr(user, "name", "")), cinemas, rights)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    query = urlencode({"next": request.get_full_path()})
    return HttpResponse(status=303, headers={"Location": f"{resolve_url(SIGN_IN)}?{query}"})
