"""Pages of the staff: closed unless a role opens them, and only for the cinemas where the role is held.

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
from django.shortcuts import resolve_url

View = Callable[..., HttpResponse]
SIGN_IN = "backoffice:sign_in"


class Held(Protocol):
    """What a person may do (``venues.queries.Rights``)."""

    def cinemas_as(self, *roles: str) -> frozenset[int]:
        """Cinemas where one of these roles is held."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who asks: the user's id and name, the cinemas where the page's roles are held, and all their rights."""

    user: int
    name: str
    cinemas: frozenset[int]
    rights: Any


def door_keeper(rights_of: Callable[[int | None], Held]) -> Callable[..., Callable[[View], View]]:
    """The decorator ``requires`` of a door. ``@requires("usher")`` passes the view ``staff`` and sets ``no-store``.

    Without a session a page leads to the sign-in and any other request is refused; without the role, 403. Rights
    are read at each request: a role taken back counts at once (ACC-03).
    """

    def requires(*roles: str) -> Callable[[View], View]:
        if not roles:
            raise TypeError("requires() needs a role: pages are closed by default")

        def decorate(view: View) -> View:
            @functools.wraps(view)
            def guarded(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
                if not request.user.is_authenticated:
                    response = _to_sign_in(request)
                else:
                    staff = _staff(request, rights_of, roles)
                    response = view(request, *args, staff=staff, **parts)
                response.headers.setdefault("Cache-Control", "no-store")
                return response

            guarded.required_roles = roles  # type: ignore[attr-defined]
            return guarded

        return decorate

    return requires


def open_to_all(view: View) -> View:
    """Mark one of the few pages of a staff door that need no session: the test of the URL map asks for it."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def _staff(request: HttpRequest, rights_of: Callable[[int | None], Held], roles: tuple[str, ...]) -> Staff:
    user = request.user
    rights = rights_of(user.pk)
    cinemas = rights.cinemas_as(*roles)
    if not cinemas:
        raise PermissionDenied
    return Staff(int(user.pk or 0), str(getattr(user, "name", "")), cinemas, rights)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    query = urlencode({"next": request.get_full_path()})
    return HttpResponse(status=303, headers={"Location": f"{resolve_url(SIGN_IN)}?{query}"})
