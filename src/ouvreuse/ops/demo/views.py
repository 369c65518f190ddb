"""The tour page: ten things to try, one click each."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.ops.demo import building, tries

ROLES = ("owner", "programmer", "box_office", "usher")


@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """What can be tried, and who to be."""
    return _page(request, result=None)


@require_POST
def attempt(request: HttpRequest, thing: str) -> HttpResponse:
    """Do one of the ten and tell what happened."""
    act: Callable[[], tries.Result] | None = tries.TRIES.get(thing)
    if act is None:
        raise Http404
    with override(_language(request)):
        return _page(request, result=act())


@require_POST
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as one of the demo's people with one click; from this machine only."""
    user = building.demo_user(role) if role in ROLES and on_this_machine(request) else None
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    language = _language(request)
    return HttpResponseRedirect(
        f"/{language}/door/" if role == "usher" else f"/{language}/staff/", status=303
    )


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from loopback."""
    try:
        return ip_address(str(request.META.get("CLIENT_ADDRESS", ""))).is_loopback
    except ValueError:
        return False


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in ("fr", "en") else get_language_from_request(request)


def _page(request: HttpRequest, *, result: tries.Result | None) -> HttpResponse:
    with override(_language(request)):
        facts = {
            "things": tries.things(),
            "result": result,
            "roles": ROLES if on_this_machine(request) else (),
            "mailbox": settings.MAILBOX_URL,
            "other": "en" if _language(request) == "fr" else "fr",
        }
        return render(request, "ops/demo/tour.html", facts)
